import { EditOutlined } from '@ant-design/icons'
import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { FORMATS, type Format, formatTable, renameFormats } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { DateField } from '../../../shared/date/date-field.tsx'
import { RouteLink, useGo } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { t as common } from '../../../shared/text/common.ts'
import {
  formatLargeMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatTime,
  MISSING,
} from '../../../shared/text/format.ts'
import { currentLanguage } from '../../../shared/text/language.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import { sayVersion } from './reasons.ts'

type Table = ResponseOf<typeof formatTable>
type Row = Table['rows'][number]

/** SEG-01: the seven formats with customers and monthly means; the parts sum to the totals. */
export function FormatsView() {
  const may = useMay()
  const go = useGo()
  const [isNaming, setNaming] = useState(false)
  const answer = useCall(formatTable, {}, { staleSeconds: 600 })
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={8} />
  const table = answer.data
  const { rows, total, months } = table
  const largest = rows.reduce((most, row) => (row.quantity > most.quantity ? row : most), rows[0]!)
  return (
    <div className="segment-columns">
      <Panel>
        <Chart
          title={t('formats.question')}
          answer={t('formats.answer', {
            format: nameOf(largest),
            share: shareOf(largest.quantity, total.quantity),
            quantity: formatNumber(largest.customers === 0 ? null : largest.quantity / largest.customers, 0),
          })}
          head={t('column.format')}
          height={300}
          isHorizontal
          data={{
            categories: rows.map(nameOf),
            series: [
              {
                name: `${t('column.quantity')} (${t('unit.cartons')})`,
                kind: 'bar',
                values: rows.map((row) => Math.round(row.quantity)),
              },
            ],
          }}
          onPick={(index) => go('/customers', { format: rows[index]?.format ?? 'none' })}
        />
      </Panel>
      <Panel
        title={t('tab.formats')}
        extra={
          may('segments:configure') && (
            <Button size="small" icon={<EditOutlined />} onClick={() => setNaming(true)}>
              {t('formats.rename')}
            </Button>
          )
        }
      >
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">{t('column.format')}</th>
              <th scope="col">{t('column.six')}</th>
              <th scope="col" className="number">
                {t('column.customers')}
              </th>
              <th scope="col" className="number">
                {t('column.share')}
              </th>
              <th scope="col" className="number">
                {t('column.quantity')}
              </th>
              <th scope="col" className="number">
                {t('column.amount')}
              </th>
              <th scope="col" className="number">
                {t('column.perShop')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.format ?? 'none'}>
                <th scope="row">
                  <RouteLink to={`/customers?format=${row.format ?? 'none'}`}>{nameOf(row)}</RouteLink>{' '}
                  <span className="quiet">{row.letter}</span>
                </th>
                <td>{row.six ? t.loose(`six.${row.six}`) : MISSING}</td>
                <td className="number">{formatNumber(row.customers)}</td>
                <td className="number">{shareOf(row.customers, total.customers)}</td>
                <td className="number">{formatNumber(row.quantity, 0)}</td>
                <td className="number">{formatLargeMoney(row.amountFen)}</td>
                <td className="number">
                  {formatNumber(row.customers === 0 ? null : row.quantity / row.customers, 1)}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {t('total')}
              </th>
              <td className="number">{formatNumber(total.customers)}</td>
              <td className="number">{shareOf(total.customers, total.customers)}</td>
              <td className="number">{formatNumber(total.quantity, 0)}</td>
              <td className="number">{formatLargeMoney(total.amountFen)}</td>
              <td className="number">
                {formatNumber(total.customers === 0 ? null : total.quantity / total.customers, 1)}
              </td>
            </tr>
          </tfoot>
        </table>
        {months.length > 0 && (
          <p className="quiet table-note">
            {t('formats.months', { from: formatMonth(months[0]), to: formatMonth(months.at(-1)) })} ·{' '}
            {sayVersion(table.version)}
          </p>
        )}
      </Panel>
      <Modal
        open={isNaming}
        onCancel={() => setNaming(false)}
        title={t('formats.rename.title')}
        width={620}
        footer={null}
        destroyOnHidden
      >
        {isNaming && <Names rows={rows} onClose={() => setNaming(false)} />}
      </Modal>
    </div>
  )
}

function Names({ rows, onClose }: { readonly rows: readonly Row[]; readonly onClose: () => void }) {
  const { message } = App.useApp()
  const [validFrom, setValidFrom] = useState(() => formatTime(Date.now()).slice(0, 10))
  const [names, setNames] = useState(
    () =>
      Object.fromEntries(
        rows.flatMap((row) => (row.format ? [[row.format, { name: row.name, nameEn: row.nameEn }]] : [])),
      ) as Record<Format, { name: string; nameEn: string }>,
  )
  const rename = useAction(renameFormats, { invalidates: ['segments.', 'customers.'] })
  const set = (format: Format, part: { name?: string; nameEn?: string }) =>
    setNames({ ...names, [format]: { ...names[format], ...part } })
  const isComplete = FORMATS.every((format) => names[format]?.name.trim() && names[format]?.nameEn.trim())
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate(
          { body: { names, validFrom } },
          {
            onSuccess: () => {
              void message.success(t('formats.renamed'))
              onClose()
            },
            onError: (error) => void message.error(sayProblemShortly(error)),
          },
        )
      }}
    >
      <p className="quiet">{t('formats.rename.hint')}</p>
      <div className="names-grid">
        <span className="quiet">{t('formats.rename.zh')}</span>
        <span className="quiet">{t('formats.rename.en')}</span>
        {FORMATS.map((format) => (
          <div key={format} className="names-row">
            <Input
              aria-label={`${t('formats.rename.zh')} ${format}`}
              maxLength={20}
              value={names[format]?.name ?? ''}
              onChange={(event) => set(format, { name: event.target.value })}
            />
            <Input
              aria-label={`${t('formats.rename.en')} ${format}`}
              maxLength={40}
              value={names[format]?.nameEn ?? ''}
              onChange={(event) => set(format, { nameEn: event.target.value })}
            />
          </div>
        ))}
      </div>
      <div className="edit-foot">
        <span className="edit-count">
          {t('formats.rename.from')}{' '}
          <DateField label={t('formats.rename.from')} value={validFrom} onChange={setValidFrom} />
        </span>
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button type="primary" htmlType="submit" disabled={!isComplete} loading={rename.isPending}>
          {common('action.save')}
        </Button>
      </div>
    </form>
  )
}

function nameOf(row: Row): string {
  if (row.format === null) return t('formats.none')
  return currentLanguage() === 'zh' ? row.name : row.nameEn
}

function shareOf(part: number, all: number): string {
  return formatPercent(all === 0 ? null : part / all)
}
