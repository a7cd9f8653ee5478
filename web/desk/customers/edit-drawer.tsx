import { App, Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import {
  type CustomerChanges,
  type CustomerField,
  type CustomerPage,
  updateCustomer,
} from '../../../domain/customers/contract.ts'
import { ApiProblem } from '../../shared/api.ts'
import { t as common } from '../../shared/text/common.ts'
import { t } from '../../shared/text/customers.ts'
import { sayProblem } from '../../shared/text/problems.ts'
import { useAction } from '../../shared/use-call.ts'
import { type EditValue, FieldEditor } from './field-editor.tsx'
import { SECTION_NAMES, SECTIONS, sayField, useFormatNames } from './words.ts'

/** The code is the shop's name among systems, and people are given through assignments: neither is typed here. */
const NOT_EDITED: readonly CustomerField[] = ['code', 'managerId']

/** All fields a person may write, with only what was changed being sent. */
export function EditDrawer({
  customer,
  isOpen,
  focus,
  onClose,
}: {
  readonly customer: CustomerPage
  readonly isOpen: boolean
  /** The field to begin with. */
  readonly focus?: CustomerField | undefined
  readonly onClose: () => void
}) {
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      size={760}
      destroyOnHidden
      title={t('page.edit.title', { name: customer.name })}
    >
      {isOpen && <EditForm key={customer.version} customer={customer} focus={focus} onClose={onClose} />}
    </Drawer>
  )
}

function EditForm({
  customer,
  focus,
  onClose,
}: {
  readonly customer: CustomerPage
  readonly focus: CustomerField | undefined
  readonly onClose: () => void
}) {
  const { message } = App.useApp()
  const sayFormat = useFormatNames()
  const before = new Map(customer.fields.map((field) => [field.field as CustomerField, field]))
  const [changes, setChanges] = useState<Readonly<Partial<Record<CustomerField, EditValue>>>>({})
  const [note, setNote] = useState('')
  const update = useAction(updateCustomer, { invalidates: ['customers.'] })
  const count = Object.keys(changes).length

  const set = (field: CustomerField, value: EditValue) => {
    const { [field]: _old, ...rest } = changes
    const old = before.get(field)?.value ?? null
    setChanges(JSON.stringify(old) === JSON.stringify(value) ? rest : { ...rest, [field]: value })
  }
  const save = () =>
    update.mutate(
      {
        params: { customerId: customer.customerId },
        body: {
          fields: changes as CustomerChanges,
          version: customer.version,
          source: 'desk',
          ...(note.trim() ? { note: note.trim() } : {}),
        },
      },
      {
        onSuccess: ({ changed, proposalId }) => {
          void message.success(proposalId ? t('proposals.sent') : t('page.saved', { count: changed.length }))
          onClose()
        },
      },
    )
  const said = update.error ? sayProblem(update.error) : undefined
  const faulty = new Set(
    update.error instanceof ApiProblem
      ? update.error.fields.map((field) => field.path.slice(field.path.lastIndexOf('.') + 1))
      : [],
  )
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (count > 0) save()
      }}
    >
      {SECTION_NAMES.map((section) => {
        const fields = SECTIONS[section].filter(
          (field) => !NOT_EDITED.includes(field) && before.get(field)?.masked === false,
        )
        if (fields.length === 0) return null
        return (
          <fieldset key={section} className="edit-section">
            <legend>{t(`section.${section}`)}</legend>
            <div className="edit-grid">
              {fields.map((field) => (
                <div
                  key={field}
                  className="edit-field"
                  data-changed={field in changes}
                  data-faulty={faulty.has(field)}
                  ref={(element) => {
                    if (field !== focus || !element || element.dataset.found) return
                    element.dataset.found = 'true'
                    element.scrollIntoView({ block: 'center' })
                    element.querySelector<HTMLElement>('input, textarea')?.focus()
                  }}
                >
                  <span className="edit-label">
                    {sayField(field)}
                    {before.get(field)?.missing && !(field in changes) && (
                      <span className="edit-missing"> {t('archive.field.missing')}</span>
                    )}
                  </span>
                  <FieldEditor
                    field={field}
                    value={
                      field in changes
                        ? (changes[field] ?? null)
                        : ((before.get(field)?.value as EditValue) ?? null)
                    }
                    onChange={(value) => set(field, value)}
                    sayFormat={sayFormat}
                  />
                </div>
              ))}
            </div>
          </fieldset>
        )
      })}
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
        <Input
          aria-label={t('page.edit.note')}
          placeholder={t('page.edit.note.hint')}
          value={note}
          maxLength={200}
          onChange={(event) => setNote(event.target.value)}
        />
        <span className="quiet edit-count">
          {count === 0 ? t('page.edit.none') : t('page.edit.count', { count })}
        </span>
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button type="primary" htmlType="submit" disabled={count === 0} loading={update.isPending}>
          {common('action.save')}
        </Button>
      </div>
    </form>
  )
}
