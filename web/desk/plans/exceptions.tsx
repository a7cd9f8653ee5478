import { Collapse } from 'antd'
import type { PlanDetail } from '../../../domain/plans/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { t } from '../../shared/text/plans.ts'
import { sayFinding } from './words.ts'

/** Customers without all their visits, each with the rule or the person's reason. */
export function Exceptions({ plan }: { readonly plan: PlanDetail }) {
  if (plan.exceptions.length === 0) return null
  return (
    <Collapse
      ghost
      items={[
        {
          key: 'exceptions',
          label: t('exceptions.title', { count: plan.exceptions.length }),
          children: (
            <ul className="plan-exceptions">
              {plan.exceptions.map((row) => (
                <li key={row.exceptionId}>
                  <RouteLink to={`/customers/${row.customerId}`}>{row.customerName}</RouteLink>
                  {' · '}
                  {t(`exceptions.${row.origin}`)}
                  {'：'}
                  {row.remark ?? sayFinding(row.reason)}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  )
}
