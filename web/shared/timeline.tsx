import type { ReactNode } from 'react'
import { EmptyState } from './states.tsx'
import { formatTime } from './text/format.ts'
import { t } from './text/parts.ts'
import './timeline.css'

export interface TimelineEntry {
  readonly id: string
  readonly at: string
  readonly title: ReactNode
  readonly detail?: ReactNode
  /** Who did it. */
  readonly by?: string | null
  readonly tone?: 'plain' | 'success' | 'warning' | 'error'
}

/** What happened to a thing, newest first unless the caller orders otherwise. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <EmptyState title={t('timeline.empty')} />
  return (
    <ol className="plain timeline">
      {entries.map((entry) => (
        <li key={entry.id} className={`timeline-entry timeline-${entry.tone ?? 'plain'}`}>
          <div className="timeline-title">{entry.title}</div>
          <div className="timeline-by">
            {entry.by
              ? t('timeline.by', { name: entry.by, time: formatTime(entry.at) })
              : formatTime(entry.at)}
          </div>
          {entry.detail && <div className="timeline-detail">{entry.detail}</div>}
        </li>
      ))}
    </ol>
  )
}
