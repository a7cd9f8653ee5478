import { Input, InputNumber, Select } from 'antd'
import {
  CREDIT_GRADES,
  CUSTOMER_STATUSES,
  type CustomerField,
  DISTRICT_TYPES,
  FORMATS,
  LICENCE_STATUSES,
  listDeliveryLines,
  MARKET_TYPES,
  ORDER_CYCLES,
  SCALES,
  SHOP_KINDS,
  URBAN_RURAL_CODES,
  VALUE_GROUPS,
} from '../../../domain/customers/contract.ts'
import { listUnits } from '../../../domain/people/contract.ts'
import { timeOfMinute } from '../../../engines/kernel/dates.ts'
import { DateField } from '../../shared/date/date-field.tsx'
import { t } from '../../shared/text/customers.ts'
import { useCall } from '../../shared/use-call.ts'
import { FIELD_LISTS, sayCode, sayField, sayVisits, sayWeekday } from './words.ts'

export type EditValue = string | number | boolean | readonly string[] | null

const CODES: Readonly<Partial<Record<CustomerField, readonly string[]>>> = {
  status: CUSTOMER_STATUSES,
  licenceStatus: LICENCE_STATUSES,
  format: FORMATS,
  shopKind: SHOP_KINDS,
  marketType: MARKET_TYPES,
  urbanRuralCode: URBAN_RURAL_CODES,
  districtType: DISTRICT_TYPES,
  scale: SCALES,
  valueGroup: VALUE_GROUPS,
  orderCycle: ORDER_CYCLES,
  orderChannel: ['online', 'phone'],
}

interface NumberLimits {
  readonly min: number
  readonly max: number
  readonly precision: number
  readonly unit?: () => string
}
const NUMBERS: Readonly<Partial<Record<CustomerField, NumberLimits>>> = {
  lon: { min: -180, max: 180, precision: 6 },
  lat: { min: -90, max: 90, precision: 6 },
  tier: { min: 1, max: 30, precision: 0 },
  serviceMinutes: { min: 1, max: 480, precision: 0, unit: () => t('unit.minutes') },
  floorAreaM2: { min: 0, max: 1_000_000, precision: 1, unit: () => t('unit.squareMetres') },
  cigaretteSharePercent: { min: 0, max: 100, precision: 1, unit: () => t('unit.percent') },
}

const DATES: readonly CustomerField[] = ['licenceValidFrom', 'licenceValidTo', 'openedOn', 'closedOn']
const TIMES: readonly CustomerField[] = ['windowStart', 'windowEnd']
const VISITS: readonly CustomerField[] = [
  'visitsPerMonth',
  'visitsService',
  'visitsBrand',
  'visitsTraining',
  'visitsResearch',
]
/** Fields that are never empty. */
const ALWAYS_SET: readonly CustomerField[] = ['name', 'status', 'licenceStatus', 'crs']

