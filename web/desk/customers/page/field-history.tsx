import { Drawer } from 'antd'
import { type CustomerField, fieldHistory } from '../../../../domain/customers/contract.ts'
import { EmptyState, LoadingState, ProblemState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { Timeline } from '../../../shared/timeline.tsx'
import { useCall } from '../../../shared/use-call.ts'
import { sayCode, sayField, sayValue } from '../words.ts'

/** Every value a field has had. */
export function FieldHistory({
  customerId,
  field,
  onClose,
}: {
  readonly customerId: string
  readonly field: CustomerField | undefined
  readonly onClose: () => void
}) {
  return (
    <Drawer
      open={field !== undefined}
      onClose={onClose}
      size={460}
      destroyOnHidden
      title={field && t('archive.history', { field: sayField(field) })}
    >
      {field && <Values customerId={customerId} field={field} />}
    </Drawer>
  )
}

function Values({ customerId, field }: { readonly customerId: string; readonly field: CustomerField }) {
  const answer = useCall(fieldHistory, { params: { customerId, field } })
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={4} />
  if (answer.data.rows.length === 0) return <EmptyState title={t('archive.history.empty')} />
  return (
    <>
      {answer.data.masked && <p className="quiet">{t('archive.history.masked')}</p>}
      <Timeline
        entries={answer.data.rows.map((row) => ({
          id: row.changeId,
          at: row.changedAt,
          by: [sayCode('source', row.source), row.authorName].filter(Boolean).join(' · '),
          title: answer.data.masked ? (
            t('page.maskedValue')
          ) : (
            <>
              <span className="quiet">{sayValue(field, row.before)}</span> → {sayValue(field, row.after)}
            </>
          ),
          detail: row.note,
        }))}
      />
    </>
  )
}
