import { JINAN_CLASSES, listTemplates, type TemplateRule } from '../../../../domain/customers/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { formatNumber, formatPercent, formatTime } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/segments.ts'
import { useCall } from '../../../shared/use-call.ts'
import { sayCode, useFormatNames } from '../words.ts'
import { sayRule, sayVersion } from './reasons.ts'
import { RunResult, sayClass, useTemplateRunner } from './template-runner.tsx'

/** SEG-03: 甲乙丙丁 by rule, with the rule that matched. */
export function JinanView() {
  const templates = useCall(listTemplates, {})
  const runner = useTemplateRunner('jinan')
  const sayFormat = useFormatNames()
  if (templates.error && !templates.data)
    return <ProblemState error={templates.error} onRetry={() => void templates.refetch()} />
  const template = templates.data?.templates.find((one) => one.template === 'jinan')
  if (!template) return <LoadingState rows={8} />
  const counts = new Map(template.classes.map((one) => [one.class, one.customers]))
  const all = template.unclassified + template.classes.reduce((sum, one) => sum + one.customers, 0)
  return (
    <>
      <Panel
        title={t('template.classes')}
        extra={
          <>
            <span className="quiet">
              {sayVersion(template.version)} ·{' '}
              {template.lastAppliedAt
                ? t('template.lastApplied', { time: formatTime(template.lastAppliedAt) })
                : t('template.never')}
            </span>
            {runner.buttons}
          </>
        }
      >
        <ul className="plain class-cards">
          {JINAN_CLASSES.map((code) => (
            <li key={code}>
              <RouteLink to={`/customers?segment=jinan:${code}`} className="class-card">
                <strong>{sayClass(code)}</strong>
                <span className="class-count">{formatNumber(counts.get(code) ?? 0)}</span>
                <span className="quiet">
                  {formatPercent(all === 0 ? null : (counts.get(code) ?? 0) / all)} ·{' '}
                  {t(`class.${code}.meaning`)}
                </span>
              </RouteLink>
            </li>
          ))}
          <li>
            <div className="class-card">
              <strong>{t('template.unclassified')}</strong>
              <span className="class-count">{formatNumber(template.unclassified)}</span>
            </div>
          </li>
        </ul>
      </Panel>
      {runner.run && <RunResult run={runner.run} />}
      <Panel title={t('template.rules')}>
        <p className="quiet">{t('template.rules.order')}</p>
        <ol className="rule-lines">
          {(template.rules ?? []).map((rule) => (
            <li key={rule.code}>
              <strong>{sayClass(rule.class)}</strong>
              <span>{sayWhen(rule.when, sayFormat)}</span>
              <span className="quiet">{sayRule(rule.code)}</span>
            </li>
          ))}
        </ol>
      </Panel>
    </>
  )
}

/** The conditions of a line in words: `店铺类型是 大型商场 或 连锁超市，且是连锁`. */
function sayWhen(when: TemplateRule['when'], sayFormat: (format: string) => string): string {
  const join = (values: readonly string[]) => values.join(t('when.or'))
  const parts: string[] = []
  if (when.shopKind)
    parts.push(t('when.shopKind', { values: join(when.shopKind.map((kind) => sayCode('kind', kind))) }))
  if (when.format) parts.push(t('when.format', { values: join(when.format.map(sayFormat)) }))
  if (when.scale)
    parts.push(t('when.scale', { values: join(when.scale.map((scale) => sayCode('scale', scale))) }))
  if (when.nameContains) parts.push(t('when.nameContains', { values: join(when.nameContains) }))
  if (when.isChain !== undefined) parts.push(t(when.isChain ? 'when.isChain.true' : 'when.isChain.false'))
  if (when.floorAreaFromM2 !== undefined)
    parts.push(t('when.floorAreaFromM2', { values: formatNumber(when.floorAreaFromM2) }))
  if (when.floorAreaBelowM2 !== undefined)
    parts.push(t('when.floorAreaBelowM2', { values: formatNumber(when.floorAreaBelowM2) }))
  return parts.length > 0 ? parts.join(t('when.and')) : t('template.rule.else')
}
