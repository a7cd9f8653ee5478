import { SearchOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { listRules } from '../../../platform/rules/contract.ts'
import { DateField } from '../../shared/date/date-field.tsx'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { loadAllTexts } from '../../shared/text/all.ts'
import { formatDate } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import '../../shared/text/mechanisms.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/rules.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay, useMe } from '../session.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleHistory } from './rule-history.tsx'
import type { RuleView } from './rule-view.ts'
import './rules.css'

/** The living rule book: every number as a sentence, with its date, its source and its history. */
export function RulesScreen() {
  const may = useMay()
  const me = useMe()
  // Rules name fields and choices of every module.
  useEffect(() => void loadAllTexts(), [])
  const language = currentLanguage()
  const [search, change] = useSearchText()
  const [changing, setChanging] = useState<RuleView>()
  const [history, setHistory] = useState<RuleView>()
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: me.company.timeZone }).format(new Date())
  const date = search.date ?? today
  const rules = useCall(listRules, { query: { date } }, { staleSeconds: 60, keepPrevious: true })

  const modules = [...new Set(rules.data?.map((rule) => moduleOf(rule)))].sort()
  const wanted = (search.find ?? '').toLowerCase()
  const shown = rules.data?.filter(
    (rule) =>
      (!search.module || moduleOf(rule) === search.module) &&
      (search.changed !== 'true' || !rule.isDefault || rule.coming.length > 0) &&
      [rule.title[language], rule.clause[language], rule.ruleId, rule.source].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  )
  return (
    <>
      <PageHeader title={menuText('rules')} detail={t('detail')} />
      <PageBody>
        <Panel flush>
          <div className="rules-tools no-print">
            <Input
              className="rules-find"
              prefix={<SearchOutlined />}
              placeholder={t('find')}
              aria-label={t('find')}
              allowClear
              defaultValue={search.find}
              onChange={(event) => change({ find: event.target.value })}
            />
            {modules.length > 1 && (
              <Segmented
                aria-label={t('module.all')}
                value={search.module ?? ''}
                onChange={(module) => change({ module })}
                options={[
                  { value: '', label: t('module.all') },
                  ...modules.map((module) => ({ value: module, label: t.loose(`module.${module}`) })),
                ]}
              />
            )}
            <Checkbox
              checked={search.changed === 'true'}
              onChange={(event) => change({ changed: event.target.checked ? 'true' : undefined })}
            >
              {t('changed')}
            </Checkbox>
            <span className="rules-date">
              {t('date')}
              <DateField
                label={t('date')}
                value={date}
                onChange={(next) => change({ date: next === today ? undefined : next })}
              />
            </span>
            {date !== today && (
              <Button type="link" onClick={() => change({ date: undefined })}>
                {t('today')}
              </Button>
            )}
          </div>
          {rules.error && <ProblemState error={rules.error} onRetry={() => void rules.refetch()} />}
          {rules.isPending && <LoadingState rows={8} />}
          {shown?.length === 0 && <EmptyState title={t('empty')} />}
          <ul className="plain rules">
            {shown?.map((rule) => (
              <li key={rule.ruleId} className="rule">
                <div className="rule-text">
                  <div className="rule-title">
                    {rule.title[language]}
                    {!rule.isDefault && <StatusTag tone="info">{t('own')}</StatusTag>}
                  </div>
                  <div className="rule-clause">{rule.clause[language]}</div>
                  {rule.coming.map((coming) => (
                    <div key={coming.version} className="rule-coming">
                      <strong>{t('coming', { date: formatDate(coming.validFrom) })}</strong>{' '}
                      {coming.clause[language]}
                    </div>
                  ))}
                  <div className="rule-facts">
                    {[
                      rule.source === 'default' ? undefined : t('source', { source: rule.source }),
                      rule.isDefault ? t('shipped') : t('since', { date: formatDate(rule.validFrom) }),
                      rule.ruleId,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </div>
                </div>
                <div className="rule-actions no-print">
                  <Button type="text" onClick={() => setHistory(rule)}>
                    {t('history')}
                  </Button>
                  {may('rule-book:configure') && (
                    <Button onClick={() => setChanging(rule)}>{t('change')}</Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
          {rules.data && (
            <div className="rules-foot">
              {t('count', {
                count: rules.data.length,
                changed: rules.data.filter((rule) => !rule.isDefault).length,
              })}
            </div>
          )}
        </Panel>
      </PageBody>
      {changing && <RuleDialog rule={changing} today={today} onClose={() => setChanging(undefined)} />}
      {history && <RuleHistory rule={history} onClose={() => setHistory(undefined)} />}
    </>
  )
}

function moduleOf(rule: RuleView): string {
  return rule.ruleId.slice(0, rule.ruleId.indexOf('.'))
}
