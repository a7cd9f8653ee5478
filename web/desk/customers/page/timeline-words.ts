import type { customerTimeline } from '../../../../domain/customers/contract.ts'
import { timeOfMinute } from '../../../../engines/kernel/dates.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { t } from '../../../shared/text/customers.ts'
import { formatDate, formatMoney, formatMonth, formatNumber } from '../../../shared/text/format.ts'
import { t as orderText } from '../../../shared/text/orders.ts'
import { t as segmentText } from '../../../shared/text/segments.ts'
import type { TimelineEntry } from '../../../shared/timeline.tsx'
import { sayCode, sayField } from '../words.ts'

type Entry = ResponseOf<typeof customerTimeline>['rows'][number]

/** One entry of the stream in a sentence. */
export function sayEntry(entry: Entry): TimelineEntry {
  return { id: `${entry.kind}${entry.id}`, at: entry.at, ...say(entry) }
}

function say({ kind, values }: Entry): Pick<TimelineEntry, 'title' | 'detail' | 'by' | 'tone'> {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  const number = (name: string) => (typeof values[name] === 'number' ? values[name] : 0)
  switch (kind) {
    case 'order':
      return {
        title: t(values.isReturn ? 'timeline.order.return' : 'timeline.order', {
          quantity: formatNumber(Math.abs(number('quantity'))),
          amount: formatMoney(Math.abs(number('amountFen'))),
        }),
        by: t('timeline.order.detail', {
          channel: orderText.loose(`channel.${text('channel')}`),
          orderNo: text('orderNo'),
        }),
        ...(values.isReturn ? { tone: 'warning' as const } : {}),
      }
    case 'change': {
      const fields = text('fields').split(',').filter(Boolean)
      const named = fields.slice(0, 4).map(sayField).join('、')
      return {
        title:
          fields.length > 4
            ? t('timeline.change.more', { fields: named, count: fields.length })
            : t('timeline.change', { fields: named }),
        by: sayCode('source', text('source')),
        detail: text('note') || undefined,
      }
    }
    case 'visit':
      return {
        title: t(text('kind') === 'joint' ? 'timeline.visit.joint' : 'timeline.visit', {
          clock: timeOfMinute(number('minute')),
        }),
        detail: text('remark') || undefined,
        tone: 'success',
      }
    case 'reminder':
      return {
        title: t('timeline.reminder', { date: formatDate(text('licenceValidTo')), days: number('days') }),
        tone: 'warning',
      }
    case 'segment':
      return {
        title: t('timeline.segment', {
          kind: segmentText.loose(`ratings.kind.${text('kind')}`),
          before: segmentText.loose(`class.${text('before') || 'none'}`),
          after: segmentText.loose(`class.${text('after') || 'none'}`),
        }),
        by: t('timeline.segment.detail', { month: formatMonth(text('month')) }),
      }
    case 'debit':
      return {
        title: t.loose(`timeline.debit.${text('result')}`, { amount: formatMoney(number('amountFen')) }),
        detail: text('reason') || undefined,
        tone: text('result') === 'failed' ? 'error' : 'plain',
      }
    case 'call':
      return { title: t('timeline.kind.call') }
  }
}
