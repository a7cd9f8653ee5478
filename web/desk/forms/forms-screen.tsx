import { Button, Tag } from 'antd'
import { useState } from 'react'
import {
  type Answers,
  getForm,
  listForms,
  listFormVersions,
  validateAnswers,
} from '../../../platform/forms/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { FormRenderer } from '../../shared/forms/form-renderer.tsx'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { t } from '../../shared/text/form-book.ts'
import { formatDate } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { Timeline } from '../../shared/timeline.tsx'
import { useCall } from '../../shared/use-call.ts'
import './forms.css'

/** All forms in force, each to be tried out. */
export function FormsScreen() {
  const [search, change] = useSearchText()
  const forms = useCall(listForms, {}, { staleSeconds: 60 })
  const language = currentLanguage()
  return (
    <>
      <PageHeader title={menuText('forms')} detail={t('detail')} />
      <PageBody>
        {forms.error && <ProblemState error={forms.error} onRetry={() => void forms.refetch()} />}
        {forms.isPending && <LoadingState />}
        {forms.data?.length === 0 && (
          <Panel>
            <EmptyState title={t('empty')} cure={t('empty.cure')} />
          </Panel>
        )}
        {forms.data && forms.data.length > 0 && (
          <div className="forms">
            <Panel title={t('list')}>
              <ul className="plain">
                {forms.data.map((form) => (
                  <li key={form.formId}>
                    <button
                      type="button"
                      className="forms-entry"
                      aria-pressed={form.formId === search.form}
                      onClick={() => change({ form: form.formId })}
                    >
                      {form.title[language]}
                      <span className="forms-facts">
                        {t('questions', { count: form.questions })} ·{' '}
                        {t('version', { version: form.version, date: formatDate(form.validFrom) })}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </Panel>
            {search.form ? (
              <Trial key={search.form} formId={search.form} />
            ) : (
              <Panel>
                <EmptyState title={t('choose')} />
              </Panel>
            )}
          </div>
        )}
      </PageBody>
    </>
  )
}

function Trial({ formId }: { readonly formId: string }) {
  const form = useCall(getForm, { params: { formId } })
  if (form.error) return <ProblemState error={form.error} onRetry={() => void form.refetch()} />
  if (!form.data) return <LoadingState />
  return <TrialOf form={form.data} />
}

function TrialOf({ form }: { readonly form: ResponseOf<typeof getForm> }) {
  const language = currentLanguage()
  const [answers, setAnswers] = useState<Answers>({})
  const [isChecked, setChecked] = useState(false)
  const versions = useCall(listFormVersions, { params: { formId: form.formId } })
  const isFine = isChecked && validateAnswers(form.definition, answers).length === 0
  return (
    <div className="forms-trial">
      <Panel
        title={form.title[language]}
        extra={
          <>
            {form.anonymous && <Tag>{t('anonymous')}</Tag>}
            <Tag>{t(form.isShipped ? 'shipped' : 'own')}</Tag>
          </>
        }
      >
        <p className="quiet forms-help">{t('try.help')}</p>
        <FormRenderer
          definition={form.definition}
          answers={answers}
          onChange={setAnswers}
          showsFaults={isChecked}
          photos={samplePhotos}
        />
        <div className="forms-actions">
          <Button type="primary" onClick={() => setChecked(true)}>
            {t('check')}
          </Button>
          <Button
            onClick={() => {
              setAnswers({})
              setChecked(false)
            }}
          >
            {t('reset')}
          </Button>
          {isFine && <StatusTag tone="success">{t('fine')}</StatusTag>}
        </div>
      </Panel>
      <Panel title={t('versions')}>
        <Timeline
          entries={(versions.data ?? []).map((version) => ({
            id: String(version.version),
            at: version.recordedAt,
            by: version.authorName,
            title: t('version', { version: version.version, date: formatDate(version.validFrom) }),
          }))}
        />
      </Panel>
    </div>
  )
}

/** Pictures of a trial stay in the page. */
const samplePhotos = {
  take: (file: File) => Promise.resolve(URL.createObjectURL(file)),
  address: (id: string) => id,
}
