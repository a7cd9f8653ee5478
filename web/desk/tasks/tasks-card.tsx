import { listOpenTasks } from '../../../platform/workflow/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/system.ts'
import { useCall } from '../../shared/use-call.ts'
import { pathOf } from '../opens.ts'
import './tasks.css'

/** The next things to do, on the home page. */
export function TasksCard() {
  const tasks = useCall(listOpenTasks, { query: { pageSize: 6 } }, { everySeconds: 60 })
  return (
    <Panel
      title={tasks.data ? t('tasks.count', { count: tasks.data.total }) : t('tasks.open')}
      extra={<RouteLink to="/tasks">{t('tasks.all')}</RouteLink>}
    >
      {tasks.error && <ProblemState error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isPending && <LoadingState rows={3} />}
      {tasks.data?.rows.length === 0 && <p className="quiet">{t('tasks.empty.cure')}</p>}
      <ul className="plain tasks">
        {tasks.data?.rows.map((task) => {
          const path = pathOf(task)
          return (
            <li key={task.itemId} className="task">
              <span className="task-title">
                {path ? <RouteLink to={path}>{task.title}</RouteLink> : task.title}
                <span className="quiet"> · {task.authorName}</span>
              </span>
              {task.dueAt && (
                <StatusTag tone={task.isOverdue ? 'error' : 'plain'}>
                  {task.isOverdue
                    ? t('tasks.due.late', { time: formatTime(task.dueAt) })
                    : formatTime(task.dueAt)}
                </StatusTag>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
