import { Segmented } from 'antd'
import type { DashboardGroup, DashboardView } from '../../../domain/insight/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { formatNumber } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { ChangeCell } from './change-cell.tsx'
import './insight.css'
import { pathOfFigure, type QuantityUnit, sayQuantity } from './words.ts'

/** Departments or people side by side, by name. */
export function GroupsPanel({
  view,
  unit,
  onBy,
}: {
  readonly view: DashboardView
  readonly unit: QuantityUnit
  readonly onBy: (by: 'department' | 'manager') => void
}) {
  const { by, groups, month } = view
  const isZh = currentLanguage() === 'zh'
  const share = Math.max(1, ...groups.map(({ quantity }) => quantity ?? 0))
  const nameOf = (group: DashboardGroup) =>
    (isZh ? group.name : group.nameEn) || (group.key ? '' : t('groups.nobody'))
  return (
    <Panel
      title={t(`groups.${by}`)}
      extra={
        <Segmented<'department' | 'manager'>
          size="small"
          aria-label={t('groups.switch')}
          value={by}
          onChange={onBy}
          options={(['department', 'manager'] as const).map((value) => ({
            value,
            label: t(`groups.by.${value}`),
          }))}
        />
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className="insight-scroll" tabIndex={0} aria-label={t(`groups.${by}`)}>
        <table className="insight-table">
          <thead>
            <tr>
              <th scope="col">{t(`groups.by.${by}`)}</th>
              <th scope="col" className="number">
                {t(`groups.quantity.${unit}`)}
              </th>
              <th scope="col" className="number">
                {t('figure.mom')}
              </th>
              <th scope="col" className="number">
                {t('figure.yoy')}
              </th>
              <th scope="col" className="number">
                {t('groups.ordering')}
              </th>
              <th scope="col" className="number">
                {t('groups.active')}
              </th>
              <th scope="col" className="number">
                {t('groups.silent')}
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.key ?? 'nobody'}>
                <th scope="row">
                  {group.key && month ? (
                    <RouteLink
                      to={pathOfFigure(
                        { id: 'order_quantity', ...bounds(view) },
                        { where: `${by}:${group.key}`, name: nameOf(group), by: 'product' },
                      )}
                    >
                      {nameOf(group)}
                    </RouteLink>
                  ) : (
                    <span className="quiet">{nameOf(group)}</span>
                  )}
                </th>
                {group.hidden ? (
                  <td colSpan={6} className="quiet">
                    {t('figure.hidden')}
                  </td>
                ) : (
                  <>
                    <td className="number bar-cell">
                      <span className="bar" style={{ width: `${((group.quantity ?? 0) / share) * 100}%` }} />
                      <span>{sayQuantity(group.quantity, unit)}</span>
                    </td>
                    <ChangeCell value={group.quantity} before={group.previous} />
                    <ChangeCell value={group.quantity} before={group.lastYear} />
                    <td className="number">{formatNumber(group.orderingCustomers, 0)}</td>
                    <td className="number">{formatNumber(group.activeCustomers, 0)}</td>
                    <td className="number">{formatNumber(group.silentCustomers, 0)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="quiet insight-note">{t('groups.note')}</p>
    </Panel>
  )
}

function bounds(view: DashboardView): { from: string; to: string } {
  const { from, to } = view.quadrants.efficiency[0]!
  return { from, to }
}
