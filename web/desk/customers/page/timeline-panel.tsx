import { Button, Select } from 'antd'
import { useState } from 'react'
import { customerTimeline, TIMELINE_KINDS } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { Timeline } from '../../../shared/timeline.tsx'
import { useCall } from '../../../shared/use-call.ts'
import { sayEntry } from './timeline-words.ts'

type Kind = (typeof TIMELINE_KINDS)[number]
type Entry = ResponseOf<typeof customerTimeline>['rows'][number]

/** Orders, changes, visits and calls in one stream. */
export function TimelinePanel({ customerId }: { readonly customerId: string }) {
  const [kinds, setKinds] = useState<Kind[]>([])
  return (
    <Panel
      title={t('timeline.title')}
      extra={
        <Select<Kind[]>
          mode="multiple"
          className="timeline-kinds"
          size="small"
          allowClear
          maxTagCount="responsive"
          aria-label={t('timeline.title')}
          placeholder={t('timeline.all')}
          value={kinds}
          onChange={setKinds}
          options={TIMELINE_KINDS.map((kind) => ({ value: kind, label: t(`timeline.kind.${kind}`) }))}
        />
      }
    >
      <Pages key={kinds.join()} customerId={customerId} kinds={kinds} />
    </Panel>
  )
}

function Pages({ customerId, kinds }: { readonly customerId: string; readonly kinds: Kind[] }) {
  const [starts, setStarts] = useState<readonly (string | undefined)[]>([undefined])
  const [read, setRead] = useState<readonly Entry[]>([])
  const before = starts.at(-1)
  const answer = useCall(
    customerTimeline,
    { params: { customerId }, query: { before, limit: 20, ...(kinds.length > 0 ? { kinds } : {}) } },
    { staleSeconds: 60 },
  )
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  const rows = answer.data ? [...read, ...answer.data.rows] : read
  return (
    <>
      {rows.length > 0 || answer.data ? <Timeline entries={rows.map(sayEntry)} /> : <LoadingState rows={5} />}
      {answer.data?.next && (
        <Button
          type="link"
          onClick={() => {
            setRead(rows)
            setStarts([...starts, answer.data!.next!])
          }}
        >
          {t('timeline.more')}
        </Button>
      )}
      {!answer.data && rows.length > 0 && <LoadingState rows={2} />}
    </>
  )
}
