import type { listAnomalies } from '../../../domain/orders/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import type { Tone } from '../../shared/status-tag.tsx'
import { formatDate, formatMonth, formatNumber, formatWeekday } from '../../shared/text/format.ts'
import { t } from '../../shared/text/orders.ts'

export type Anomaly = ResponseOf<typeof listAnomalies>['rows'][number]

export const ANOMALY_TONES: Readonly<Record<Anomaly['state'], Tone>> = {
  open: 'error',
  checking: 'info',
  explained: 'plain',
  confirmed: 'warning',
}

export function sayChannel(channel: string): string {
  return t.loose(`channel.${channel}`)
}

/** The numbers that made a rule fire, in a sentence. */
export function sayEvidence(anomaly: Anomaly): string {
  const { evidence } = anomaly
  const number = (name: string) => (typeof evidence[name] === 'number' ? formatNumber(evidence[name]) : '')
  const text = (name: string) => (typeof evidence[name] === 'string' ? evidence[name] : undefined)
  switch (anomaly.kind) {
    case 'surge':
      return t('evidence.surge', {
        product: anomaly.productName ?? '',
        quantity: number('quantity'),
        mean: number('meanOfThree'),
        percent: number('percent'),
      })
    case 'tier_outlier':
      return t('evidence.tier_outlier', {
        month: formatMonth(text('month')),
        quantity: number('quantity'),
        tier: number('tier'),
        peers: number('peers'),
        mean: number('mean'),
        sigmas: number('sigmas'),
      })
    case 'shared_device':
    case 'shared_payer':
      return t(`evidence.${anomaly.kind}`, {
        others: formatNumber(Number(evidence.shops ?? 1) - 1),
        date: formatDate(text('lastOrderDate')),
      })
    case 'no_order':
      return t('evidence.no_order', {
        date: formatDate(text('lastOrderDate')),
        cycles: number('missedCycles'),
      })
    case 'wrong_weekday':
      return t('evidence.wrong_weekday', {
        expected: weekdayName(evidence.expected),
        found: weekdayName(evidence.found),
      })
    case 'closed_licence':
      return t('evidence.closed_licence', { date: formatDate(text('validTo')) })
    case 'bulk_buyer':
      return t('evidence.bulk_buyer', {
        month: formatMonth(text('month')),
        quantity: number('quantity'),
        mean: number('marketMean'),
        times: number('times'),
      })
  }
}

/** Monday is 1: 2024-01-01 was one. */
function weekdayName(weekday: unknown): string {
  return typeof weekday === 'number' ? formatWeekday(`2024-01-0${weekday}`) : ''
}
