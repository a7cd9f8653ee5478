import type { City, CityChannel, CityOrder, CityOrderLine, CityOrderMonth } from './types.ts'

const CHANNELS: readonly CityChannel[] = ['online', 'phone', 'auto']

/** The orders of one month as objects, in order of date. Quick to write against; the columns are quicker to read. */
export function* ordersOfMonth(city: City, month: CityOrderMonth): Generator<CityOrder> {
  const warehouseOfLine = new Map(city.deliveryLines.map((line) => [line.lineId, line.warehouseId]))
  for (let order = 0; order < month.orderCount; order++) {
    const customer = city.customers[month.orderCustomer[order]!]!
    const lines: CityOrderLine[] = []
    for (let line = month.lineStart[order]!; line < month.lineStart[order + 1]!; line++) {
      lines.push({
        productId: city.products[month.lineProduct[line]!]!.productId,
        quantityCartons: month.lineCartons[line]!,
        requestedCartons: month.lineRequestedCartons[line]!,
        amountFen: month.lineAmountFen[line]!,
      })
    }
    const day = month.orderDayOfMonth[order]!
    yield {
      orderId: orderIdOf(month, order),
      date: `${month.month}-${day < 10 ? '0' : ''}${day}`,
      customerId: customer.customerId,
      channel: CHANNELS[month.orderChannel[order]!]!,
      warehouseId: warehouseOfLine.get(customer.deliveryLineId)!,
      deviceId: deviceIdOf(month.orderDevice[order]!),
      payerId: payerIdOf(month.orderPayer[order]!),
      quantityCartons: month.orderCartons[order]!,
      amountFen: month.orderAmountFen[order]!,
      lines,
    }
  }
}

/** `yyyymmdd` and six digits that count the orders of the day. */
export function orderIdOf(month: CityOrderMonth, order: number): string {
  const day = month.orderDayOfMonth[order]!
  return `${month.month.replace('-', '')}${day < 10 ? '0' : ''}${day}${String(month.orderNumberOfDay[order]!).padStart(6, '0')}`
}

export function deviceIdOf(device: number): string {
  return device === 0 ? '' : `DV${String(device).padStart(7, '0')}`
}

export function payerIdOf(payer: number): string {
  return `PY${String(payer).padStart(7, '0')}`
}
