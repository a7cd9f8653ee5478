import { Button } from 'antd'
import type { ReactNode } from 'react'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/table.ts'
import { countSelected, type Selection } from './selection.ts'

/** What is selected and what can be done with it; stands over the foot of the window while anything is. */
export function BulkBar<Row>({
  selection,
  total,
  onAll,
  onClear,
  children,
}: {
  readonly selection: Selection<Row>
  readonly total: number
  readonly onAll: () => void
  readonly onClear: () => void
  readonly children: ReactNode
}) {
  const count = countSelected(selection)
  return (
    <section className="bulk-bar no-print" aria-label={t('select.count', { count })}>
      <strong role="status" aria-live="polite">
        {selection.kind === 'all'
          ? t('select.isAll', { total: formatNumber(total) })
          : t('select.count', { count: formatNumber(count) })}
      </strong>
      {selection.kind === 'rows' && count < total && (
        <Button type="link" size="small" onClick={onAll}>
          {t('select.all', { total: formatNumber(total) })}
        </Button>
      )}
      <Button type="link" size="small" onClick={onClear}>
        {t('select.clear')}
      </Button>
      <span className="bulk-actions">{children}</span>
    </section>
  )
}
