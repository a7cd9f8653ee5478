import { z } from 'zod'
import { defineRule } from '../../../platform/rules/index.ts'
import type { DebitSettings, RoomSettings } from './rules.ts'

/** DAT-07: how full a line may be on a day, and how far a customer may be taken to find room. Our proposal. */
export const deliveryRoom = defineRule<RoomSettings>({
  id: 'customers.delivery-room',
  schema: z.strictObject({
    roomPercent: z.int().min(100).max(300),
    detourKm: z.number().min(0).max(50),
  }),
  default: { roomPercent: 120, detourKm: 3 },
  source: 'DAT-07',
  title: { zh: '送货线路的余量', en: 'Room on delivery lines' },
  clause: {
    zh: ({ roomPercent, detourKm }) =>
      `一条线路一天的户数不超过平均的 ${roomPercent}%；为找余量，可比最近的线路多走 ${detourKm} 公里。`,
    en: ({ roomPercent, detourKm }) =>
      `A line takes up to ${roomPercent} % of the mean customers of a line and day; to find room a customer may go ${detourKm} km farther than the nearest line.`,
  },
})

/** DAT-09: two failed debits within four weeks, as practised. */
export const debitSignal = defineRule<DebitSettings>({
  id: 'customers.debit-signal',
  schema: z.strictObject({ failures: z.int().min(1).max(20), weeks: z.int().min(1).max(52) }),
  default: { failures: 2, weeks: 4 },
  source: 'DAT-09',
  title: { zh: '扣款失败提示', en: 'Failed debits' },
  clause: {
    zh: ({ failures, weeks }) => `${weeks} 周内电子扣款失败 ${failures} 次及以上的客户，下月建议增加拜访。`,
    en: ({ failures, weeks }) =>
      `Customers with ${failures} or more failed debits within ${weeks} weeks are proposed for an extra visit next month.`,
  },
})
