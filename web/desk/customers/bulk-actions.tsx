import { DownOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, InputNumber, Popover, Radio, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import {
  ASSIGNMENT_POSTS,
  type AssignmentPost,
  type BulkChange,
  bulkCustomers,
  CUSTOMER_GROUPS,
  type CustomerGroup,
  flagCustomers,
  listDeliveryLines,
  undoCustomers,
  VALUE_GROUPS,
  type ValueGroup,
} from '../../../domain/customers/contract.ts'
import { listPeople } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { t } from '../../shared/text/customers.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { invalidate, useAction, useCall } from '../../shared/use-call.ts'
import { useUndo } from '../../shared/use-undo.tsx'
import { useMay } from '../session.ts'
import { sayCode, sayVisits, sayWeekday } from './words.ts'

/** The customers an action means: named ones, or everything a filter finds. */
export type Target =
  | { readonly customerIds: string[] }
  | { readonly filter: Readonly<Record<string, string>> }

interface BulkActionsProps {
  readonly target: Target
  readonly count: number
  /** Ends the selection once something was done. */
  readonly onDone: () => void
  readonly tags: readonly string[]
}

/** What can be done with many customers at once. Everything is done at once and can be taken back for a while. */
export function BulkActions({ target, count, onDone, tags }: BulkActionsProps) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const may = useMay()
  const tellDone = useUndo()
  const change = useAction(bulkCustomers, { invalidates: ['customers.', 'segments.', 'delivery.'] })
  if (!may('customers:update')) return null

  const apply = (wanted: BulkChange) =>
    change.mutate(
      { body: { selection: 'filter' in target ? { filter: { ...target.filter } } : target, change: wanted } },
      {
        onSuccess: ({ changed, selected, undoToken }) => {
          onDone()
          if (changed === 0) {
            void message.info(t('bulk.same', { selected: formatNumber(selected) }))
            return
          }
          tellDone(
            t('bulk.done', { changed: formatNumber(changed), selected: formatNumber(selected) }),
            async () => {
              await call(undoCustomers, { params: { undoToken } })
              await invalidate(client, ['customers.', 'segments.', 'delivery.'])
            },
          )
        },
        onError: (error) => void message.error(sayProblemShortly(error)),
      },
    )
  const parts = { count, isBusy: change.isPending, onApply: apply }
  return (
    <>
      <AssignAction {...parts} />
      <TagAction {...parts} tags={tags} />
      <ValueGroupAction {...parts} />
      <WeekdayAction {...parts} />
      <LineAction {...parts} />
      <VisitsAction {...parts} />
      {'customerIds' in target && target.customerIds.length <= 5000 && may('segments:run') && (
        <GroupAction customerIds={target.customerIds} onDone={onDone} />
      )}
    </>
  )
}

interface ActionProps {
  readonly count: number
  readonly isBusy: boolean
  readonly onApply: (change: BulkChange) => void
}

function AssignAction({ count, isBusy, onApply }: ActionProps) {
  const [post, setPost] = useState<AssignmentPost>('general')
  const [personId, setPersonId] = useState<string>()
  const people = useCall(
    listPeople,
    { query: { post: [post], status: 'active', pageSize: 200, sort: 'name' } },
    { staleSeconds: 300 },
  )
  return (
    <BulkForm
      label={t('bulk.assign')}
      count={count}
      isBusy={isBusy}
      isReady={personId !== undefined}
      onApply={() => personId && onApply({ kind: 'assign_manager', personId, post })}
    >
      <Labelled label={t('bulk.assign.post')}>
        <Select<AssignmentPost>
          aria-label={t('bulk.assign.post')}
          value={post}
          onChange={(next) => {
            setPost(next)
            setPersonId(undefined)
          }}
          options={ASSIGNMENT_POSTS.map((value) => ({ value, label: sayCode('post', value) }))}
        />
      </Labelled>
      <Labelled label={t('bulk.assign.person')}>
        <Select<string>
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('bulk.assign.person')}
          placeholder={t('bulk.choose')}
          loading={people.isPending}
          value={personId ?? null}
          onChange={setPersonId}
          options={(people.data?.rows ?? []).map((person) => ({
            value: person.personId,
            label: `${person.name} · ${person.unitName}`,
          }))}
        />
      </Labelled>
      <p className="quiet">{t('bulk.assign.hint')}</p>
    </BulkForm>
  )
}