/** The right control for one field of the archive. An emptied control gives null. */
export function FieldEditor({
  field,
  value,
  onChange,
  sayFormat,
}: {
  readonly field: CustomerField
  readonly value: EditValue
  readonly onChange: (value: EditValue) => void
  readonly sayFormat: (format: string) => string
}) {
  const label = sayField(field)
  const clearable = !ALWAYS_SET.includes(field)
  const codes = CODES[field]
  const limits = NUMBERS[field]
  if (codes) {
    return (
      <Select<string>
        aria-label={label}
        allowClear={clearable}
        value={(value as string | null) ?? null}
        onChange={(next) => onChange(next ?? null)}
        options={codes.map((code) => ({
          value: code,
          label: field === 'format' ? sayFormat(code) : sayCode(FIELD_LISTS[field] ?? field, code),
        }))}
      />
    )
  }
  if (limits) {
    return (
      <InputNumber
        className="field-wide"
        aria-label={label}
        min={limits.min}
        max={limits.max}
        precision={limits.precision}
        suffix={limits.unit?.()}
        value={value as number | null}
        onChange={(next) => onChange(next)}
      />
    )
  }
  if (DATES.includes(field)) {
    return (
      <DateField
        label={label}
        allowClear
        value={value as string | null}
        onChange={(next) => onChange(next || null)}
      />
    )
  }
  if (TIMES.includes(field)) {
    return (
      <Select<string>
        allowClear
        showSearch
        aria-label={label}
        value={(value as string | null) ?? null}
        onChange={(next) => onChange(next ?? null)}
        options={clockTimes(value)}
      />
    )
  }
  if (VISITS.includes(field)) {
    return (
      <Select<string>
        aria-label={label}
        allowClear
        value={(value as string | null) ?? null}
        onChange={(next) => onChange(next ?? null)}
        options={['1/3', '1/2', '1', '2', '3', '4', '5', '6', '8'].map((visits) => ({
          value: visits,
          label: sayVisits(visits),
        }))}
      />
    )
  }
  switch (field) {
    case 'orderWeekday':
      return (
        <Select<number>
          aria-label={label}
          allowClear
          value={(value as number | null) ?? null}
          onChange={(next) => onChange(next ?? null)}
          options={[1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ value: weekday, label: sayWeekday(weekday) }))}
        />
      )
    case 'crs':
      return (
        <Select<string>
          aria-label={label}
          value={value as string}
          onChange={onChange}
          options={['WGS84', 'GCJ02', 'BD09', 'CGCS2000'].map((crs) => ({ value: crs, label: crs }))}
        />
      )
    case 'creditGrade':
      return (
        <Select<string>
          aria-label={label}
          allowClear
          value={(value as string | null) ?? null}
          onChange={(next) => onChange(next ?? null)}
          options={CREDIT_GRADES.map((grade) => ({ value: grade, label: grade }))}
        />
      )
    case 'functionalTerminal':
      return (
        <Select<string>
          aria-label={label}
          allowClear
          value={value === null ? null : String(value)}
          onChange={(next) => onChange(next === undefined || next === null ? null : next === 'true')}
          options={[
            { value: 'true', label: t('archive.yes') },
            { value: 'false', label: t('archive.no') },
          ]}
        />
      )
    case 'tags':
      return (
        <Select<string[]>
          mode="tags"
          aria-label={label}
          value={[...((value as readonly string[] | null) ?? [])]}
          onChange={onChange}
          maxCount={20}
        />
      )
    case 'unitId':
      return <UnitSelect label={label} value={value as string | null} onChange={onChange} />
    case 'deliveryLineId':
      return <LineSelect label={label} value={value as string | null} onChange={onChange} />
    case 'remark':
      return (
        <Input.TextArea
          aria-label={label}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={1000}
          value={(value as string | null) ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      )
    default:
      return (
        <Input
          aria-label={label}
          value={(value as string | null) ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      )
  }
}

/** Half hours of the day, and the present value if it lies between them. */
function clockTimes(present: EditValue): { readonly value: string; readonly label: string }[] {
  const times = Array.from({ length: 48 }, (_, half) => timeOfMinute(half * 30))
  if (typeof present === 'string' && !times.includes(present)) times.push(present)
  return times.sort().map((time) => ({ value: time, label: time }))
}

interface IdSelectProps {
  readonly label: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

function UnitSelect({ label, value, onChange }: IdSelectProps) {
  const units = useCall(listUnits, {}, { staleSeconds: 300 })
  return (
    <Select<string>
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={label}
      loading={units.isPending}
      value={value}
      onChange={(next) => onChange(next ?? null)}
      options={(units.data ?? []).map((unit) => ({ value: unit.unitId, label: unit.name }))}
    />
  )
}

function LineSelect({ label, value, onChange }: IdSelectProps) {
  const lines = useCall(listDeliveryLines, {}, { staleSeconds: 120 })
  return (
    <Select<string>
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={label}
      loading={lines.isPending}
      value={value}
      onChange={(next) => onChange(next ?? null)}
      options={(lines.data?.lines ?? []).map((line) => ({ value: line.lineId, label: line.name }))}
    />
  )
}
