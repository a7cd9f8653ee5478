import { DoubleLeftOutlined, DoubleRightOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/table.ts'
import { PAGE_SIZES, type TableState } from './table-state.ts'

export function Pager({
  state,
  total,
  onPage,
  onPageSize,
  isUpdating,
}: {
  readonly state: TableState
  readonly total: number
  readonly onPage: (page: number) => void
  readonly onPageSize: (size: number) => void
  readonly isUpdating: boolean
}) {
  const pages = Math.max(1, Math.ceil(total / state.pageSize))
  const from = (state.page - 1) * state.pageSize + 1
  const to = Math.min(total, state.page * state.pageSize)
  const step = (label: string, icon: React.ReactNode, page: number, isPossible: boolean) => (
    <button
      type="button"
      className="pager-button"
      aria-label={label}
      title={label}
      disabled={!isPossible}
      onClick={() => onPage(page)}
    >
      {icon}
    </button>
  )
  return (
    <div className="pager no-print">
      <span className="pager-range" role="status" aria-live="polite">
        {total === 0
          ? t('page.none')
          : t('page.range', { from: formatNumber(from), to: formatNumber(to), total: formatNumber(total) })}
        {isUpdating && <span className="pager-updating">{t('updating')}</span>}
      </span>
      <label className="pager-size">
        <span className="visually-hidden">{t('page.size.label')}</span>
        <select value={state.pageSize} onChange={(event) => onPageSize(Number(event.target.value))}>
          {PAGE_SIZES.map((size) => (
            <option key={size} value={size}>
              {t('page.size', { size })}
            </option>
          ))}
        </select>
      </label>
      {pages > 1 && (
        <span className="pager-steps">
          {step(t('page.first'), <DoubleLeftOutlined />, 1, state.page > 1)}
          {step(t('page.previous'), <LeftOutlined />, state.page - 1, state.page > 1)}
          <span className="pager-of">{t('page.of', { page: state.page, pages })}</span>
          {step(t('page.next'), <RightOutlined />, state.page + 1, state.page < pages)}
          {step(t('page.last'), <DoubleRightOutlined />, pages, state.page < pages)}
        </span>
      )}
    </div>
  )
}
