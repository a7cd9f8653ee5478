import { listCustomers } from '../../../domain/customers/contract.ts'
import { call } from '../../shared/api.ts'
import type { SearchHit } from '../module.ts'
import { sayCode } from './words.ts'

/** Customers by name, code, address or pinyin, for the search from anywhere. */
export async function findCustomers(text: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  const answer = await call(listCustomers, { query: { search: text, pageSize: 8 }, signal })
  return answer.rows.map((row) => ({
    id: row.customerId,
    title: row.name,
    detail: [row.code, row.format && sayCode('format', row.format), row.managerName]
      .filter(Boolean)
      .join(' · '),
    path: `/customers/${row.customerId}`,
  }))
}
