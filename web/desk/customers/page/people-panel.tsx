import { HistoryOutlined, MessageOutlined, PhoneOutlined } from '@ant-design/icons'
import { Drawer } from 'antd'
import { useState } from 'react'
import { assignmentHistory, type CustomerPage } from '../../../../domain/customers/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { formatDate } from '../../../shared/text/format.ts'
import { Timeline } from '../../../shared/timeline.tsx'
import { useCall } from '../../../shared/use-call.ts'
import { sayCode, sayWeekday } from '../words.ts'

/** DAT-06: who looks after the shop, and the linked posts that come with its delivery line. */
export function PeoplePanel({ customer }: { readonly customer: CustomerPage }) {
  const [isHistoryOpen, setHistoryOpen] = useState(false)
  const line = customer.deliveryLine
  return (
    <Panel
      title={t('people.title')}
      extra={
        <button
          type="button"
          className="icon-button"
          aria-label={t('people.history')}
          title={t('people.history')}
          onClick={() => setHistoryOpen(true)}
        >
          <HistoryOutlined />
        </button>
      }
    >
      <ul className="plain people-list">
        {customer.assignments.length === 0 && (
          <li>
            <span className="people-post">{sayCode('post', 'general')}</span>
            <span className="people-nobody">{t('people.nobody')}</span>
          </li>
        )}
        {customer.assignments.map((assignment) => (
          <li key={assignment.post}>
            <span className="people-post">{sayCode('post', assignment.post)}</span>
            <span>
              {assignment.name}
              <span className="people-since">
                {t('people.since', { date: formatDate(assignment.validFrom) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <h3 className="panel-subtitle">{t('people.linked')}</h3>
      {customer.linkedPosts.length === 0 ? (
        <p className="quiet">{t('people.linked.none')}</p>
      ) : (
        <ul className="plain people-list">
          {customer.linkedPosts.map((linked) => (
            <li key={linked.post}>
              <span className="people-post">{sayCode('linked', linked.post)}</span>
              {linked.name ? (
                <span className="people-linked">
                  {linked.name}
                  {linked.phone && (
                    <span className="people-contact">
                      <a href={`tel:${linked.phone}`} aria-label={t('people.call', { name: linked.name })}>
                        <PhoneOutlined />
                      </a>
                      <a href={`sms:${linked.phone}`} aria-label={t('people.message', { name: linked.name })}>
                        <MessageOutlined />
                      </a>
                    </span>
                  )}
                </span>
              ) : (
                <span className="people-nobody">{t('people.nobody')}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {line && (
        <p className="people-line">
          <RouteLink to="/delivery">
            {t('people.line', {
              name: line.name,
              days: line.orderWeekdays.map((day) => sayWeekday(day)).join('、'),
            })}
          </RouteLink>
        </p>
      )}
      <Drawer
        open={isHistoryOpen}
        onClose={() => setHistoryOpen(false)}
        size={420}
        destroyOnHidden
        title={t('people.history.title', { name: customer.name })}
      >
        {isHistoryOpen && <Assignments customerId={customer.customerId} />}
      </Drawer>
    </Panel>
  )
}

function Assignments({ customerId }: { readonly customerId: string }) {
  const answer = useCall(assignmentHistory, { params: { customerId } })
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={4} />
  return (
    <ul className="plain people-history">
      {answer.data.rows.map((row) => (
        <li key={`${row.post}${row.validFrom}${row.personId}`}>
          <strong>{row.name}</strong> <span className="quiet">{sayCode('post', row.post)}</span>
          <div className="quiet">
            {formatDate(row.validFrom)} – {row.validTo ? formatDate(row.validTo) : ''}
          </div>
        </li>
      ))}
      {answer.data.rows.length === 0 && <Timeline entries={[]} />}
    </ul>
  )
}
