import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { decidePlan, type PlanDetail, submitPlan, withdrawPlan } from '../../../domain/plans/contract.ts'
import { t } from '../../shared/text/plans.ts'
import { sayProblem } from '../../shared/text/problems.ts'
import { useAction } from '../../shared/use-call.ts'

export interface DecideBarProps {
  readonly plan: PlanDetail
  /** The market manager's words by visit, written on the cards. */
  readonly lines: Readonly<Record<string, string>>
  readonly onDecided: () => void
}

/** Handing in, taking back, approving and returning: whichever of them is this person's next step. */
export function DecideBar({ plan, lines, onDecided }: DecideBarProps) {
  const { message, modal } = App.useApp()
  const [isReturning, setReturning] = useState(false)
  const [comment, setComment] = useState('')
  const options = { invalidates: ['plans.'] }
  const submit = useAction(submitPlan, options)
  const withdraw = useAction(withdrawPlan, options)
  const decide = useAction(decidePlan, options)
  const params = { planId: plan.planId }
  const { revision } = plan

  const fail = (error: unknown) => {
    const said = sayProblem(error)
    modal.error({
      title: said.title,
      content: (
        <>
          {said.reasons.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
          {said.cure && <p>{said.cure}</p>}
        </>
      ),
    })
  }
  const done = (text: string) => () => {
    void message.success(text)
    setReturning(false)
    onDecided()
  }
  const lineList = Object.entries(lines).map(([visitId, text]) => ({ visitId, comment: text }))

  return (
    <>
      {plan.mayEdit && plan.mine && (
        <Button
          type="primary"
          loading={submit.isPending}
          onClick={() =>
            submit.mutate(
              { params, body: { revision } },
              { onSuccess: done(t('plan.submitted')), onError: fail },
            )
          }
        >
          {t('plan.submit')}
        </Button>
      )}
      {plan.state === 'submitted' && plan.mine && (
        <Button
          loading={withdraw.isPending}
          onClick={() =>
            withdraw.mutate(
              { params, body: { revision } },
              { onSuccess: done(t('plan.withdrawn')), onError: fail },
            )
          }
        >
          {t('plan.withdraw')}
        </Button>
      )}
      {plan.mayDecide && (
        <>
          <Button danger onClick={() => setReturning(true)}>
            {t('plan.return')}
            {lineList.length > 0 ? ` (${lineList.length})` : ''}
          </Button>
          <Button
            type="primary"
            loading={decide.isPending}
            disabled={lineList.length > 0}
            onClick={() =>
              decide.mutate(
                { params, body: { revision, decision: 'approve', lines: [] } },
                { onSuccess: done(t('plan.approved')), onError: fail },
              )
            }
          >
            {t('plan.approve')}
          </Button>
        </>
      )}
      <Modal
        open={isReturning}
        title={t('plan.return.title')}
        okText={t('plan.return')}
        okButtonProps={{
          disabled: comment.trim() === '' && lineList.length === 0,
          loading: decide.isPending,
        }}
        onCancel={() => setReturning(false)}
        onOk={() =>
          decide.mutate(
            {
              params,
              body: {
                revision,
                decision: 'return',
                comment: comment.trim() || undefined,
                lines: lineList,
              },
            },
            { onSuccess: done(t('plan.returned')), onError: fail },
          )
        }
      >
        <p>{t('plan.return.hint')}</p>
        <p>{t('plan.return.lines', { count: lineList.length })}</p>
        <Input.TextArea
          aria-label={t('plan.return.comment')}
          placeholder={t('plan.return.comment')}
          value={comment}
          maxLength={1000}
          autoSize={{ minRows: 2 }}
          onChange={(event) => setComment(event.target.value)}
        />
      </Modal>
    </>
  )
}
