import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Modal, Typography } from 'antd'
import { useState } from 'react'
import {
  type AccountRow,
  listAccounts,
  ROLES,
  resetPassword,
  resetSecondFactor,
  setAccountStatus,
} from '../../../domain/people/contract.ts'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import type { Filter } from '../../shared/table/filter.ts'
import { t as common } from '../../shared/text/common.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/people.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { t as shellText } from '../../shared/text/shell.ts'
import { useAction } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { AccountDialog } from './account-dialog.tsx'
import './people.css'
import { RoleDialog } from './role-dialog.tsx'

interface InitialPassword {
  readonly login: string
  readonly password: string
}

/** Accounts: made and disabled by the system administrator, given roles by the security administrator. */
export function AccountsScreen() {
  const may = useMay()
  const { message, modal } = App.useApp()
  const [isAdding, setAdding] = useState(false)
  const [roleOf, setRoleOf] = useState<AccountRow>()
  const [initial, setInitial] = useState<InitialPassword>()
  const invalidates = ['accounts.']
  const fail = (error: unknown) => void message.error(sayProblemShortly(error))
  const setStatus = useAction(setAccountStatus, { invalidates })
  const reset = useAction(resetPassword, { invalidates })
  const forget = useAction(resetSecondFactor, {
    invalidates,
    onDone: () => void message.success(t('account.secondFactor.done')),
  })

  const changeStatus = (account: AccountRow, status: AccountRow['status']) =>
    setStatus
      .mutateAsync({ params: { accountId: account.accountId }, body: { status } })
      .then(
        () =>
          void message.success(
            t(`account.${status === 'active' ? 'enabled' : 'disabled'}`, { login: account.login }),
          ),
        fail,
      )
  const actionsOf = (account: AccountRow) => [
    ...(may('roles:configure')
      ? [{ key: 'role', label: t('account.role.set'), act: () => setRoleOf(account) }]
      : []),
    ...(may('accounts:update')
      ? [
          {
            key: 'reset',
            label: t('account.reset'),
            act: () =>
              modal.confirm({
                title: t('account.reset.confirm', { login: account.login }),
                content: t('account.reset.text'),
                okText: t('account.reset'),
                onOk: () =>
                  reset
                    .mutateAsync({ params: { accountId: account.accountId } })
                    .then(
                      (answer) => setInitial({ login: account.login, password: answer.initialPassword }),
                      fail,
                    ),
              }),
          },
          account.status === 'active'
            ? {
                key: 'disable',
                label: t('account.disable'),
                act: () =>
                  modal.confirm({
                    title: t('account.disable.confirm', { login: account.login }),
                    content: t('account.disable.text'),
                    okText: t('account.disable'),
                    okButtonProps: { danger: true },
                    onOk: () => changeStatus(account, 'disabled'),
                  }),
              }
            : { key: 'enable', label: t('account.enable'), act: () => void changeStatus(account, 'active') },
        ]
      : []),
    ...(may('roles:configure') && account.secondFactor
      ? [
          {
            key: 'forget',
            label: t('account.secondFactor.reset'),
            act: () => forget.mutate({ params: { accountId: account.accountId } }, { onError: fail }),
          },
        ]
      : []),
  ]

  return (
    <>
      <PageHeader
        title={menuText('accounts')}
        detail={t('account.detail')}
        actions={
          may('accounts:create') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('account.add')}
            </Button>
          )
        }
      />
      <PageBody>
        <Panel flush>
          <DataTable
            id="accounts"
            source={sourceOf(listAccounts)}
            rowKey={(row) => row.accountId}
            search={t('account.search')}
            filters={filters()}
            empty={{ title: t('account.empty') }}
            columns={[
              ...columns(),
              {
                key: 'actions',
                title: common('action.column'),
                width: 110,
                isRequired: true,
                isExported: false,
                render: (row) => {
                  const actions = actionsOf(row)
                  return actions.length === 0 ? null : (
                    <Dropdown
                      trigger={['click']}
                      menu={{
                        items: actions.map(({ key, label }) => ({ key, label })),
                        onClick: ({ key }) => actions.find((action) => action.key === key)?.act(),
                      }}
                    >
                      <Button size="small" aria-label={`${common('action.more')}: ${row.login}`}>
                        {common('action.more')}
                      </Button>
                    </Dropdown>
                  )
                },
              },
            ]}
          />
        </Panel>
      </PageBody>
      {isAdding && (
        <AccountDialog
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false)
            setInitial(made)
          }}
        />
      )}
      {roleOf && <RoleDialog account={roleOf} onClose={() => setRoleOf(undefined)} />}
      <Modal
        open={initial !== undefined}
        title={t('account.initial')}
        onCancel={() => setInitial(undefined)}
        mask={{ closable: false }}
        footer={
          <Button type="primary" onClick={() => setInitial(undefined)}>
            {common('action.close')}
          </Button>
        }
      >
        <p>{t('account.initial.text', { login: initial?.login ?? '' })}</p>
        <Typography.Text copyable code className="initial-password">
          {initial?.password}
        </Typography.Text>
      </Modal>
    </>
  )
}

function columns(): Column<AccountRow>[] {
  const roleName = (row: AccountRow) =>
    row.role === null ? t('account.role.none') : shellText(`role.${row.role}`)
  return [
    { key: 'login', title: t('account.login'), isTitle: true, width: 140, sortable: true },
    { key: 'name', title: t('account.person'), width: 120 },
    {
      key: 'role',
      title: t('account.role'),
      width: 190,
      sortable: true,
      value: roleName,
      render: (row) =>
        row.role === null ? <StatusTag tone="warning">{roleName(row)}</StatusTag> : roleName(row),
    },
    { key: 'unitName', title: t('person.unit'), width: 160 },
    {
      key: 'status',
      title: t('account.status'),
      width: 120,
      value: (row) => t(`account.status.${row.status}`),
      render: (row) => (
        <>
          <StatusTag tone={row.status === 'active' ? 'success' : 'plain'}>
            {t(`account.status.${row.status}`)}
          </StatusTag>
          {row.demo && <span className="quiet">{t('account.demo')}</span>}
        </>
      ),
    },
    {
      key: 'secondFactor',
      title: t('account.secondFactor'),
      width: 110,
      value: (row) => t(row.secondFactor ? 'account.secondFactor.on' : 'account.secondFactor.off'),
    },
    {
      key: 'lastSignInAt',
      title: t('account.lastSignIn'),
      width: 150,
      kind: 'time',
      sortable: true,
      value: (row) => row.lastSignInAt,
    },
    { key: 'createdAt', title: t('account.created'), width: 150, kind: 'time', isHidden: true },
  ]
}

function filters(): Filter[] {
  return [
    {
      kind: 'choice',
      key: 'role',
      label: t('account.role'),
      isPinned: true,
      options: ROLES.map((role) => ({ value: role, label: shellText(`role.${role}`) })),
    },
    {
      kind: 'choice',
      key: 'status',
      label: t('account.status'),
      isPinned: true,
      isSingle: true,
      options: (['active', 'disabled'] as const).map((status) => ({
        value: status,
        label: t(`account.status.${status}`),
      })),
    },
  ]
}
