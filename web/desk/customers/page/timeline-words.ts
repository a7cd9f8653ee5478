import type { customerTimeline } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { t } from '../../../shared/text/customers.ts'
import { formatMoney, formatNumber } from '../../../shared/text/format.ts'
import type { TimelineEntry } from '../../../shared/timeline.tsx'

type Entry = ResponseOf<typeof customerTimeline>['rows'][number]

const TONES: Readonly<Partial<Record<Entry['kind'], TimelineEntry['tone']>>> = {
  reminder: 'warning',
  visit: 'success',
}

/** One entry of the stream in a sentence. Numbers keep their units. */
export function sayEntry(entry: Entry): TimelineEntry {
  const values = Object.fromEntries(
    Object.entries(entry.values).map(([name, value]) => [name, sayNumber(name, value)]),
  )
  const by = entry.values.byName ?? entry.values.author
  return {
    id: `${entry.kind}${entry.id}`,
    at: entry.at,
    title: t.has(entry.text) ? t.loose(entry.text, values) : t(`timeline.kind.${entry.kind}`),
    by: typeof by === 'string' ? by : null,
    tone: TONES[entry.kind] ?? 'plain',
  }
}

function sayNumber(name: string, value: string | number | boolean | null): string | number | null {
  if (typeof value === 'boolean') return t(value ? 'archive.yes' : 'archive.no')
  if (typeof value !== 'number') return value
  return name.endsWith('Fen') ? formatMoney(value) : formatNumber(value)
}
