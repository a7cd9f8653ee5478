import type { BreakdownView, Figure } from '../../../domain/insight/contract.ts'
import { formatMonth } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { ChangeCell } from './change-cell.tsx'
import './insight.css'
import { sayFigureShortly } from './words.ts'

type Row = BreakdownView['rows'][number]

/** A number by one of its dimensions; a row narrows everything on the page to itself. */
export function BreakdownTable({
  rows,
  by,
  indicatorId,
  unit,
  onPick,
}: {
  readonly rows: readonly Row[]
  readonly by: string
  readonly indicatorId: string
  readonly unit: Figure['unit']
  readonly onPick: (key: string, name: string) => void
}) {
  const most = Math.max(0.000_001, ...rows.map(({ value }) => Math.abs(value ?? 0)))
  const hasHistory = rows.some(({ previous, lastYear }) => previous !== null || lastYear !== null)
  return (
    <section
      className="insight-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={t('detail.breakdown', { dimension: t.loose(`dimension.${by}`) })}
    >
      <table className="insight-table">
        <thead>
          <tr>
            <th scope="col">{t.loose(`dimension.${by}`)}</th>
            <th scope="col" className="number">
              {t('detail.value')}
            </th>
            {hasHistory && (
              <>
                <th scope="col" className="number">
                  {t('figure.mom')}
                </th>
                <th scope="col" className="number">
                  {t('figure.yoy')}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.filter(isWorthALine).map((row) => (
            <tr key={row.key ?? 'none'}>
              <th scope="row">
                {row.key === null ? (
                  <span className="quiet">{t('dimension.none')}</span>
                ) : (
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => onPick(row.key!, nameOf(by, row))}
                  >
                    {nameOf(by, row)}
                  </button>
                )}
              </th>
              <td className="number bar-cell">
                <span className="bar" style={{ width: `${(Math.abs(row.value ?? 0) / most) * 100}%` }} />
                <span>
                  {row.hidden
                    ? t('figure.hidden')
                    : sayFigureShortly({ id: indicatorId, unit, value: row.value })}
                </span>
              </td>
              {hasHistory && (
                <>
                  <ChangeCell value={row.value} before={row.previous} unit={unit} better="neither" />
                  <ChangeCell value={row.value} before={row.lastYear} unit={unit} better="neither" />
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** "None" with nothing in it says nothing. */
function isWorthALine(row: Row): boolean {
  return row.key !== null || Boolean(row.value) || row.hidden === true
}

function nameOf(by: string, row: Row): string {
  if (row.key === null) return t('dimension.none')
  if (by === 'month') return formatMonth(row.key)
  if (by === 'priceClass') return t.loose(`classes.class.${row.key}`)
  if (['format', 'marketType', 'valueGroup', 'kind'].includes(by)) return t.loose(`value.${row.key}`)
  return currentLanguage() === 'zh' ? row.name : row.nameEn
}
