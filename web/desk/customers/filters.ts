import {
  CUSTOMER_FIELDS,
  CUSTOMER_GROUPS,
  CUSTOMER_STATUSES,
  type customerOptions,
  FORMATS,
  JINAN_CLASSES,
  LICENCE_STATES,
  MARKET_TYPES,
  SCALES,
  VALUE_GROUPS,
} from '../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import type { Filter, FilterOption } from '../../shared/table/filter.ts'
import { t } from '../../shared/text/customers.ts'
import { t as segmentText } from '../../shared/text/segments.ts'
import { sayCode, sayField, sayWeekday } from './words.ts'

export type CustomerOptions = ResponseOf<typeof customerOptions>

/** The ways to narrow the list and the map, with counts once the server has said them. */
export function customerFilters(
  options: CustomerOptions | undefined,
  sayFormat: (format: string) => string,
): readonly Filter[] {
  const counted = (
    codes: readonly string[],
    counts: Readonly<Record<string, number>> | undefined,
    say: (code: string) => string,
    extra: readonly FilterOption[] = [],
  ): FilterOption[] => [
    ...codes.map((value) => ({
      value,
      label: say(value),
      ...(counts ? { count: counts[value] ?? 0 } : {}),
    })),
    ...extra,
  ]
  const none: FilterOption = { value: 'none', label: t('filter.none') }
  return [
    {
      kind: 'choice',
      key: 'format',
      label: t('column.format'),
      isPinned: true,
      options: counted(FORMATS, options?.format, sayFormat, [none]),
    },
    {
      kind: 'choice',
      key: 'valueGroup',
      label: t('column.valueGroup'),
      isPinned: true,
      options: counted(VALUE_GROUPS, options?.valueGroup, (code) => sayCode('valueGroup', code), [none]),
    },
    {
      kind: 'choice',
      key: 'manager',
      label: t('column.manager'),
      isPinned: true,
      options: (options?.managers ?? []).map((manager) => ({
        value: manager.personId ?? 'none',
        label: manager.personId ? manager.name : t('filter.nobody'),
        count: manager.count,
      })),
    },
    { kind: 'range', keys: ['tierFrom', 'tierTo'], label: t('column.tier'), min: 1, max: 30 },
    {
      kind: 'choice',
      key: 'licence',
      label: t('column.licenceState'),
      options: counted(LICENCE_STATES, options?.licence, (code) => sayCode('licence', code)),
    },
    {
      kind: 'choice',
      key: 'missing',
      label: t('column.missing'),
      options: [
        { value: 'any', label: t('filter.missing.any') },
        ...CUSTOMER_FIELDS.map((field) => ({ value: field, label: sayField(field) })),
      ],
    },
    {
      kind: 'choice',
      key: 'orderWeekday',
      label: t('column.orderWeekday'),
      options: counted(['1', '2', '3', '4', '5', '6', '7'], options?.orderWeekday, (code) =>
        sayWeekday(Number(code)),
      ),
    },
    {
      kind: 'choice',
      key: 'deliveryLine',
      label: t('column.deliveryLine'),
      options: (options?.deliveryLines ?? []).map((line) => ({
        value: line.lineId ?? 'none',
        label: line.lineId ? line.name : t('column.none'),
        count: line.count,
      })),
    },
    {
      kind: 'choice',
      key: 'unit',
      label: t('column.unit'),
      options: (options?.units ?? []).flatMap((unit) =>
        unit.unitId ? [{ value: unit.unitId, label: unit.name, count: unit.count }] : [],
      ),
    },
    {
      kind: 'choice',
      key: 'status',
      label: t('column.status'),
      options: counted(CUSTOMER_STATUSES, options?.status, (code) => sayCode('status', code)),
    },
    {
      kind: 'choice',
      key: 'marketType',
      label: t('column.marketType'),
      options: counted(MARKET_TYPES, options?.marketType, (code) => sayCode('market', code)),
    },
    {
      kind: 'choice',
      key: 'scale',
      label: t('column.scale'),
      options: SCALES.map((value) => ({ value, label: sayCode('scale', value) })),
    },
    {
      kind: 'choice',
      key: 'group',
      label: t('column.groups'),
      options: CUSTOMER_GROUPS.map((value) => ({ value, label: sayCode('group', value) })),
    },
    {
      kind: 'choice',
      key: 'segment',
      label: t('filter.segment'),
      options: JINAN_CLASSES.map((value) => ({
        value: `jinan:${value}`,
        label: segmentText.loose(`class.${value}`),
      })),
    },
    {
      kind: 'choice',
      key: 'tag',
      label: t('column.tags'),
      options: (options?.tags ?? []).map((tag) => ({ value: tag.tag, label: tag.tag, count: tag.count })),
    },
    {
      kind: 'switch',
      key: 'located',
      label: t('filter.located'),
      yes: t('filter.located.yes'),
      no: t('filter.located.no'),
    },
  ]
}
