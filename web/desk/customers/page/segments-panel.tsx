import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { CustomerPage } from '../../../../domain/customers/contract.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { formatDate } from '../../../shared/text/format.ts'
import { t as segmentText } from '../../../shared/text/segments.ts'
import { useMay } from '../../session.ts'
import { sayReason, sayRule, sayVersion } from '../segments/reasons.ts'
import { ValueScore } from '../segments/value-score.tsx'
import { sayCode } from '../words.ts'

/** Which classes and groups the customer is in, by which rule, and why. */
export function SegmentsPanel({ customer }: { readonly customer: CustomerPage }) {
  const may = useMay()
  const [isScoreOpen, setScoreOpen] = useState(false)
  const { segments, groups } = customer
  return (
    <Panel
      title={t('segments.title')}
      extra={
        may('segments:read') && (
          <Button size="small" onClick={() => setScoreOpen(true)}>
            {t('segments.score')}
          </Button>
        )
      }
    >
      {segments.length === 0 && groups.length === 0 ? (
        <EmptyState title={t('segments.none')} cure={t('segments.none.cure')} />
      ) : (
        <ul className="plain segment-list">
          {segments.map((segment) => (
            <li key={segment.template}>
              <div className="segment-head">
                <span className="quiet">{segmentText.loose(`template.${segment.template}`)}</span>
                <strong>{segmentText.loose(`class.${segment.class}`)}</strong>
                {segment.byHand && <Tag>{t('segments.byHand')}</Tag>}
              </div>
              {!segment.byHand && <div>{t('segments.rule', { rule: sayRule(segment.rule) })}</div>}
              <div>{sayReason(segment.reason)}</div>
              <div className="segment-version">
                {t('segments.version', {
                  version: sayVersion(segment.ruleVersion),
                  date: formatDate(segment.since),
                })}
              </div>
            </li>
          ))}
          {groups.map((flag) => (
            <li key={flag.group}>
              <div className="segment-head">
                <span className="quiet">{t('column.groups')}</span>
                <strong>{sayCode('group', flag.group)}</strong>
                <Tag>{t(flag.byHand ? 'segments.byHand' : 'segments.flag.rule')}</Tag>
              </div>
              <div>{sayReason(flag.reason)}</div>
              <div className="segment-version">
                {t('segments.flag.since', { date: formatDate(flag.since) })}
              </div>
            </li>
          ))}
        </ul>
      )}
      <ValueScore customer={isScoreOpen ? customer : undefined} onClose={() => setScoreOpen(false)} />
    </Panel>
  )
}
