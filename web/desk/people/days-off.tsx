import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, Modal, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import {
  addDaysOff,
  DAY_OFF_KINDS,
  listDaysOff,
  listPeople,
  removeDayOff,
} from '../../../domain/people/contract.ts'
import { addMonths, datesOfMonth, monthOf } from '../../../engines/kernel/dates.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { DateField, MonthField } from '../../shared/date/date-field.tsx'
import { useSearchText } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { DataTable } from '../../shared/table/data-table.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatDate } from '../../shared/text/format.ts'
import { t } from '../../shared/text/people.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction, useCall } from '../../shared/use-call.ts'
import { useMay, useMe } from '../session.ts'

type DayOff = ResponseOf<typeof listDaysOff>[number]

/** Leave of a month, as far as the reader may see it. */
export function DaysOff({ today }: { readonly today: string }) {
  const may = useMay()
  const { message } = App.useApp()
  const [search, change] = useSearchText()
  const [isAdding, setAdding] = useState(false)
  const month = /^\d{4}-\d{2}$/.test(search.month ?? '') ? search.month! : monthOf(today)
  const dates = datesOfMonth(month)
  const daysOff = useCall(
    listDaysOff,
    { query: { from: dates[0]!, to: dates.at(-1)! } },
    { keepPrevious: true },
  )
  const remove = useAction(removeDayOff, {
    invalidates: ['people.listDaysOff'],
    onDone: () => void message.success(t('dayOff.removed')),
  })
  return (
    <Panel
      flush
      title={t('dayOff.title')}
      extra={
        <>
          <MonthField
            label={t('dayOff.month')}
            value={month}
            min={addMonths(monthOf(today), -24)}
            onChange={(next) => change({ month: next })}
          />
          {may('days-off:create') && (
            <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('dayOff.add')}
            </Button>
          )}
        </>
      }
    >
      <DataTable<DayOff>
        id="days-off"
        prefix="off."
        height="grow"
        rows={daysOff.data}
        isLoading={daysOff.isPending}
        error={daysOff.error}
        onRetry={() => void daysOff.refetch()}
        rowKey={(row) => `${row.personId} ${row.date}`}
        empty={{ title: t('dayOff.empty'), cure: t('dayOff.empty.cure') }}
        columns={[
          { key: 'personName', title: t('dayOff.person'), isTitle: true, width: 140, sortable: true },
          {
            key: 'date',
            title: t('dayOff.date'),
            width: 180,
            sortable: true,
            render: (row) => formatDate(row.date, { weekday: true }),
          },
          {
            key: 'kind',
            title: t('dayOff.kind'),
            width: 120,
            sortable: true,
            value: (row) => t(`dayOff.kind.${row.kind}`),
          },
          { key: 'note', title: t('dayOff.note'), width: 240 },
          ...(may('days-off:correct')
            ? [
                {
                  key: 'actions',
                  title: common('action.column'),
                  width: 100,
                  isExported: false,
                  render: (row: DayOff) => (
                    <Button
                      size="small"
                      onClick={() =>
                        remove.mutate(
                          { params: { personId: row.personId, date: row.date } },
                          { onError: (error) => void message.error(sayProblemShortly(error)) },
                        )
                      }
                    >
                      {t('dayOff.remove')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {isAdding && <DaysOffDialog today={today} onClose={() => setAdding(false)} />}
    </Panel>
  )
}

interface DaysOffForm {
  readonly personId: string
  readonly from: string
  readonly to: string
  readonly kind: DayOff['kind']
  readonly note: string
}

function DaysOffDialog({ today, onClose }: { readonly today: string; readonly onClose: () => void }) {
  const me = useMe()
  const may = useMay()
  const { message } = App.useApp()
  const [form] = Form.useForm<DaysOffForm>()
  const [text, setText] = useState('')
  const people = useCall(
    listPeople,
    { query: { search: useDeferredValue(text) || undefined, status: 'active', pageSize: 30 } },
    { enabled: may('people:read'), keepPrevious: true },
  )
  const own = me.personId ? [{ value: me.personId, label: me.name }] : []
  const others = (people.data?.rows ?? []).map((person) => ({
    value: person.personId,
    label: `${person.name} · ${person.unitName}`,
  }))
  const add = useAction(addDaysOff, {
    invalidates: ['people.listDaysOff'],
    onDone: ({ added }) => {
      void message.success(t('dayOff.added', { count: added }))
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('dayOff.add')}
      onCancel={onClose}
      onOk={form.submit}
      okText={common('action.save')}
      confirmLoading={add.isPending}
    >
      <ProblemAlert error={add.error} />
      <Form
        form={form}
        layout="vertical"
        className="days-off-form"
        initialValues={{
          personId: me.personId ?? undefined,
          from: today,
          to: today,
          kind: 'annual',
          note: '',
        }}
        onFinish={(body) => add.mutate({ body })}
      >
        <Form.Item name="personId" label={t('dayOff.person')} rules={[{ required: true }]}>
          <Select
            showSearch={{ filterOption: false, onSearch: setText }}
            options={[...own, ...others.filter((other) => other.value !== me.personId)]}
          />
        </Form.Item>
        <Form.Item name="from" label={t('dayOff.from')} rules={[{ required: true }]}>
          <DateField />
        </Form.Item>
        <Form.Item name="to" label={t('dayOff.to')} rules={[{ required: true }]}>
          <DateField />
        </Form.Item>
        <Form.Item name="kind" label={t('dayOff.kind')} rules={[{ required: true }]}>
          <Select options={DAY_OFF_KINDS.map((kind) => ({ value: kind, label: t(`dayOff.kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('dayOff.note')}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
