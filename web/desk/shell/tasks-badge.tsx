import { BellOutlined } from '@ant-design/icons'
import { listOpenTasks } from '../../../platform/workflow/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { t } from '../../shared/text/shell.ts'
import { useCall } from '../../shared/use-call.ts'

/** How many things wait for this person, always in sight. */
export function TasksBadge() {
  const tasks = useCall(listOpenTasks, { query: { pageSize: 1 } }, { staleSeconds: 30, everySeconds: 60 })
  const count = tasks.data?.total ?? 0
  return (
    <RouteLink
      to="/tasks"
      className="header-button header-tasks"
      aria-label={t('tasks.badge', { count })}
      title={t('tasks.badge', { count })}
    >
      <BellOutlined />
      {count > 0 && (
        <span className="header-count" aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </RouteLink>
  )
}
