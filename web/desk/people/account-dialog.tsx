import { Form, Input, Modal, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { createAccount, listPeople } from '../../../domain/people/contract.ts'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { t as common } from '../../shared/text/common.ts'
import { t } from '../../shared/text/people.ts'
import { useAction, useCall } from '../../shared/use-call.ts'

/** A new account for a person. Its role is for the security administrator to give. */
export function AccountDialog({
  onClose,
  onMade,
}: {
  readonly onClose: () => void
  readonly onMade: (made: { readonly login: string; readonly password: string }) => void
}) {
  const [form] = Form.useForm<{ personId: string; login: string }>()
  const [text, setText] = useState('')
  const people = useCall(
    listPeople,
    { query: { search: useDeferredValue(text) || undefined, status: 'active', pageSize: 20 } },
    { keepPrevious: true },
  )
  const create = useAction(createAccount, {
    invalidates: ['accounts.'],
    onDone: (answer, { body }) => onMade({ login: body.login, password: answer.initialPassword }),
  })
  return (
    <Modal
      open
      title={t('account.add')}
      onCancel={onClose}
      onOk={form.submit}
      okText={common('action.save')}
      confirmLoading={create.isPending}
    >
      <ProblemAlert error={create.error} />
      <Form form={form} layout="vertical" onFinish={(body) => create.mutate({ body: { ...body, name: '' } })}>
        <Form.Item
          name="personId"
          label={t('account.add.person')}
          rules={[{ required: true, message: t('account.add.person.needed') }]}
        >
          <Select
            showSearch={{ filterOption: false, onSearch: setText }}
            loading={people.isFetching}
            options={people.data?.rows.map((person) => ({
              value: person.personId,
              label: `${person.name} · ${t(`post.${person.post}`)} · ${person.unitName}`,
            }))}
          />
        </Form.Item>
        <Form.Item
          name="login"
          label={t('account.login')}
          extra={t('account.add.login.help')}
          rules={[
            { required: true, pattern: /^[a-z0-9][a-z0-9._-]{1,63}$/, message: t('account.add.login.wrong') },
          ]}
        >
          <Input autoCapitalize="none" spellCheck={false} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
