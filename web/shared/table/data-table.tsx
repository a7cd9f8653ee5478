import { App } from 'antd'
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { ResponseOf, RouteContract } from '../../../platform/http/contract.ts'
import { type AnyContract, download, type InputOf } from '../api.ts'
import { useGo, useSearchText } from '../navigation.tsx'
import { usePreference } from '../preferences.ts'
import { EmptyState, LoadingState, ProblemState } from '../states.tsx'
import { sayProblemShortly } from '../text/problems.ts'
import { t } from '../text/table.ts'
import { useCall } from '../use-call.ts'
import { BulkBar } from './bulk-bar.tsx'
import { type Column, toClipboardText, visibleColumns } from './column.ts'
import type { Filter } from './filter.ts'
import type { Page } from './page.ts'
import { Pager } from './pager.tsx'
import { countSelected, emptySelection, type Selection } from './selection.ts'
import { TableGrid } from './table-grid.tsx'
import { keysOf, pageOfRows, readState, type TableState, writeChange } from './table-state.ts'
import './table.css'
import { Toolbar } from './toolbar.tsx'
import { parseTablePreference, showView } from './views.ts'

export interface DataTableProps<Row> {
  /** Names the table's columns and views among what the account keeps: `customers`, `plans.lines`. */
  readonly id: string
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  /** Asks the server page by page, as `platform/http/paging.ts` says … */
  readonly source?: Source<Row>
  /** … or shows rows the page already has, and searches, sorts and pages them itself. */
  readonly rows?: readonly Row[]
  /** For `rows`: whether a row passes the filters. */
  readonly fits?: (row: Row, filters: TableState['filters']) => boolean
  readonly isLoading?: boolean
  readonly error?: unknown
  readonly onRetry?: () => void
  /** Asks the source again every so often, for lists that change by themselves. */
  readonly everySeconds?: number
  readonly filters?: readonly Filter[]
  /** What the search box of the list looks for; absent: no box. */
  readonly search?: string
  readonly defaultSort?: string
  /** Where Enter, double click and the title column lead. */
  readonly rowPath?: (row: Row) => string | undefined
  /** Instead of going somewhere. */
  readonly onOpen?: (row: Row) => void
  /** Buttons for what is selected; makes rows selectable. `clear` ends the selection. */
  readonly bulk?: (selection: Selection<Row>, clear: () => void) => ReactNode
  /** The route that writes the list as a workbook; takes the list's filters and `exportQuery`. */
  readonly exporter?: AnyContract
  /** Buttons at the right of the toolbar. */
  readonly actions?: ReactNode
  /** What an empty list means and what to do about it. */
  readonly empty?: { readonly title: string; readonly cure?: ReactNode; readonly actions?: ReactNode }
  /** `fill` (default) scrolls inside itself to the bottom of the window, `grow` is as long as its rows. */
  readonly height?: 'fill' | 'grow'
  /** Keeps this table's part of the address apart from that of another one on the same page. */
  readonly prefix?: string
  /** A class for a row, for marking; never the only sign of something. */
  readonly rowClass?: (row: Row) => string | undefined
  /** Hears what is on the screen, for a map beside the list. */
  readonly onPage?: (page: Page<Row> | undefined, state: TableState) => void
  /** A row pointed at elsewhere (on a map) stands out here. */
  readonly highlighted?: string
}

export interface Source<Row> {
  // biome-ignore lint/suspicious/noExplicitAny: any list; its rows are recovered by inference.
  readonly contract: RouteContract<any, any, any, Page<Row>>
  readonly params?: Readonly<Record<string, string>>
  /** Fixed part of the query, which the person cannot change here. */
  readonly query?: Readonly<Record<string, unknown>>
}

