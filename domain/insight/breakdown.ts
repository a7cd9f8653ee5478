import type { Tx } from '../../platform/database/index.ts'
import { badInput, notFound } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { readWhere } from '../../platform/indicators/contract.ts'
import { indicatorAt, measure } from '../../platform/indicators/index.ts'
import type { BreakdownView } from './contract.ts'
import { readNames, readUnitNames } from './store/names.ts'

/** An indicator by one dimension, with the names of what it is broken down into; people by name, goods by size. */
export async function readBreakdown(
  tx: Tx,
  context: RequestContext,
  indicatorId: string,
  query: { readonly from: string; readonly to: string; readonly by: string; readonly where?: string },
): Promise<BreakdownView> {
  const indicator = indicatorAt(indicatorId, query.to)
  if (!indicator) throw notFound()
  if (!indicator.dimensions.includes(query.by)) throw badInput({ path: 'by', message: 'no such dimension' })
  const { principal, scope, masks } = context
  const answer = await measure(
    tx,
    indicatorId,
    {
      from: query.from,
      to: query.to,
      by: [query.by],
      where: query.where === undefined ? {} : readWhere(query.where),
      reader: { principal, scope, masks },
    },
    isSnapshot(indicatorId) ? [] : ['mom', 'yoy'],
  )
  const keys = answer.rows.map((row) => row.group[query.by] ?? null)
  const names = await namesOf(tx, query.by, keys)
  const rows = answer.rows.map((row, index) => {
    const key = keys[index] ?? null
    const { value, previous = null, lastYear = null, numerator, denominator, hidden } = row
    return { key, ...names(key), value, previous, lastYear, numerator, denominator, hidden }
  })
  const isPeople = query.by === 'manager' || query.by === 'department'
  rows.sort((a, b) =>
    query.by === 'month' || query.by === 'priceClass'
      ? (a.key ?? '~').localeCompare(b.key ?? '~')
      : isPeople
        ? Number(a.key === null) - Number(b.key === null) ||
          a.name.localeCompare(b.name, 'zh-CN', { numeric: true })
        : (b.value ?? 0) - (a.value ?? 0),
  )
  return { definitionVersion: answer.definitionVersion, unit: indicator.unit, rows }
}

/** What is true now has no month before. */
const SNAPSHOTS = [
  'silent_customers',
  'incomplete_archives',
  'licences_ending',
  'open_anomalies',
  'customers_per_manager',
]

export function isSnapshot(indicatorId: string): boolean {
  return SNAPSHOTS.includes(indicatorId)
}

/** Names by key; what names itself (a brand, a month, a code the screens know) keeps its key. */
async function namesOf(tx: Tx, by: string, keys: readonly (string | null)[]) {
  const plain = (key: string | null) => ({ name: key ?? '', nameEn: key ?? '' })
  if (by === 'manager') {
    const { managers } = await readNames(tx, keys, [])
    return (key: string | null) => plain(key === null ? null : (managers.get(key) ?? key))
  }
  if (by === 'product') {
    const { products } = await readNames(tx, [], keys)
    return (key: string | null) => plain(key === null ? null : (products.get(key)?.name ?? key))
  }
  if (by === 'department') {
    const units = await readUnitNames(tx, keys)
    return (key: string | null) => units.get(key ?? '') ?? plain(key)
  }
  return plain
}
