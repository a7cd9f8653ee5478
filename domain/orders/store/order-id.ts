import { hash } from 'node:crypto'
import { dayNumber } from '../../../engines/kernel/dates.ts'
import { uuidV7 } from '../../../engines/kernel/ids.ts'

/**
 * The id of an order, made from its natural key: number, customer and date. The same order always gets the same id,
 * so an import finds what is there without asking, and a number that the source used twice for two shops or two days
 * gives two orders. Shaped as UUIDv7 of the order date, so orders of one day lie together in the index.
 */
export function orderIdOf(orderNo: string, customerId: string, orderDate: string): string {
  const digest = hash('sha1', `${orderNo}\u0000${customerId}\u0000${orderDate}`, 'buffer')
  return uuidV7(dayNumber(orderDate) * 86_400_000, digest.subarray(0, 10))
}

/**
 * The number of a line in a source that numbers none: made from the product, and counting up when a product stands in
 * an order twice, so that reading the rows in another order gives the same lines. Whole-number codes up to 33 million
 * keep apart for certain; others by 25 bits of a hash.
 */
export function lineNumberOf(productCode: string, occurrence: number): number {
  const code = Number(productCode)
  const isPlain = Number.isInteger(code) && code >= 0 && code < 1 << 25 && String(code) === productCode
  const base = isPlain ? code : Number.parseInt(hash('sha1', productCode).slice(0, 8), 16) % (1 << 25)
  return base * 64 + Math.min(occurrence, 63)
}