function TagAction({ count, isBusy, onApply, tags }: ActionProps & { readonly tags: readonly string[] }) {
  const [tag, setTag] = useState('')
  const [kind, setKind] = useState<'add_tag' | 'remove_tag'>('add_tag')
  return (
    <BulkForm
      label={t('bulk.tag')}
      count={count}
      isBusy={isBusy}
      isReady={tag.trim() !== ''}
      onApply={() => onApply({ kind, tag: tag.trim() })}
    >
      <Radio.Group
        value={kind}
        onChange={(event) => setKind(event.target.value as typeof kind)}
        options={[
          { value: 'add_tag', label: t('bulk.tag.add') },
          { value: 'remove_tag', label: t('bulk.tag.remove') },
        ]}
      />
      <Labelled label={t('bulk.tag.name')}>
        <Input
          aria-label={t('bulk.tag.name')}
          value={tag}
          maxLength={30}
          onChange={(event) => setTag(event.target.value)}
        />
      </Labelled>
      {tags.length > 0 && (
        <div className="bulk-known-tags">
          {tags.slice(0, 12).map((known) => (
            <Button key={known} size="small" onClick={() => setTag(known)}>
              {known}
            </Button>
          ))}
        </div>
      )}
    </BulkForm>
  )
}

function ValueGroupAction({ count, isBusy, onApply }: ActionProps) {
  const [group, setGroup] = useState<ValueGroup>()
  return (
    <BulkForm
      label={t('bulk.valueGroup')}
      count={count}
      isBusy={isBusy}
      isReady={group !== undefined}
      onApply={() => group && onApply({ kind: 'set_value_group', valueGroup: group })}
    >
      <Radio.Group
        vertical
        value={group}
        onChange={(event) => setGroup(event.target.value as ValueGroup)}
        options={VALUE_GROUPS.map((value) => ({ value, label: sayCode('valueGroup', value) }))}
      />
    </BulkForm>
  )
}

function WeekdayAction({ count, isBusy, onApply }: ActionProps) {
  const [weekday, setWeekday] = useState<number>()
  return (
    <BulkForm
      label={t('bulk.weekday')}
      count={count}
      isBusy={isBusy}
      isReady={weekday !== undefined}
      onApply={() => weekday && onApply({ kind: 'set_order_weekday', orderWeekday: weekday })}
    >
      <Radio.Group
        value={weekday}
        onChange={(event) => setWeekday(Number(event.target.value))}
        options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: sayWeekday(value) }))}
      />
    </BulkForm>
  )
}

function LineAction({ count, isBusy, onApply }: ActionProps) {
  const [lineId, setLineId] = useState<string>()
  const lines = useCall(listDeliveryLines, {}, { staleSeconds: 120 })
  return (
    <BulkForm
      label={t('bulk.line')}
      count={count}
      isBusy={isBusy}
      isReady={lineId !== undefined}
      onApply={() => lineId && onApply({ kind: 'set_delivery_line', deliveryLineId: lineId })}
    >
      <Select<string>
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('bulk.line')}
        placeholder={t('bulk.choose')}
        loading={lines.isPending}
        value={lineId ?? null}
        onChange={setLineId}
        options={(lines.data?.lines ?? []).map((line) => ({ value: line.lineId, label: line.name }))}
      />
    </BulkForm>
  )
}

