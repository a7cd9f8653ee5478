import { App, Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import {
  listCustomers,
  listTemplates,
  saveTemplateRules,
  VALUE_CRITERIA,
  type ValueCriterion,
} from '../../../../domain/customers/contract.ts'
import { addMonths, monthOf } from '../../../../engines/kernel/dates.ts'
import { DateField } from '../../../shared/date/date-field.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { t as common } from '../../../shared/text/common.ts'
import { formatDate, formatNumber, formatTime } from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import { RunResult, sayClass, useTemplateRunner } from './template-runner.tsx'
import { ValueScore } from './value-score.tsx'

/** SEG-04: the weights of the five criteria, and any customer's score down to its rows. */
export function ValueView() {
  const templates = useCall(listTemplates, {})
  const runner = useTemplateRunner('value')
  const [shown, setShown] = useState<{ readonly customerId: string; readonly name: string }>()
  if (templates.error && !templates.data)
    return <ProblemState error={templates.error} onRetry={() => void templates.refetch()} />
  const template = templates.data?.templates.find((one) => one.template === 'value')
  if (!template) return <LoadingState rows={8} />
  return (
    <>
      <div className="segment-columns">
        <Weights key={template.version} parameters={template.parameters ?? {}} />
        <div className="segment-stack">
          <Panel title={t('value.find')}>
            <FindCustomer onFind={setShown} />
          </Panel>
          <Panel
            title={t('value.classes')}
            extra={
              <span className="quiet">
                {template.lastAppliedAt
                  ? t('template.lastApplied', { time: formatTime(template.lastAppliedAt) })
                  : t('template.never')}
              </span>
            }
          >
            <table className="small-table">
              <tbody>
                {template.classes.map((one) => (
                  <tr key={one.class}>
                    <th scope="row">{sayClass(one.class)}</th>
                    <td className="number">{formatNumber(one.customers)}</td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{t('template.unclassified')}</th>
                  <td className="number">{formatNumber(template.unclassified)}</td>
                </tr>
              </tbody>
            </table>
            <div className="panel-actions">{runner.buttons}</div>
          </Panel>
        </div>
      </div>
      {runner.run && <RunResult run={runner.run} />}
      <ValueScore customer={shown} onClose={() => setShown(undefined)} />
    </>
  )
}

function Weights({
  parameters,
}: {
  readonly parameters: Readonly<Record<string, number | string | boolean>>
}) {
  const { message } = App.useApp()
  const may = useMay()
  const [weights, setWeights] = useState<Readonly<Record<ValueCriterion, number>>>(() =>
    weightsOf(parameters),
  )
  const [validFrom, setValidFrom] = useState(() => `${addMonths(monthOf(formatTime(Date.now())), 1)}-01`)
  const save = useAction(saveTemplateRules, { invalidates: ['segments.'] })
  const sum = VALUE_CRITERIA.reduce((total, criterion) => total + weights[criterion], 0)
  const isRight = Math.abs(sum - 100) < 1e-6
  const mayChange = may('segments:configure')
  return (
    <Panel title={t('value.weights')}>
      <p className="quiet">{t('value.weights.hint')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(
            { params: { template: 'value' }, body: { validFrom, weights } },
            {
              onSuccess: () =>
                void message.success(t('value.weights.saved', { date: formatDate(validFrom) })),
              onError: (error) => void message.error(sayProblemShortly(error)),
            },
          )
        }}
      >
        <div className="weights">
          {VALUE_CRITERIA.map((criterion) => (
            <div key={criterion} className="weight">
              <div>
                <strong>{t(`criterion.${criterion}`)}</strong>
                <div className="quiet">{t(`criterion.${criterion}.meaning`)}</div>
              </div>
              <div className="weight-bar" aria-hidden="true">
                <span style={{ width: `${Math.min(100, weights[criterion])}%` }} />
              </div>
              <InputNumber
                aria-label={t(`criterion.${criterion}`)}
                min={0}
                max={100}
                precision={1}
                disabled={!mayChange}
                value={weights[criterion]}
                onChange={(value) => setWeights({ ...weights, [criterion]: value ?? 0 })}
              />
            </div>
          ))}
        </div>
        <div className="edit-foot">
          <span className="edit-count" role="status" data-wrong={!isRight}>
            {t(isRight ? 'value.weights.sum' : 'value.weights.sum.wrong', { sum: formatNumber(sum) })}
          </span>
          {mayChange && (
            <>
              <DateField label={t('value.weights.from')} value={validFrom} onChange={setValidFrom} />
              <Button type="primary" htmlType="submit" disabled={!isRight} loading={save.isPending}>
                {common('action.save')}
              </Button>
            </>
          )}
        </div>
      </form>
    </Panel>
  )
}

/** Parameters come as one flat record; the weights stand in it as `weight.loyalty` or `loyalty`. */
function weightsOf(
  parameters: Readonly<Record<string, number | string | boolean>>,
): Record<ValueCriterion, number> {
  return Object.fromEntries(
    VALUE_CRITERIA.map((criterion) => {
      const value = parameters[`weight.${criterion}`] ?? parameters[criterion]
      return [criterion, typeof value === 'number' ? value : 20]
    }),
  ) as Record<ValueCriterion, number>
}

function FindCustomer({
  onFind,
}: {
  readonly onFind: (customer: { readonly customerId: string; readonly name: string }) => void
}) {
  const [text, setText] = useState('')
  const found = useCall(
    listCustomers,
    { query: { search: text, pageSize: 12 } },
    { enabled: text.trim() !== '', keepPrevious: true },
  )
  const rows = text.trim() === '' ? [] : (found.data?.rows ?? [])
  return (
    <Select<string>
      className="field-wide"
      showSearch={{ filterOption: false, onSearch: setText }}
      aria-label={t('value.find')}
      placeholder={t('value.find.hint')}
      loading={found.isFetching}
      value={null}
      notFoundContent={null}
      onChange={(customerId) => {
        const row = rows.find((candidate) => candidate.customerId === customerId)
        if (row) onFind({ customerId, name: row.name })
      }}
      options={rows.map((row) => ({ value: row.customerId, label: `${row.name} · ${row.code}` }))}
    />
  )
}
