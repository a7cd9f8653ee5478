import { App, Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { createDeliveryLine, updateDeliveryLine } from '../../../../domain/customers/contract.ts'
import { listPeople, type Post } from '../../../../domain/people/contract.ts'
import type { BodyOf } from '../../../../platform/http/contract.ts'
import { t as common } from '../../../shared/text/common.ts'
import { t } from '../../../shared/text/delivery.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { sayWeekday } from '../words.ts'
import type { Line } from './delivery-screen.tsx'

type Draft = BodyOf<typeof createDeliveryLine>

/** A new line, or another deliveryman for one. */
export function LineForm({
  edited,
  onClose,
}: {
  readonly edited: Line | 'new' | undefined
  readonly onClose: () => void
}) {
  return (
    <Modal
      open={edited !== undefined}
      onCancel={onClose}
      footer={null}
      width={560}
      destroyOnHidden
      title={
        edited === undefined ? '' : edited === 'new' ? t('lines.new') : t('lines.edit', { name: edited.name })
      }
    >
      {edited !== undefined && <Form line={edited === 'new' ? undefined : edited} onClose={onClose} />}
    </Modal>
  )
}

function Form({ line, onClose }: { readonly line: Line | undefined; readonly onClose: () => void }) {
  const { message } = App.useApp()
  const [draft, setDraft] = useState<Draft>(() => ({
    code: line?.code ?? '',
    name: line?.name ?? '',
    warehouse: line?.warehouse ?? null,
    orderWeekdays: line?.orderWeekdays ?? [1],
    deliverymanId: line?.deliverymanId ?? null,
    monopolyOfficerId: line?.monopolyOfficerId ?? null,
    phoneAgentId: line?.phoneAgentId ?? null,
  }))
  const options = { invalidates: ['delivery.', 'customers.'] }
  const create = useAction(createDeliveryLine, options)
  const update = useAction(updateDeliveryLine, options)
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const answered = {
    onSuccess: () => {
      void message.success(t('lines.saved'))
      onClose()
    },
    onError: (error: unknown) => void message.error(sayProblemShortly(error)),
  }
  const isReady = draft.code.trim() !== '' && draft.name.trim() !== '' && draft.orderWeekdays.length > 0
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isReady) return
        if (line) update.mutate({ params: { lineId: line.lineId }, body: draft }, answered)
        else create.mutate({ body: draft }, answered)
      }}
    >
      <div className="edit-grid">
        <Labelled label={`${t('column.code')} *`}>
          <Input
            aria-label={t('column.code')}
            maxLength={30}
            value={draft.code}
            onChange={(event) => set({ code: event.target.value })}
          />
        </Labelled>
        <Labelled label={`${t('column.line')} *`}>
          <Input
            aria-label={t('column.line')}
            maxLength={60}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Labelled>
        <PersonField
          label={t('column.deliveryman')}
          post="deliveryman"
          value={draft.deliverymanId ?? null}
          onChange={(deliverymanId) => set({ deliverymanId })}
        />
        <PersonField
          label={t('column.officer')}
          post="monopoly_officer"
          value={draft.monopolyOfficerId ?? null}
          onChange={(monopolyOfficerId) => set({ monopolyOfficerId })}
        />
        <PersonField
          label={t('column.agent')}
          post="phone_agent"
          value={draft.phoneAgentId ?? null}
          onChange={(phoneAgentId) => set({ phoneAgentId })}
        />
        <Labelled label={t('column.warehouse')}>
          <Input
            aria-label={t('column.warehouse')}
            maxLength={60}
            value={draft.warehouse ?? ''}
            onChange={(event) => set({ warehouse: event.target.value || null })}
          />
        </Labelled>
      </div>
      <Labelled label={`${t('column.weekdays')} *`}>
        <Checkbox.Group<number>
          value={draft.orderWeekdays}
          onChange={(days) => set({ orderWeekdays: [...days].sort() })}
          options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: day, label: sayWeekday(day) }))}
        />
      </Labelled>
      <div className="edit-foot">
        <span className="edit-count" />
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isReady}
          loading={create.isPending || update.isPending}
        >
          {common('action.save')}
        </Button>
      </div>
    </form>
  )
}

function PersonField({
  label,
  post,
  value,
  onChange,
}: {
  readonly label: string
  readonly post: Post
  readonly value: string | null
  readonly onChange: (personId: string | null) => void
}) {
  const people = useCall(
    listPeople,
    { query: { post: [post], status: 'active', pageSize: 200, sort: 'name' } },
    { staleSeconds: 300 },
  )
  return (
    <Labelled label={label}>
      <Select<string>
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={label}
        loading={people.isPending}
        value={value}
        onChange={(next) => onChange(next ?? null)}
        options={(people.data?.rows ?? []).map((person) => ({ value: person.personId, label: person.name }))}
      />
    </Labelled>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="edit-field">
      <span className="edit-label">{label}</span>
      {children}
    </div>
  )
}
