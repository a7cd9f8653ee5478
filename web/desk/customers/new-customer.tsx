import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import {
  type CustomerChanges,
  type CustomerField,
  createCustomer,
} from '../../../domain/customers/contract.ts'
import { listPeople } from '../../../domain/people/contract.ts'
import { useGo } from '../../shared/navigation.tsx'
import { t as common } from '../../shared/text/common.ts'
import { t } from '../../shared/text/customers.ts'
import { sayProblem } from '../../shared/text/problems.ts'
import { useAction, useCall } from '../../shared/use-call.ts'
import { type EditValue, FieldEditor } from './field-editor.tsx'
import { sayField, useFormatNames } from './words.ts'

/** What is asked at once; everything else can follow on the customer's page. */
const FIRST_FIELDS: readonly CustomerField[] = [
  'name',
  'address',
  'contactName',
  'phone',
  'licenceNo',
  'licenceValidTo',
  'format',
  'marketType',
]

/** DAT-08: a new customer enters the network. */
export function NewCustomer({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      title={t('new.title')}
      width={640}
      footer={null}
      destroyOnHidden
      mask={{ closable: false }}
    >
      {isOpen && <NewForm onClose={onClose} />}
    </Modal>
  )
}

function NewForm({ onClose }: { readonly onClose: () => void }) {
  const { message } = App.useApp()
  const go = useGo()
  const sayFormat = useFormatNames()
  const [code, setCode] = useState('')
  const [managerId, setManagerId] = useState<string>()
  const [values, setValues] = useState<Readonly<Partial<Record<CustomerField, EditValue>>>>({})
  const people = useCall(
    listPeople,
    { query: { post: ['general'], status: 'active', pageSize: 200, sort: 'name' } },
    { staleSeconds: 300 },
  )
  const create = useAction(createCustomer, { invalidates: ['customers.'] })
  const name = String(values.name ?? '').trim()
  const said = create.error ? sayProblem(create.error) : undefined
  const save = () => {
    const fields = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== null && value !== ''),
    ) as CustomerChanges
    create.mutate(
      { body: { code: code.trim(), fields: { ...fields, name }, ...(managerId ? { managerId } : {}) } },
      {
        onSuccess: ({ customerId }) => {
          void message.success(t('new.done'))
          onClose()
          go(`/customers/${customerId}`)
        },
      },
    )
  }
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (code.trim() && name) save()
      }}
    >
      <p className="quiet">{t('new.hint')}</p>
      <div className="edit-grid">
        <div className="edit-field">
          <span className="edit-label">{sayField('code')} *</span>
          <Input
            autoFocus
            aria-label={sayField('code')}
            required
            maxLength={40}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </div>
        {FIRST_FIELDS.map((field) => (
          <div key={field} className="edit-field">
            <span className="edit-label">
              {sayField(field)}
              {field === 'name' && ' *'}
            </span>
            <FieldEditor
              field={field}
              value={values[field] ?? null}
              onChange={(value) => setValues({ ...values, [field]: value })}
              sayFormat={sayFormat}
            />
          </div>
        ))}
        <div className="edit-field">
          <span className="edit-label">{sayField('managerId')}</span>
          <Select<string>
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={sayField('managerId')}
            value={managerId ?? null}
            onChange={setManagerId}
            options={(people.data?.rows ?? []).map((person) => ({
              value: person.personId,
              label: `${person.name} · ${person.unitName}`,
            }))}
          />
        </div>
      </div>
      <div className="edit-foot">
        {said && (
          <div role="alert" className="edit-problem">
            <strong>{said.title}</strong>
            {said.cure && <div>{said.cure}</div>}
            {said.reasons.map((reason) => (
              <div key={reason}>{reason}</div>
            ))}
          </div>
        )}
        <span className="edit-count" />
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button type="primary" htmlType="submit" disabled={!code.trim() || !name} loading={create.isPending}>
          {t('new.save')}
        </Button>
      </div>
    </form>
  )
}
