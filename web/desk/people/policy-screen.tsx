import { SearchOutlined } from '@ant-design/icons'
import { Input, Tooltip } from 'antd'
import { useState } from 'react'
import { getPolicy } from '../../../domain/people/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/people.ts'
import { t as resourceText } from '../../shared/text/resources.ts'
import { t as shellText } from '../../shared/text/shell.ts'
import { useCall } from '../../shared/use-call.ts'
import './policy.css'

type Policy = ResponseOf<typeof getPolicy>
type Grant = Policy['resources'][number]['grants'][number]

/** The authorisation matrix in force: what a city has to confirm, and what an auditor reads. */
export function PolicyScreen() {
  const policy = useCall(getPolicy, {}, { staleSeconds: 600 })
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const resources = policy.data?.resources.filter(
    (resource) => nameOf(resource).toLowerCase().includes(wanted) || resource.resource.includes(wanted),
  )
  return (
    <>
      <PageHeader title={menuText('policy')} detail={t('policy.detail')} />
      <PageBody>
        <Panel flush>
          <div className="policy-tools no-print">
            <Input
              prefix={<SearchOutlined />}
              placeholder={t('policy.find')}
              aria-label={t('policy.find')}
              allowClear
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          {policy.error && <ProblemState error={policy.error} onRetry={() => void policy.refetch()} />}
          {policy.isPending && <LoadingState rows={8} />}
          {policy.data && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard.
            <section className="policy-scroll" tabIndex={0} aria-label={menuText('policy')}>
              <table className="policy">
                <thead>
                  <tr>
                    <th scope="col">{t('policy.resource')}</th>
                    {policy.data.roles.map((role) => (
                      <th key={role} scope="col">
                        {shellText(`role.${role}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {resources?.map((resource) => (
                    <tr key={resource.resource}>
                      <th scope="row">{nameOf(resource)}</th>
                      {policy.data.roles.map((role) => (
                        <td key={role}>
                          <Cell grants={resource.grants.filter((grant) => grant.role === role)} />
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </Panel>
      </PageBody>
    </>
  )
}

function nameOf({ resource, name }: Policy['resources'][number]): string {
  return resourceText.has(resource) ? resourceText(resource) : name
}

/** Grants of one cell, those of one reach together: 看 改（本部门）. */
function Cell({ grants }: { readonly grants: readonly Grant[] }) {
  if (grants.length === 0)
    return (
      <span className="policy-none" title={t('policy.none')}>
        –<span className="visually-hidden">{t('policy.none')}</span>
      </span>
    )
  const groups = Object.values(Object.groupBy(grants, (grant) => `${grant.scope} ${grant.masks.join()}`))
  return groups.map((group) => {
    const [first] = group ?? []
    if (!group || !first) return null
    return (
      <Tooltip
        key={`${first.scope} ${first.masks.join()}`}
        title={first.masks.length > 0 ? first.masks.join(', ') : undefined}
      >
        <div className="policy-grant">
          <span className="policy-actions">
            {group.map((grant) => t.loose(`action.${grant.action}`)).join(' ')}
          </span>
          <span className="policy-scope">
            {t.loose(`scope.${first.scope}`)}
            {first.masks.length > 0 && ' *'}
          </span>
        </div>
      </Tooltip>
    )
  })
}
