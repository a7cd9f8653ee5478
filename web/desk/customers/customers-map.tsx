import { SearchOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Spin } from 'antd'
import { useMemo, useState } from 'react'
import {
  customerOptions,
  FORMATS,
  listCustomers,
  mapCustomers,
  VALUE_GROUPS,
} from '../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { type MapCategory, MapView } from '../../shared/map/map-view.tsx'
import { RouteLink, useSearchText } from '../../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { BulkBar } from '../../shared/table/bulk-bar.tsx'
import { FilterBar } from '../../shared/table/filter-bar.tsx'
import { emptySelection, type Selection } from '../../shared/table/selection.ts'
import { keysOf } from '../../shared/table/table-state.ts'
import { t } from '../../shared/text/customers.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { amountColour } from '../../shared/theme/colours.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { BulkActions } from './bulk-actions.tsx'
import { customerFilters } from './filters.ts'
import { idAt, LICENCE_TONES, sayCode, TIER_BANDS, tierBand, useFormatNames } from './words.ts'

const COLOURS = ['format', 'valueGroup', 'manager', 'tier'] as const
type Colour = (typeof COLOURS)[number]
type CustomerMap = ResponseOf<typeof mapCustomers>
interface Drawn {
  readonly categories: readonly MapCategory[]
  readonly category: readonly number[]
}

