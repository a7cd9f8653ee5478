import { App, Button, Drawer, Form, Input, InputNumber, Select } from 'antd'
import { useEffect } from 'react'
import {
  createPerson,
  getPerson,
  type NewPerson,
  type PersonRow,
  POSTS,
  type Unit,
  updatePerson,
} from '../../../domain/people/contract.ts'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatNumber, MISSING } from '../../shared/text/format.ts'
import { t } from '../../shared/text/people.ts'
import { useAction, useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'

interface PersonDrawerProps {
  readonly personId: string | undefined
  readonly isNew: boolean
  /** The unit a new person is put into. */
  readonly unitId: string | undefined
  readonly units: readonly Unit[]
  readonly onClose: () => void
}

/** One person: facts for those who may read, a form for those who may change. */
export function PersonDrawer({ personId, isNew, unitId, units, onClose }: PersonDrawerProps) {
  const person = useCall(
    getPerson,
    { params: { personId: personId ?? '' } },
    { enabled: personId !== undefined },
  )
  const may = useMay()
  const isOpen = isNew || personId !== undefined
  const title = isNew ? t('person.add') : (person.data?.name ?? '')
  return (
    <Drawer open={isOpen} onClose={onClose} title={title} size={440} destroyOnHidden>
      {isNew ? (
        <PersonForm person={undefined} unitId={unitId} units={units} onClose={onClose} />
      ) : person.error ? (
        <ProblemState error={person.error} onRetry={() => void person.refetch()} />
      ) : !person.data ? (
        <LoadingState />
      ) : may('people:update') ? (
        <PersonForm
          key={person.data.personId}
          person={person.data}
          unitId={undefined}
          units={units}
          onClose={onClose}
        />
      ) : (
        <PersonFacts person={person.data} />
      )}
    </Drawer>
  )
}

function PersonFacts({ person }: { readonly person: PersonRow }) {
  const facts: readonly (readonly [string, string])[] = [
    [t('person.code'), person.code],
    [t('person.post'), t(`post.${person.post}`)],
    [t('person.unit'), person.unitName],
    [t('person.grade'), person.grade === null ? MISSING : t('person.grade.value', { grade: person.grade })],
    [t('person.phone'), person.phone || MISSING],
    [t('person.status'), t(`person.status.${person.status}`)],
    [
      t('person.home'),
      person.homeLon === null || person.homeLat === null
        ? MISSING
        : `${formatNumber(person.homeLon, 5)}, ${formatNumber(person.homeLat, 5)}`,
    ],
  ]
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function PersonForm({
  person,
  unitId,
  units,
  onClose,
}: {
  readonly person: PersonRow | undefined
  readonly unitId: string | undefined
  readonly units: readonly Unit[]
  readonly onClose: () => void
}) {
  const [form] = Form.useForm<NewPerson>()
  const { message, modal } = App.useApp()
  const may = useMay()
  const done = (name: string) => {
    void message.success(t('person.saved', { name }))
    onClose()
  }
  const invalidates = ['people.list', 'people.get']
  const add = useAction(createPerson, { invalidates, onDone: (_, { body }) => done(body.name) })
  const edit = useAction(updatePerson, {
    invalidates,
    onDone: (_, { body }) => done(body.name ?? person?.name ?? ''),
  })
  const isBusy = add.isPending || edit.isPending

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') {
        event.preventDefault()
        form.submit()
      }
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [form])

  const submit = (values: NewPerson) => {
    const home = { homeLon: values.homeLon ?? null, homeLat: values.homeLat ?? null }
    const grade = values.grade ?? null
    if (!person) return add.mutate({ body: { ...values, phone: values.phone ?? '', grade, ...home } })
    const { code: _code, phone, ...rest } = values
    // Where the phone may not be read it may not be written either.
    edit.mutate({
      params: { personId: person.personId },
      body: { ...rest, grade, ...home, ...(person.phone === null ? {} : { phone: phone ?? '' }) },
    })
  }
  const setStatus = (status: 'active' | 'left') =>
    person && edit.mutate({ params: { personId: person.personId }, body: { status } })

  return (
    <Form
      form={form}
      layout="vertical"
      disabled={isBusy}
      initialValues={person ?? { unitId, post: 'general', phone: '' }}
      onFinish={submit}
    >
      <ProblemAlert error={add.error ?? edit.error} />
      <Form.Item name="name" label={t('person.name')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={60} autoFocus={!person} />
      </Form.Item>
      <Form.Item name="code" label={t('person.code')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={32} disabled={person !== undefined} />
      </Form.Item>
      <Form.Item name="unitId" label={t('person.unit')} rules={[{ required: true }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={units
            .filter((unit) => unit.status === 'active' || unit.unitId === person?.unitId)
            .map((unit) => ({ value: unit.unitId, label: unit.name }))}
        />
      </Form.Item>
      <Form.Item name="post" label={t('person.post')} rules={[{ required: true }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={POSTS.map((post) => ({ value: post, label: t(`post.${post}`) }))}
        />
      </Form.Item>
      <Form.Item name="grade" label={t('person.grade')}>
        <Select
          allowClear
          options={[1, 2, 3, 4, 5].map((grade) => ({
            value: grade,
            label: t('person.grade.value', { grade }),
          }))}
        />
      </Form.Item>
      {person?.phone !== null && (
        <Form.Item name="phone" label={t('person.phone')} rules={[{ pattern: /^[\d +()-]*$/ }]}>
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
      )}
      <Form.Item label={t('person.home')} extra={t('person.home.help')}>
        <div className="person-home">
          <Form.Item name="homeLon" noStyle>
            <InputNumber
              min={-180}
              max={180}
              precision={6}
              placeholder={t('person.lon')}
              aria-label={t('person.lon')}
            />
          </Form.Item>
          <Form.Item name="homeLat" noStyle>
            <InputNumber
              min={-90}
              max={90}
              precision={6}
              placeholder={t('person.lat')}
              aria-label={t('person.lat')}
            />
          </Form.Item>
        </div>
      </Form.Item>
      <div className="drawer-actions">
        {person && may('people:update') && (
          <Button
            onClick={() =>
              person.status === 'active'
                ? modal.confirm({
                    title: t('person.leave.confirm', { name: person.name }),
                    content: t('person.leave.text'),
                    okText: t('person.leave'),
                    onOk: () => setStatus('left'),
                  })
                : setStatus('active')
            }
          >
            {t(person.status === 'active' ? 'person.leave' : 'person.return')}
          </Button>
        )}
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {common('action.save')}
        </Button>
      </div>
    </Form>
  )
}
