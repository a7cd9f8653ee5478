import { type City, type CityOrderMonth, deviceIdOf, orderIdOf, payerIdOf } from '../../city/index.ts'
import {
  anomalySettings,
  findAnomalies,
  type OrderBatch,
  refreshMonth,
  refreshRecent,
  writeOrders,
} from '../../domain/orders/index.ts'
import { type Clock, localDate, newId } from '../../platform/clock.ts'
import { type Database, ensureMonthPartitions, maintain } from '../../platform/database/index.ts'
import { ruleAt } from '../../platform/rules/index.ts'

const CHANNELS = ['online', 'phone', 'auto'] as const

/** All months of orders through the writer that imports use, month by month, so that reading goes on meanwhile. */
export async function writeOrderMonths(
  database: Database,
  clock: Clock,
  city: City,
  ids: {
    readonly orgId: string
    readonly customerIds: ReadonlyMap<string, string>
    readonly productIds: readonly string[]
  },
  onMonth: (done: number, total: number) => void,
): Promise<void> {
  const importId = newId(clock)
  const customerIds = city.customers.map((customer) => ids.customerIds.get(customer.customerId)!)
  let done = 0
  for (const month of city.orderMonths()) {
    await ensureMonthPartitions(database, 'order_header', [month.month])
    await ensureMonthPartitions(database, 'order_line', [month.month])
    const batch = toBatch(city, month, customerIds, ids.productIds)
    await database.inOrg(ids.orgId, async (tx) => {
      await writeOrders(tx, batch, importId)
      await refreshMonth(tx, month.month)
    })
    onMonth(++done, city.options.months)
  }
  await maintain(database)
  await database.inOrg(ids.orgId, async (tx) => {
    await refreshRecent(tx)
    const { value: settings, version } = await ruleAt(tx, anomalySettings, localDate(clock))
    await findAnomalies(tx, {
      settings,
      ruleVersion: `${anomalySettings.id}@${version}`,
      importId: null,
      clock,
    })
  })
}

function toBatch(
  city: City,
  month: CityOrderMonth,
  customerIds: readonly string[],
  productIds: readonly string[],
): OrderBatch {
  const orders = Array.from({ length: month.orderCount }, (_, order) => order)
  const lines = Array.from({ length: month.lineCount }, (_, line) => line)
  const orderOfLine = new Array<number>(month.lineCount)
  for (const order of orders)
    for (let line = month.lineStart[order]!; line < month.lineStart[order + 1]!; line++)
      orderOfLine[line] = order
  const warehouse = city.warehouses[0]?.name ?? null
  return {
    orderNo: orders.map((order) => orderIdOf(month, order)),
    orderDate: orders.map(
      (order) => `${month.month}-${String(month.orderDayOfMonth[order]).padStart(2, '0')}`,
    ),
    customerId: orders.map((order) => customerIds[month.orderCustomer[order]!]!),
    channel: orders.map((order) => CHANNELS[month.orderChannel[order]!]!),
    warehouse: orders.map(() => warehouse),
    deviceKey: orders.map((order) => deviceIdOf(month.orderDevice[order]!) || null),
    payerKey: orders.map((order) => payerIdOf(month.orderPayer[order]!)),
    isReturn: orders.map(() => false),
    lineOrder: orderOfLine,
    lineNo: lines.map((line) => line - month.lineStart[orderOfLine[line]!]! + 1),
    lineProduct: lines.map((line) => month.lineProduct[line]!),
    lineQuantity: lines.map((line) => month.lineCartons[line]!),
    lineAmountFen: lines.map((line) => month.lineAmountFen[line]!),
    productIds,
  }
}