/** Makes a source with the row type of its contract. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export function sourceOf<C extends RouteContract<any, any, any, Page<unknown>>>(
  contract: C,
  input: Partial<InputOf<C>> = {},
): Source<ResponseOf<C>['rows'][number]> {
  return { contract, ...input } as unknown as Source<ResponseOf<C>['rows'][number]>
}

/**
 * The list of this project: paging, order, search and filters on the server and in the address, columns and views
 * kept with the account, keyboard, selection, totals, copying and export.
 *
 *     <DataTable id="customers" source={sourceOf(listCustomers)} columns={columns} rowKey={(row) => row.customerId}
 *       filters={filters} search={t('list.search')} rowPath={(row) => `/customers/${row.customerId}`}
 *       exporter={exportCustomers} empty={{ title: t('list.empty'), cure: t('list.empty.cure') }} />
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rowKey, filters = [], prefix = '', source, bulk } = props
  const { message } = App.useApp()
  const go = useGo()
  const [address, changeAddress] = useSearchText()
  const [preference, keep, isPreferenceKnown] = usePreference(`table.${props.id}`, parseTablePreference)
  const [selection, setSelection] = useState<Selection<Row>>(emptySelection)
  const [isExporting, setExporting] = useState(false)
  const frame = useRef<HTMLElement>(null)
  const tableId = useId()

  const state = readState(
    address,
    filters,
    { pageSize: preference.pageSize ?? 50, sort: props.defaultSort },
    prefix,
  )
  const viewKeys = useMemo(
    () => ['search', 'sort', ...filters.flatMap(keysOf)].map((key) => prefix + key),
    [filters, prefix],
  )
  useFirstView(preference, isPreferenceKnown, address, viewKeys, changeAddress)

  const query = { ...source?.query, ...queryOf(state) }
  const answer = useCall(
    (source?.contract ?? noContract) as AnyContract,
    { ...(source?.params ? { params: source.params } : {}), query } as never,
    { enabled: source !== undefined, keepPrevious: true, everySeconds: props.everySeconds },
  )
  const local = props.rows ? pageOfRows(props.rows, columns, state, props.fits) : undefined
  const page = (source ? (answer.data as Page<Row> | undefined) : local) as Page<Row> | undefined
  const error = source ? answer.error : props.error
  const isLoading = source ? answer.isPending : (props.isLoading ?? props.rows === undefined)
  const isStale = source !== undefined && answer.isPlaceholderData

  const { onPage } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state is new on every render; its text is not.
  useEffect(() => onPage?.(page, state), [page, onPage, JSON.stringify(state)])

  const shown = visibleColumns(columns, preference.columns)
  const change = (part: Parameters<typeof writeChange>[0]) => changeAddress(writeChange(part, prefix))
  const isFiltered = state.search !== '' || Object.keys(state.filters).length > 0
  const clearSelection = () => setSelection(emptySelection())

  const open = (row: Row) => {
    if (props.onOpen) props.onOpen(row)
    else {
      const path = props.rowPath?.(row)
      if (path) go(path)
    }
  }
  const copy = async (rows: readonly Row[]) => {
    await navigator.clipboard.writeText(toClipboardText(shown, rows))
    void message.success(t('copy.done', { count: rows.length }))
  }
  const exportAs = async (format: 'xlsx' | 'csv') => {
    if (!props.exporter) return
    setExporting(true)
    try {
      const exported = shown.filter((column) => column.isExported !== false).map((column) => column.key)
      const { page: _page, pageSize: _size, ...rest } = query as Record<string, unknown>
      const { name } = await download(props.exporter, {
        ...(source?.params ? { params: source.params } : {}),
        // Customers have a format of their own to filter by: there the file's type has another name.
        query: {
          ...rest,
          columns: exported,
          ...(props.exporter.id === 'customers.export' ? { fileType: format } : { format }),
        },
      } as never)
      void message.success(t('export.done', { name }))
    } catch (problem) {
      void message.error(sayProblemShortly(problem))
    } finally {
      setExporting(false)
    }
  }

  const isEmpty = page !== undefined && page.rows.length === 0
  const isPastEnd = isEmpty && page.total > 0
  useEffect(() => {
    // Rows were removed and the page the address asks for is gone.
    if (isPastEnd && !isStale) changeAddress(writeChange({ page: 1 }, prefix))
  }, [isPastEnd, isStale, changeAddress, prefix])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slash goes to the search from anywhere inside.
    <section
      className={`data-table data-table-${props.height ?? 'fill'}`}
      ref={frame}
      onKeyDown={(event) => {
        if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
          event.preventDefault()
          frame.current?.querySelector<HTMLInputElement>('.table-search input')?.focus()
        }
      }}
    >
      <Toolbar
        state={state}
        filters={filters}
        searchHint={props.search}
        columns={columns}
        preference={preference}
        viewKeys={viewKeys}
        address={address}
        total={page?.total}
        isExporting={isExporting}
        onChange={change}
        onAddress={changeAddress}
        onKeep={keep}
        onRefresh={source ? () => void answer.refetch() : undefined}
        onCopy={page ? () => void copy(page.rows) : undefined}
        onExport={props.exporter ? (format) => void exportAs(format) : undefined}
        actions={props.actions}
      />
      {error && !page ? (
        <ProblemState error={error} onRetry={source ? () => void answer.refetch() : props.onRetry} />
      ) : isLoading && !page ? (
        <LoadingState rows={8} />
      ) : isEmpty && !isPastEnd ? (
        isFiltered ? (
          <EmptyState
            title={t('empty.filtered')}
            cure={t('empty.filtered.cure')}
            actions={
              <button
                type="button"
                className="link-button"
                onClick={() => changeAddress(Object.fromEntries(viewKeys.map((key) => [key, undefined])))}
              >
                {t('filter.clear')}
              </button>
            }
          />
        ) : (
          <EmptyState {...(props.empty ?? { title: t('empty') })} />
        )
      ) : (
        page && (
          <>
            <TableGrid
              id={tableId}
              columns={shown}
              page={page}
              state={state}
              rowKey={rowKey}
              rowPath={props.rowPath}
              onOpen={props.onOpen || props.rowPath ? open : undefined}
              selection={bulk ? selection : undefined}
              onSelect={setSelection}
              onSort={(sort) => change({ sort })}
              onPage={(number) => change({ page: number })}
              onCopy={(rows) => void copy(rows)}
              widths={preference.columns.widths}
              onWidths={(widths) => keep({ ...preference, columns: { ...preference.columns, widths } })}
              isStale={isStale}
              isFilling={props.height !== 'grow'}
              rowClass={props.rowClass}
              highlighted={props.highlighted}
            />
            <Pager
              state={state}
              total={page.total}
              onPage={(number) => change({ page: number })}
              onPageSize={(pageSize) => {
                keep({ ...preference, pageSize })
                change({ pageSize: undefined as never })
              }}
              isUpdating={source !== undefined && answer.isFetching}
            />
          </>
        )
      )}
      {bulk && countSelected(selection) > 0 && (
        <BulkBar
          selection={selection}
          total={page?.total ?? 0}
          onAll={
            source
              ? () => setSelection({ kind: 'all', query: filterQuery(state), total: page?.total ?? 0 })
              : () =>
                  setSelection({
                    kind: 'rows',
                    rows: new Map(local?.all.map((row) => [rowKey(row), row] as const)),
                  })
          }
          onClear={clearSelection}
        >
          {bulk(selection, clearSelection)}
        </BulkBar>
      )}
    </section>
  )
}

/** The list's query for a state of the table. */
export function queryOf(state: TableState): Record<string, string | number | undefined> {
  return {
    page: state.page,
    pageSize: state.pageSize,
    sort: state.sort,
    ...filterQuery(state),
  }
}

function filterQuery(state: TableState): Record<string, string> {
  return { ...(state.search ? { search: state.search } : {}), ...state.filters }
}

/** Opens with the view the person chose to begin with, once, when the address asks for nothing itself. */
function useFirstView(
  preference: ReturnType<typeof parseTablePreference>,
  isKnown: boolean,
  address: Readonly<Record<string, string>>,
  keys: readonly string[],
  changeAddress: (change: Record<string, string | undefined>) => void,
): void {
  const isDone = useRef(false)
  useEffect(() => {
    if (isDone.current || !isKnown) return
    isDone.current = true
    if (keys.some((key) => address[key])) return
    const first = preference.views.find((view) => view.id === preference.first)
    if (first) changeAddress(showView(first, keys))
  }, [isKnown, preference, address, keys, changeAddress])
}

const noContract: AnyContract = {
  id: 'table.none',
  method: 'GET',
  path: '/api/',
  summary: '',
  permit: 'public',
  response: 'file',
}
