/**
 * Synthetic cities. `generateCity` is pure: no clock, no files; the same options give the same city.
 *
 *   const city = generateCity({ shops: 1200, managers: 6, seed: 1, months: 24, endMonth: '2026-10' })
 *   for (const month of city.orderMonths()) for (const order of ordersOfMonth(city, month)) …
 */
export { generateCity } from './generate-city.ts'
export { deviceIdOf, orderIdOf, ordersOfMonth, payerIdOf } from './read-orders.ts'
export type * from './types.ts'