function VisitsAction({ count, isBusy, onApply }: ActionProps) {
  const [kind, setKind] = useState<'whole' | '1/2' | '1/3'>('whole')
  const [visits, setVisits] = useState<number | null>(2)
  const value = kind === 'whole' ? String(visits ?? '') : kind
  return (
    <BulkForm
      label={t('bulk.visits')}
      count={count}
      isBusy={isBusy}
      isReady={value !== ''}
      onApply={() => onApply({ kind: 'set_visits_per_month', visitsPerMonth: value })}
    >
      <Radio.Group
        vertical
        value={kind}
        onChange={(event) => setKind(event.target.value as typeof kind)}
        options={[
          {
            value: 'whole',
            label: (
              <span className="bulk-inline">
                {t('visits.perMonth', { count: '' }).trim()}
                <InputNumber
                  size="small"
                  aria-label={t('bulk.visits')}
                  min={1}
                  max={31}
                  precision={0}
                  value={visits}
                  onChange={setVisits}
                  onFocus={() => setKind('whole')}
                />
              </span>
            ),
          },
          { value: '1/2', label: sayVisits('1/2') },
          { value: '1/3', label: sayVisits('1/3') },
        ]}
      />
    </BulkForm>
  )
}

function GroupAction({
  customerIds,
  onDone,
}: {
  readonly customerIds: readonly string[]
  readonly onDone: () => void
}) {
  const { message } = App.useApp()
  const [group, setGroup] = useState<CustomerGroup>('weak')
  const [isMember, setMember] = useState(true)
  const [reason, setReason] = useState('')
  const flag = useAction(flagCustomers, { invalidates: ['customers.', 'segments.'] })
  return (
    <BulkForm
      label={t('bulk.group')}
      count={customerIds.length}
      isBusy={flag.isPending}
      isReady={reason.trim() !== ''}
      onApply={() =>
        flag.mutate(
          {
            params: { group },
            body: { customerIds: [...customerIds], member: isMember, reason: reason.trim() },
          },
          {
            onSuccess: ({ changed }) => {
              onDone()
              void message.success(t('bulk.group.done', { count: formatNumber(changed) }))
            },
            onError: (error) => void message.error(sayProblemShortly(error)),
          },
        )
      }
    >
      <Radio.Group
        value={isMember}
        onChange={(event) => setMember(event.target.value as boolean)}
        options={[
          { value: true, label: t('bulk.group.in') },
          { value: false, label: t('bulk.group.out') },
        ]}
      />
      <Radio.Group
        value={group}
        onChange={(event) => setGroup(event.target.value as CustomerGroup)}
        options={CUSTOMER_GROUPS.map((value) => ({ value, label: sayCode('group', value) }))}
      />
      <Labelled label={t('bulk.group.reason')}>
        <Input
          aria-label={t('bulk.group.reason')}
          value={reason}
          maxLength={200}
          placeholder={t('bulk.group.reason.hint')}
          onChange={(event) => setReason(event.target.value)}
        />
      </Labelled>
    </BulkForm>
  )
}

/** A button with its little form; nothing happens before "apply". */
function BulkForm({
  label,
  count,
  isBusy,
  isReady,
  onApply,
  children,
}: {
  readonly label: string
  readonly count: number
  readonly isBusy: boolean
  readonly isReady: boolean
  readonly onApply: () => void
  readonly children: ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      placement="top"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      title={label}
      content={
        <form
          className="bulk-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady) onApply()
          }}
        >
          {children}
          <Button type="primary" htmlType="submit" disabled={!isReady} loading={isBusy}>
            {t('bulk.apply', { count: formatNumber(count) })}
          </Button>
        </form>
      }
    >
      <Button size="small" aria-expanded={isOpen}>
        {label}
        <DownOutlined className="filter-arrow" />
      </Button>
    </Popover>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="bulk-field">
      <span className="quiet">{label}</span>
      {children}
    </div>
  )
}
