import type { z } from 'zod'
import { badInput } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { parseSort } from '../../../platform/http/paging.ts'
import {
  CUSTOMER_SORTS,
  type CustomerFilter,
  type CustomerListQuery,
  type CustomerRow,
  type customerListSchema,
  type customerMapSchema,
  type customerOptionsSchema,
  type missingReportSchema,
} from '../contract/list.ts'
import { type CustomerField, FORMATS, VALUE_GROUPS } from '../contract/words.ts'
import { type CustomerMasks, customerMasks, showContact, showLicenceNo, showPhone } from '../masks.ts'
import {
  type CustomerSort,
  countCustomers,
  type ListedCustomer,
  listCustomers,
  readMapColumns,
  readMissing,
  readOptions,
  readPersonNames,
} from '../store/list.ts'
import { readQuery } from './terms.ts'

export async function showList(
  context: RequestContext,
  query: CustomerListQuery,
): Promise<z.output<typeof customerListSchema>> {
  const { page, pageSize, sort, ...filter } = query
  const order = readSort(sort)
  return context.transaction(
    async (tx) => {
      const listed = await readQuery(tx, context, filter)
      const total = await countCustomers(tx, listed)
      const rows = await listCustomers(tx, listed, {
        ...order,
        limit: pageSize,
        offset: (page - 1) * pageSize,
      })
      const masks = customerMasks(context.principal.role)
      return { rows: rows.map((row) => maskRow(row, masks)), total }
    },
    { readOnly: true },
  )
}

export function readSort(sort: string | undefined): { sort: CustomerSort; falling: boolean } {
  const parsed = parseSort(sort) ?? { column: 'code', falling: false }
  if (!(CUSTOMER_SORTS as readonly string[]).includes(parsed.column))
    throw badInput({ path: 'sort', message: `one of ${CUSTOMER_SORTS.join(', ')}` })
  return { sort: parsed.column as CustomerSort, falling: parsed.falling }
}

export function maskRow(row: ListedCustomer, masks: CustomerMasks): CustomerRow {
  return {
    ...(row as unknown as CustomerRow),
    licenceNo: showLicenceNo(row.licenceNo, masks),
    contactName: showContact(row.contactName, masks),
    phone: showPhone(row.phone, masks),
  }
}

/** Everything as indexes into short lists: thirty thousand points stay small enough for one answer. */
export async function showMap(
  context: RequestContext,
  filter: CustomerFilter,
): Promise<z.output<typeof customerMapSchema>> {
  return context.transaction(
    async (tx) => {
      const columns = await readMapColumns(tx, await readQuery(tx, context, filter))
      const managerIds = [...new Set(columns.manager.filter((id) => id !== null))]
      const names = await readPersonNames(tx, managerIds)
      const place = new Map(managerIds.map((id, index) => [id, index]))
      return {
        ...columns,
        format: columns.format.map((code) => (FORMATS as readonly (string | null)[]).indexOf(code)),
        valueGroup: columns.valueGroup.map((code) =>
          (VALUE_GROUPS as readonly (string | null)[]).indexOf(code),
        ),
        manager: columns.manager.map((id) => (id === null ? -1 : place.get(id)!)),
        formats: [...FORMATS],
        valueGroups: [...VALUE_GROUPS],
        managers: managerIds.map((personId) => ({ personId, name: names.get(personId) ?? '' })),
      }
    },
    { readOnly: true },
  )
}

export async function showOptions(
  context: RequestContext,
  filter: CustomerFilter,
): Promise<z.output<typeof customerOptionsSchema>> {
  const rows = await context.transaction(
    async (tx) => readOptions(tx, await readQuery(tx, context, filter)),
    {
      readOnly: true,
    },
  )
  const of = (facet: string) => rows.filter((row) => row.facet === facet)
  const counts = (facet: string) =>
    Object.fromEntries(of(facet).map(({ key, count }) => [key ?? 'none', count]))
  return {
    total: of('total')[0]?.count ?? 0,
    format: counts('format'),
    marketType: counts('marketType'),
    valueGroup: counts('valueGroup'),
    status: counts('status'),
    orderWeekday: counts('orderWeekday'),
    licence: counts('licence'),
    managers: of('managers').map(({ key, name, count }) => ({ personId: key, name: name ?? '', count })),
    units: of('units').map(({ key, name, count }) => ({ unitId: key, name: name ?? '', count })),
    deliveryLines: of('deliveryLines').map(({ key, name, count }) => ({
      lineId: key,
      name: name ?? '',
      count,
    })),
    tags: of('tags').map(({ key, count }) => ({ tag: key!, count })),
  }
}

/** DAT-01: blanks by customer manager; the totals are sums of the rows and count every blank once. */
export async function showMissing(
  context: RequestContext,
  filter: CustomerFilter,
): Promise<z.output<typeof missingReportSchema>> {
  const { rows, required } = await context.transaction(
    async (tx) => {
      const query = await readQuery(tx, context, filter)
      return { rows: await readMissing(tx, query), required: query.terms.required }
    },
    { readOnly: true },
  )
  const byField = (counts: readonly number[]) =>
    Object.fromEntries(required.map((field, index) => [field, counts[index] ?? 0])) as Partial<
      Record<CustomerField, number>
    >
  const sum = (pick: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + pick(row), 0)
  return {
    required: [...required],
    managers: rows.map((row) => ({ ...row, byField: byField(row.byField) })),
    totals: {
      customers: sum((row) => row.customers),
      incomplete: sum((row) => row.incomplete),
      blanks: sum((row) => row.blanks),
      byField: byField(required.map((_, index) => sum((row) => row.byField[index]!))),
    },
  }
}
