import {
  CUSTOMER_FIELDS,
  type CustomerField,
  type CustomerRow,
  type FieldValue,
  type Format,
  formatTable,
  type LicenceState,
} from '../../../domain/customers/contract.ts'
import { monthOf } from '../../../engines/kernel/dates.ts'
import type { Tone } from '../../shared/status-tag.tsx'
import { t } from '../../shared/text/customers.ts'
import { formatDate, formatNumber, formatTime, MISSING } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'

/** A code of one of the archive's lists in words: `sayCode('format', 'grocery')`. */
export function sayCode(list: string, code: string | null | undefined): string {
  return code === null || code === undefined || code === '' ? MISSING : t.loose(`${list}.${code}`)
}

export function sayWeekday(weekday: number | null | undefined): string {
  return weekday ? t.loose(`weekday.${weekday}`) : MISSING
}

/** `4` as `每月 4 次`, `1/2` as `两月一次`. */
export function sayVisits(visits: string | null | undefined): string {
  if (!visits) return MISSING
  if (visits === '1/2') return t('visits.everySecond')
  if (visits === '1/3') return t('visits.everyThird')
  return t('visits.perMonth', { count: visits })
}

/** Names of the formats as the centre set them (SEG-01); the built-in ones until they are known. */
export function useFormatNames(): (format: string | null | undefined) => string {
  const may = useMay()
  const table = useCall(formatTable, {}, { enabled: may('segments:read'), staleSeconds: 600 })
  const language = currentLanguage()
  return (format) => {
    const row = table.data?.rows.find((candidate) => candidate.format === format)
    const name = language === 'zh' ? row?.name : row?.nameEn
    return format && name ? name : sayCode('format', format)
  }
}

export const LICENCE_TONES: Readonly<Record<LicenceState, Tone>> = {
  valid: 'success',
  expiring: 'warning',
  expired: 'error',
  not_yet_valid: 'error',
  suspended: 'error',
  cancelled: 'error',
  missing_number: 'error',
  malformed_number: 'error',
  missing_expiry: 'error',
}

export const STATUS_TONES: Readonly<Record<CustomerRow['status'], Tone>> = {
  new: 'info',
  valid: 'success',
  paused: 'warning',
  invalid: 'plain',
}

/** The archive's fields as the page groups them. Every field stands in exactly one section. */
export const SECTIONS = {
  basic: [
    'code',
    'name',
    'status',
    'address',
    'regionCode',
    'contactName',
    'phone',
    'lon',
    'lat',
    'crs',
    'openedOn',
    'closedOn',
    'tags',
    'remark',
  ],
  licence: ['licenceNo', 'licenceStatus', 'licenceValidFrom', 'licenceValidTo'],
  class: [
    'format',
    'shopKind',
    'chainName',
    'marketType',
    'urbanRuralCode',
    'districtType',
    'scale',
    'tier',
    'valueGroup',
    'creditGrade',
    'mutualAidGroup',
  ],
  service: ['managerId', 'unitId', 'deliveryLineId', 'orderWeekday', 'orderCycle', 'orderChannel'],
  visit: [
    'visitsPerMonth',
    'visitsService',
    'visitsBrand',
    'visitsTraining',
    'visitsResearch',
    'teamVisit',
    'serviceMinutes',
    'windowStart',
    'windowEnd',
  ],
  business: ['floorAreaM2', 'cigaretteSharePercent', 'functionalTerminal', 'paymentAccountTail'],
} as const satisfies Readonly<Record<string, readonly CustomerField[]>>
export type Section = keyof typeof SECTIONS
export const SECTION_NAMES = Object.keys(SECTIONS) as Section[]

/** Lists behind fields that hold codes. */
export const FIELD_LISTS: Readonly<Partial<Record<CustomerField, string>>> = {
  status: 'status',
  licenceStatus: 'licenceStatus',
  format: 'format',
  shopKind: 'kind',
  marketType: 'market',
  urbanRuralCode: 'urbanRural',
  districtType: 'district',
  scale: 'scale',
  valueGroup: 'valueGroup',
  orderCycle: 'cycle',
  orderChannel: 'channel',
}

export function sayField(field: string): string {
  return t.loose(`field.${field}`)
}

/** The value of an archive field as people read it. */
export function sayValue(field: string, value: FieldValue | undefined, shown?: string | null): string {
  if (value === null || value === undefined || value === '') return MISSING
  if (Array.isArray(value)) return value.length > 0 ? value.join('、') : MISSING
  if (shown) return shown
  if (typeof value === 'boolean') return t(value ? 'archive.yes' : 'archive.no')
  const list = FIELD_LISTS[field as CustomerField]
  if (list) return sayCode(list, String(value))
  switch (field) {
    case 'orderWeekday':
      return sayWeekday(Number(value))
    case 'licenceValidFrom':
    case 'licenceValidTo':
    case 'openedOn':
    case 'closedOn':
      return formatDate(String(value))
    case 'visitsPerMonth':
    case 'visitsService':
    case 'visitsBrand':
    case 'visitsTraining':
    case 'visitsResearch':
      return sayVisits(String(value))
    case 'lon':
    case 'lat':
      return formatNumber(Number(value), 5)
    case 'serviceMinutes':
      return `${formatNumber(Number(value), 0)} ${t('unit.minutes')}`
    case 'floorAreaM2':
      return `${formatNumber(Number(value))} ${t('unit.squareMetres')}`
    case 'cigaretteSharePercent':
      return `${formatNumber(Number(value))}${t('unit.percent')}`
    default:
      return String(value)
  }
}

/** The months that are over: the running one would look like a fall. */
export function fullMonths<Row extends { readonly month: string }>(months: readonly Row[]): Row[] {
  const present = monthOf(formatTime(Date.now()))
  return months.filter((row) => row.month < present)
}

/** `{id}` of a compact column of ids: 32 hex digits per customer, joined. */
export function idAt(ids: string, index: number): string {
  const hex = ids.slice(index * 32, index * 32 + 32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Tiers in bands of five, as the map colours them: 1–5 is band 0, 26–30 band 5; -1 without a tier. */
export function tierBand(tier: number): number {
  return tier < 1 ? -1 : Math.min(5, Math.floor((tier - 1) / 5))
}
export const TIER_BANDS = [0, 1, 2, 3, 4, 5] as const

export function isField(name: string): name is CustomerField {
  return (CUSTOMER_FIELDS as readonly string[]).includes(name)
}

export type { Format }