/** The customers of the present filter on the map; circled ones can be changed together. */
export function CustomersMap() {
  const [search, change] = useSearchText()
  const may = useMay()
  const sayFormat = useFormatNames()
  const options = useCall(customerOptions, { query: {} }, { staleSeconds: 120 })
  const filters = customerFilters(options.data, sayFormat)
  const keys = ['search', ...filters.flatMap(keysOf)]
  const query = Object.fromEntries(keys.flatMap((key) => (search[key] ? [[key, search[key]]] : [])))
  const map = useCall(mapCustomers, { query: query as never }, { keepPrevious: true, staleSeconds: 60 })
  const colour: Colour = COLOURS.find((candidate) => candidate === search.colour) ?? 'format'
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const data = map.data

  const managerOrder = useMemo(
    () => (options.data?.managers ?? []).flatMap((manager) => manager.personId ?? []).sort(),
    [options.data],
  )
  const places = useMemo(
    () =>
      data && {
        lon: data.lonE5.map((value) => value / 1e5),
        lat: data.latE5.map((value) => value / 1e5),
      },
    [data],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: sayFormat is new on every render; its words are not.
  const drawn = useMemo(
    () => data && drawBy(colour, data, managerOrder, sayFormat),
    [data, colour, managerOrder],
  )
  const points = useMemo(() => places && drawn && { ...places, category: drawn.category }, [places, drawn])

  if (map.error && !data) return <ProblemState error={map.error} onRetry={() => void map.refetch()} />
  if (!data || !points || !drawn) return <LoadingState rows={10} />
  const label = (index: number) =>
    [
      data.formats[data.format[index]!] && sayFormat(data.formats[data.format[index]!]),
      data.tier[index]! > 0 && `${t('column.tier')} ${data.tier[index]}`,
      data.managers[data.manager[index]!]?.name,
    ]
      .filter(Boolean)
      .join(' · ')
  const find = (text: string) => {
    if (text.trim() === (search.search ?? '')) return
    setChosen(new Set())
    change({ search: text.trim() || undefined })
  }
  const ids = () => [...chosen].map((index) => idAt(data.ids, index))
  const selection: Selection<number> =
    chosen.size > 0
      ? { kind: 'rows', rows: new Map([...chosen].map((index) => [String(index), index])) }
      : emptySelection()

  return (
    <section className="customers-map">
      <div className="table-toolbar no-print">
        <div className="table-finding">
          <Input
            key={search.search ?? ''}
            className="table-search"
            prefix={<SearchOutlined />}
            defaultValue={search.search}
            placeholder={t('list.search')}
            aria-label={t('list.search')}
            onPressEnter={(event) => find(event.currentTarget.value)}
            onBlur={(event) => find(event.currentTarget.value)}
          />
          <FilterBar
            filters={filters}
            values={query}
            onChange={(values) => {
              setChosen(new Set())
              change(values)
            }}
          />
        </div>
        <div className="table-tools">
          {map.isFetching && <Spin size="small" />}
          <Segmented<Colour>
            aria-label={t('map.colour')}
            value={colour}
            onChange={(next) => change({ colour: next === 'format' ? undefined : next })}
            options={COLOURS.map((value) => ({ value, label: t(`map.legend.${value}`) }))}
          />
        </div>
      </div>
      <div className="customers-map-canvas">
        <MapView
          points={points}
          categories={drawn.categories}
          legend={t(`map.legend.${colour}`)}
          height="fill"
          fitKey={JSON.stringify(query)}
          label={label}
          popup={(index) => <CustomerPopup customerId={idAt(data.ids, index)} />}
          selected={chosen}
          {...(may('customers:update')
            ? {
                onSelect: (indexes: readonly number[], isAdding: boolean) =>
                  setChosen(new Set(isAdding ? [...chosen, ...indexes] : indexes)),
              }
            : {})}
        />
      </div>
      <div className="customers-map-foot">
        <span role="status">{t('map.count', { count: formatNumber(data.count) })}</span>
        {data.withoutPosition > 0 && (
          <span className="quiet">
            {t('map.withoutPosition', { count: formatNumber(data.withoutPosition) })}{' '}
            <Button
              type="link"
              size="small"
              onClick={() => change({ view: undefined, located: 'false' }, { push: true })}
            >
              {t('map.withoutPosition.open')}
            </Button>
          </span>
        )}
      </div>
      {chosen.size > 0 && (
        <BulkBar
          selection={selection}
          total={data.count}
          onAll={() => setChosen(new Set(data.lonE5.keys()))}
          onClear={() => setChosen(new Set())}
        >
          <BulkActions
            target={{ customerIds: ids() }}
            count={chosen.size}
            onDone={() => setChosen(new Set())}
            tags={options.data?.tags.map((tag) => tag.tag) ?? []}
          />
        </BulkBar>
      )}
    </section>
  )
}

/** Categories with constant colours: a format keeps its colour when a filter leaves others out. */
function drawBy(
  colour: Colour,
  data: CustomerMap,
  managerOrder: readonly string[],
  sayFormat: (format: string) => string,
): Drawn {
  switch (colour) {
    case 'format': {
      const place = data.formats.map((format) => (FORMATS as readonly string[]).indexOf(format))
      return {
        categories: FORMATS.map((format) => ({ label: sayFormat(format) })),
        category: data.format.map((code) => place[code] ?? -1),
      }
    }
    case 'valueGroup': {
      const place = data.valueGroups.map((group) => (VALUE_GROUPS as readonly string[]).indexOf(group))
      return {
        categories: VALUE_GROUPS.map((group) => ({ label: sayCode('valueGroup', group) })),
        category: data.valueGroup.map((code) => place[code] ?? -1),
      }
    }
    case 'manager': {
      const order =
        managerOrder.length > 0 ? managerOrder : data.managers.map((manager) => manager.personId).sort()
      const place = data.managers.map((manager) => order.indexOf(manager.personId))
      const names = new Map(data.managers.map((manager) => [manager.personId, manager.name]))
      return {
        categories: order.map((personId) => ({ label: names.get(personId) ?? '' })),
        category: data.manager.map((code) => place[code] ?? -1),
      }
    }
    case 'tier':
      return {
        categories: TIER_BANDS.map((band) => ({
          label: t('tier.band', { from: band * 5 + 1, to: band * 5 + 5 }),
          // Many goes from pale to deep: tiers have an order, formats do not.
          colour: amountColour((band + 2) / (TIER_BANDS.length + 2)),
        })),
        category: data.tier.map(tierBand),
      }
  }
}

/** What stands beside a point: enough to decide whether to open the archive. */
export function CustomerPopup({ customerId }: { readonly customerId: string }) {
  const sayFormat = useFormatNames()
  const answer = useCall(listCustomers, { query: { ids: [customerId] } }, { staleSeconds: 120 })
  const row = answer.data?.rows[0]
  if (answer.error) return <ProblemState error={answer.error} />
  if (!row) return <LoadingState rows={2} />
  return (
    <div className="customer-popup">
      <strong>{row.name}</strong>
      <div className="quiet">
        {[
          row.code,
          row.format && sayFormat(row.format),
          row.valueGroup && sayCode('valueGroup', row.valueGroup),
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      <div>
        {[
          row.tier && `${t('column.tier')} ${row.tier}`,
          t('map.monthly', { quantity: formatNumber(row.quantity, 0) }),
          row.managerName,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      <div className="customer-popup-foot">
        <StatusTag tone={LICENCE_TONES[row.licenceState]}>{sayCode('licence', row.licenceState)}</StatusTag>
        <RouteLink to={`/customers/${row.customerId}`}>{t('map.open')}</RouteLink>
      </div>
    </div>
  )
}
