import { App, Modal, Radio } from 'antd'
import { useState } from 'react'
import { type AccountRow, ROLES, setRole } from '../../../domain/people/contract.ts'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { t as common } from '../../shared/text/common.ts'
import { t } from '../../shared/text/people.ts'
import { t as shellText } from '../../shared/text/shell.ts'
import { useAction } from '../../shared/use-call.ts'

/** One role per account, or none. */
export function RoleDialog({
  account,
  onClose,
}: {
  readonly account: AccountRow
  readonly onClose: () => void
}) {
  const { message } = App.useApp()
  const [role, choose] = useState(account.role)
  const save = useAction(setRole, {
    invalidates: ['accounts.'],
    onDone: () => {
      void message.success(t('account.role.done', { login: account.login }))
      onClose()
    },
  })
  const isShop = account.customerId !== null
  return (
    <Modal
      open
      title={t('account.role.set.title', { login: account.login })}
      onCancel={onClose}
      onOk={() => save.mutate({ params: { accountId: account.accountId }, body: { role } })}
      okText={common('action.save')}
      okButtonProps={{ disabled: role === account.role }}
      confirmLoading={save.isPending}
    >
      <ProblemAlert error={save.error} />
      <p className="quiet">{t('account.role.help')}</p>
      <Radio.Group
        vertical
        className="role-choices"
        value={role}
        onChange={(event) => choose(event.target.value as AccountRow['role'])}
        options={[
          ...ROLES.filter((candidate) => (candidate === 'retailer') === isShop).map((candidate) => ({
            value: candidate as AccountRow['role'],
            label: shellText(`role.${candidate}`),
          })),
          { value: null as AccountRow['role'], label: t('account.role.taken') },
        ]}
      />
    </Modal>
  )
}
