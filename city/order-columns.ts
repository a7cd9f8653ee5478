/**
 * Growing columns of order headers and lines: typed arrays that double when full. One set of them is used for all months;
 * `finish` hands out copies of the right length and empties it.
 */

export interface HeaderRow {
  readonly day: number
  readonly number: number
  readonly customer: number
  readonly channel: number
  readonly device: number
  readonly payer: number
  readonly cartons: number
  readonly amountFen: number
  readonly firstLine: number
}

export class HeaderColumns {
  private count = 0
  private day: Uint8Array<ArrayBuffer>
  private number: Uint32Array<ArrayBuffer>
  private customer: Uint32Array<ArrayBuffer>
  private channel: Uint8Array<ArrayBuffer>
  private device: Uint32Array<ArrayBuffer>
  private payer: Uint32Array<ArrayBuffer>
  private cartons: Uint32Array<ArrayBuffer>
  private amountFen: Float64Array<ArrayBuffer>
  private firstLine: Uint32Array<ArrayBuffer>

  constructor(room: number) {
    this.day = new Uint8Array(room)
    this.number = new Uint32Array(room)
    this.customer = new Uint32Array(room)
    this.channel = new Uint8Array(room)
    this.device = new Uint32Array(room)
    this.payer = new Uint32Array(room)
    this.cartons = new Uint32Array(room)
    this.amountFen = new Float64Array(room)
    this.firstLine = new Uint32Array(room + 1)
  }

  push(row: HeaderRow): void {
    if (this.count === this.day.length) this.grow()
    const at = this.count++
    this.day[at] = row.day
    this.number[at] = row.number
    this.customer[at] = row.customer
    this.channel[at] = row.channel
    this.device[at] = row.device
    this.payer[at] = row.payer
    this.cartons[at] = row.cartons
    this.amountFen[at] = row.amountFen
    this.firstLine[at] = row.firstLine
  }

  finish(lineCount: number) {
    this.firstLine[this.count] = lineCount
    const end = this.count
    this.count = 0
    return {
      orderCount: end,
      orderDayOfMonth: this.day.slice(0, end),
      orderNumberOfDay: this.number.slice(0, end),
      orderCustomer: this.customer.slice(0, end),
      orderChannel: this.channel.slice(0, end),
      orderDevice: this.device.slice(0, end),
      orderPayer: this.payer.slice(0, end),
      orderCartons: this.cartons.slice(0, end),
      orderAmountFen: this.amountFen.slice(0, end),
      lineStart: this.firstLine.slice(0, end + 1),
    }
  }

  private grow(): void {
    const room = this.day.length * 2
    this.day = copyInto(new Uint8Array(room), this.day)
    this.number = copyInto(new Uint32Array(room), this.number)
    this.customer = copyInto(new Uint32Array(room), this.customer)
    this.channel = copyInto(new Uint8Array(room), this.channel)
    this.device = copyInto(new Uint32Array(room), this.device)
    this.payer = copyInto(new Uint32Array(room), this.payer)
    this.cartons = copyInto(new Uint32Array(room), this.cartons)
    this.amountFen = copyInto(new Float64Array(room), this.amountFen)
    this.firstLine = copyInto(new Uint32Array(room + 1), this.firstLine)
  }
}

export class LineColumns {
  /** Lines so far; may be set back to drop the last ones. */
  count = 0
  cartons: Uint16Array<ArrayBuffer>
  amountFen: Uint32Array<ArrayBuffer>
  private product: Uint16Array<ArrayBuffer>
  private requested: Uint16Array<ArrayBuffer>

  constructor(room: number) {
    this.product = new Uint16Array(room)
    this.cartons = new Uint16Array(room)
    this.requested = new Uint16Array(room)
    this.amountFen = new Uint32Array(room)
  }

  push(product: number, cartons: number, requested: number, amountFen: number): void {
    if (this.count === this.product.length) this.grow()
    const at = this.count++
    this.product[at] = product
    this.cartons[at] = cartons
    this.requested[at] = requested
    this.amountFen[at] = amountFen
  }

  finish() {
    const end = this.count
    this.count = 0
    return {
      lineCount: end,
      lineProduct: this.product.slice(0, end),
      lineCartons: this.cartons.slice(0, end),
      lineRequestedCartons: this.requested.slice(0, end),
      lineAmountFen: this.amountFen.slice(0, end),
    }
  }

  private grow(): void {
    const room = this.product.length * 2
    this.product = copyInto(new Uint16Array(room), this.product)
    this.cartons = copyInto(new Uint16Array(room), this.cartons)
    this.requested = copyInto(new Uint16Array(room), this.requested)
    this.amountFen = copyInto(new Uint32Array(room), this.amountFen)
  }
}

function copyInto<Columns extends { set(from: Columns): void }>(to: Columns, from: Columns): Columns {
  to.set(from)
  return to
}
