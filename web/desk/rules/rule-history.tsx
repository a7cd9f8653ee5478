import { Drawer } from 'antd'
import { ruleHistory } from '../../../platform/rules/contract.ts'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatDate } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/rules.ts'
import { Timeline } from '../../shared/timeline.tsx'
import { useCall } from '../../shared/use-call.ts'
import type { RuleView } from './rule-view.ts'

/** All values a rule ever had: who, when, why. */
export function RuleHistory({ rule, onClose }: { readonly rule: RuleView; readonly onClose: () => void }) {
  const language = currentLanguage()
  const history = useCall(ruleHistory, { params: { ruleId: rule.ruleId } })
  return (
    <Drawer open onClose={onClose} size={460} title={t('history.title', { title: rule.title[language] })}>
      {history.error && <ProblemState error={history.error} onRetry={() => void history.refetch()} />}
      {history.isPending && <LoadingState />}
      {history.data && (
        <Timeline
          entries={history.data.map((entry) => ({
            id: String(entry.version),
            at: entry.recordedAt,
            by: entry.authorName,
            tone: entry.correction ? ('warning' as const) : ('plain' as const),
            title: (
              <>
                {t('since', { date: formatDate(entry.validFrom) })} ·{' '}
                {t('version', { version: entry.version })}
                {entry.correction && ` · ${t('history.correction')}`}
              </>
            ),
            detail: (
              <>
                <div>{entry.clause[language]}</div>
                {entry.reason && <div className="quiet">{t('history.reason', { reason: entry.reason })}</div>}
              </>
            ),
          }))}
        />
      )}
    </Drawer>
  )
}
