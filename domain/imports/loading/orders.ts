import { hash } from 'node:crypto'
import { addDays } from '../../../engines/kernel/dates.ts'
import { newId } from '../../../platform/clock.ts'
import { ensureMonthPartitions, sql, type Tx } from '../../../platform/database/index.ts'
import { insertCustomers, type NewCustomer, readCustomerKeys } from '../../customers/index.ts'
import { insertProducts, type ProductDraft, readProductCodes } from '../../goods/index.ts'
import type { OrderChannel } from '../../orders/contract.ts'
import { lineNumberOf, writeOrders } from '../../orders/index.ts'
import type { RowProblem } from '../contract.ts'
import type { RowValues } from '../profiles/profile.ts'
import { readRow } from '../read-rows.ts'
import { cleanCell, moneyOfPlain, wholeOfPlain } from '../values.ts'
import { type LoadContext, type Loader, writing } from './loader.ts'

/** Lines of one transaction: large enough that its fixed cost vanishes, small enough that others get their turn. */
const FLUSH_LINES = 20_000

interface KnownCustomer {
  readonly customerId: string
  /** First day on which orders are refused (R1); '' while the licence is open. */
  readonly closedFrom: string
}

/**
 * Order lines by column. Every text that repeats (dates, codes, order numbers) is looked at once and then found in a
 * map; the plain spelling of numbers is read by hand. Rows that are not plain go the slow way of `readRow`, which
 * says what is wrong with them.
 */
export class OrderLoader implements Loader {
  readonly #context: LoadContext
  readonly #customers = new Map<string, KnownCustomer>()
  readonly #products = new Map<string, number>()
  readonly #productIds: string[] = []
  readonly #productCodes: string[] = []
  readonly #dates = new Map<string, string>()
  readonly #channels = new Map<string, OrderChannel>()
  readonly #months = new Set<string>()
  readonly #newCustomers: NewCustomer[] = []
  readonly #newProducts: ProductDraft[] = []
  /** How often a product has stood in an order, for sources that number no lines. */
  readonly #occurrences = new Map<string, number>()
  #batch = emptyBatch()
  #orderIndex = new Map<string, number>()
  #lastKey = ''
  #lastOrder = -1
  readonly #at: Readonly<Record<OrderColumn, number>>
  readonly #gate: boolean

  private constructor(context: LoadContext, gate: boolean) {
    this.#context = context
    this.#gate = gate
    this.#at = Object.fromEntries(
      ORDER_COLUMNS.map((field) => [field, context.plan.indexOf(field)]),
    ) as Record<OrderColumn, number>
  }

  /** @param terms.gate whether orders of customers without a valid licence are refused (R1) */
  static async open(context: LoadContext, terms: { readonly gate: boolean }): Promise<OrderLoader> {
    const loader = new OrderLoader(context, terms.gate)
    await context.database.inOrg(
      context.orgId,
      async (tx) => {
        for (const { code, customerId, licenceValidTo, licenceStoppedOn } of await readCustomerKeys(tx)) {
          const expired = licenceValidTo === null ? '' : addDays(licenceValidTo, 1)
          const stopped = licenceStoppedOn ?? ''
          const [closedFrom = ''] = [expired, stopped].filter((date) => date !== '').sort()
          loader.#customers.set(code, { customerId, closedFrom })
        }
        for (const { code, productId } of await readProductCodes(tx)) loader.#addProduct(code, productId)
      },
      { readOnly: true },
    )
    return loader
  }

  async accept(rows: readonly (readonly string[])[], lines: readonly number[]): Promise<void> {
    for (let index = 0; index < rows.length; index++) {
      const cells = rows[index]!
      this.#context.report.rows++
      if (this.#batch.lineNo.length >= FLUSH_LINES && this.#keyOf(cells) !== this.#lastKey)
        await this.#flush()
      const problems = this.#acceptRow(cells, lines[index]!)
      if (problems.length > 0) this.#reject(cells, lines[index]!, problems)
    }
  }

  async finish(): Promise<void> {
    await this.#flush()
  }

  /** Puts a plain row into the batch; returns what is wrong with it. */
  #acceptRow(cells: readonly string[], row: number): readonly RowProblem[] {
    const at = this.#at
    const date = this.#dates.get(cells[at.orderDate]!) ?? this.#readNewDate(cells[at.orderDate])
    const customer = this.#customers.get(cells[at.customerId]!)
    const product = this.#products.get(cells[at.productCode]!)
    const quantity = wholeOfPlain(cells[at.quantity] ?? '')
    const amountFen = this.#plainAmount(cells)
    const number = this.#plainNumber(cells)
    if (
      date === undefined ||
      customer === undefined ||
      product === undefined ||
      number === undefined ||
      Number.isNaN(quantity) ||
      Number.isNaN(amountFen)
    )
      return this.#acceptSlowly(cells, row)
    if (this.#gate && customer.closedFrom !== '' && date >= customer.closedFrom)
      return [this.#licenceProblem(cells[at.customerId]!, row, customer.closedFrom)]
    this.#put(cells, row, {
      date,
      customerId: customer.customerId,
      customerCode: cells[at.customerId]!,
      product,
      orderNo: number.orderNo,
      lineNo: number.lineNo,
      quantity,
      amountFen,
    })
    return NO_PROBLEMS
  }

  #plainAmount(cells: readonly string[]): number {
    const { amountFen, amountInFen } = this.#at
    if (amountFen >= 0) return moneyOfPlain(cells[amountFen] ?? '')
    return amountInFen >= 0 ? wholeOfPlain(cells[amountInFen] ?? '') : Number.NaN
  }

  /** Order and line number when they are plain; line -1 when the source numbers none. */
  #plainNumber(cells: readonly string[]): { readonly orderNo: string; readonly lineNo: number } | undefined {
    const { orderLine, orderNo, lineNo } = this.#at
    if (orderLine >= 0) return this.#context.profile.splitOrderLine!(cells[orderLine] ?? '')
    const number = orderNo >= 0 ? cells[orderNo] : ''
    if (number === undefined || (orderNo >= 0 && (number === '' || cleanCell(number) !== number)))
      return undefined
    const line = lineNo >= 0 ? wholeOfPlain(cells[lineNo] ?? '') : -1
    return Number.isNaN(line) ? undefined : { orderNo: number, lineNo: line }
  }

  /** Everything that is not plain: reads by the fields' own readers and tells every problem of the row. */
  #acceptSlowly(cells: readonly string[], row: number): readonly RowProblem[] {
    const { plan, profile } = this.#context
    const read = readRow(plan, cells, row)
    const problems = [...read.problems]
    const { values } = read
    const number = this.#splitSlowly(values, problems, row)
    const amountFen = amountOf(values)
    if (amountFen === undefined && problems.length === 0)
      problems.push({ row, column: this.#headerOf('amountFen'), value: null, code: 'IMP-01' })
    const customerCode = values.customerId === undefined ? '' : String(values.customerId)
    let customer = this.#customers.get(customerCode)
    if (customer === undefined && customerCode !== '' && !profile.createCustomers)
      problems.push({ row, column: this.#headerOf('customerId'), value: customerCode, code: 'IMP-07' })
    if (problems.length > 0) return problems
    customer ??= this.#draftCustomer(customerCode, values)
    const date = String(values.orderDate)
    if (this.#gate && customer.closedFrom !== '' && date >= customer.closedFrom)
      return [this.#licenceProblem(customerCode, row, customer.closedFrom)]
    const productCode = String(values.productCode)
    const product = this.#products.get(productCode) ?? this.#draftProduct(productCode, values)
    this.#put(cells, row, {
      date,
      customerId: customer.customerId,
      customerCode,
      product,
      orderNo: number.orderNo,
      lineNo: number.lineNo,
      quantity: values.quantity as number,
      amountFen: amountFen!,
      ...(values.channel ? { channel: values.channel as OrderChannel } : {}),
    })
    return NO_PROBLEMS
  }

  #splitSlowly(values: RowValues, problems: RowProblem[], row: number) {
    if (values.orderLine !== undefined) {
      const split = this.#context.profile.splitOrderLine!(String(values.orderLine))
      if (split) return split
      problems.push({
        row,
        column: this.#headerOf('orderLine'),
        value: String(values.orderLine),
        code: 'IMP-09',
      })
    } else if (this.#at.orderLine >= 0)
      problems.push({ row, column: this.#headerOf('orderLine'), value: null, code: 'IMP-01' })
    return {
      orderNo: values.orderNo === undefined ? '' : String(values.orderNo),
      lineNo: (values.lineNo as number | undefined) ?? -1,
    }
  }

  #put(
    cells: readonly string[],
    row: number,
    line: {
      date: string
      customerId: string
      customerCode: string
      product: number
      orderNo: string
      lineNo: number
      quantity: number
      amountFen: number
      channel?: OrderChannel
    },
  ): void {
    const batch = this.#batch
    // Without a number, everything a customer gets on one day is one order.
    const orderNo = line.orderNo === '' ? `${line.customerCode}@${line.date}` : line.orderNo
    const key = `${orderNo}\u0000${line.customerId}\u0000${line.date}`
    let order: number | undefined = key === this.#lastKey ? this.#lastOrder : this.#orderIndex.get(key)
    if (order === undefined) {
      order = batch.orderNo.length
      this.#orderIndex.set(key, order)
      this.#addOrder(cells, orderNo, line)
    }
    this.#lastKey = key
    this.#lastOrder = order
    let lineNo = line.lineNo
    if (lineNo < 0) {
      const productCode = this.#productCodes[line.product]!
      const again = `${key}\u0000${productCode}`
      const occurrence = this.#occurrences.get(again) ?? 0
      this.#occurrences.set(again, occurrence + 1)
      if (occurrence > 0) this.#context.report.notice('IMP-44')
      lineNo = lineNumberOf(productCode, occurrence)
    }
    batch.lineOrder.push(order)
    batch.lineNo.push(lineNo)
    batch.lineProduct.push(line.product)
    batch.lineQuantity.push(line.quantity)
    batch.lineAmountFen.push(line.amountFen)
    batch.rows.push(row)
    batch.cells.push(cells)
    if (line.quantity < 0) batch.isReturn[order] = true
  }

  #addOrder(
    cells: readonly string[],
    orderNo: string,
    line: { date: string; customerId: string; channel?: OrderChannel },
  ): void {
    const at = this.#at
    const batch = this.#batch
    batch.orderNo.push(orderNo)
    batch.orderDate.push(line.date)
    batch.customerId.push(line.customerId)
    batch.channel.push(line.channel ?? this.#channelOf(at.channel >= 0 ? cells[at.channel] : undefined))
    batch.warehouse.push(textOrNull(at.warehouse, cells))
    batch.deviceKey.push(keyOrNull(at.deviceId, cells, this.#context.orgId))
    batch.payerKey.push(keyOrNull(at.payerId, cells, this.#context.orgId))
    batch.isReturn.push(this.#context.profile.isReturn?.(orderNo) ?? false)
    this.#months.add(line.date.slice(0, 7))
  }

  #channelOf(text: string | undefined): OrderChannel {
    if (text === undefined || text === '') return 'online'
    let channel = this.#channels.get(text)
    if (channel === undefined) {
      const spec = this.#context.plan.columns.find((column) => column.spec.field === 'channel')!.spec
      const cell = spec.read(cleanCell(text))
      channel = (cell.problem ? 'online' : cell.value) as OrderChannel
      this.#channels.set(text, channel)
    }
    return channel
  }

  /** Text of the order a row belongs to, as cheaply as possible: only to see whether the last one goes on. */
  #keyOf(cells: readonly string[]): string {
    const at = this.#at
    const customer = this.#customers.get(cells[at.customerId] ?? '')
    const date = this.#dates.get(cells[at.orderDate] ?? '')
    if (!customer || !date) return ''
    const orderNo =
      at.orderLine >= 0
        ? (this.#context.profile.splitOrderLine!(cells[at.orderLine] ?? '')?.orderNo ?? '')
        : at.orderNo >= 0
          ? cells[at.orderNo]
          : `${cells[at.customerId]}@${date}`
    return `${orderNo}\u0000${customer.customerId}\u0000${date}`
  }

  #readNewDate(text: string | undefined): string | undefined {
    if (text === undefined || text === '') return undefined
    const spec = this.#context.plan.columns.find((column) => column.spec.field === 'orderDate')!.spec
    const cell = spec.read(cleanCell(text))
    if (cell.problem) return undefined
    this.#dates.set(text, cell.value as string)
    return cell.value as string
  }

  #draftCustomer(code: string, values: RowValues): KnownCustomer {
    const { profile, clock, report } = this.#context
    const fields: RowValues = { ...values, name: values.customerName ?? code }
    profile.deriveCustomer?.(fields)
    const customer: NewCustomer = {
      customerId: newId(clock),
      code,
      fields: {
        name: String(fields.name),
        ...pick(fields, ['address', 'regionCode', 'lon', 'lat', 'format', 'shopKind', 'chainName']),
      },
    }
    this.#newCustomers.push(customer)
    report.notice('IMP-42')
    const known = { customerId: customer.customerId, closedFrom: '' }
    this.#customers.set(code, known)
    return known
  }

  /** Goods that are in no price list are sold all the same: they come in, marked as unknown. */
  #draftProduct(code: string, values: RowValues): number {
    const { profile, clock, report } = this.#context
    const fields: RowValues = { ...values, name: values.productName ?? code }
    profile.deriveProduct?.(fields)
    const draft: ProductDraft = {
      productId: newId(clock),
      code,
      fields: {
        unit: profile.unit,
        ...pick(fields, ['category', 'manufacturer', 'unitsPerCase', 'transferFen', 'wholesaleFen']),
        name: String(fields.name),
        unknownInPriceList: true,
      },
    }
    this.#newProducts.push(draft)
    report.notice('IMP-41')
    return this.#addProduct(code, draft.productId)
  }

  #addProduct(code: string, productId: string): number {
    const index = this.#productIds.length
    this.#products.set(code, index)
    this.#productIds.push(productId)
    this.#productCodes.push(code)
    return index
  }

  async #flush(): Promise<void> {
    const batch = this.#batch
    if (batch.lineNo.length === 0) return
    const { database, importId, report, source, accountId, clock, dryRun } = this.#context
    await ensureMonthPartitions(database, 'order_header', [...this.#months])
    await ensureMonthPartitions(database, 'order_line', [...this.#months])
    const written = await writing(this.#context, async (tx) => {
      await insertCustomers(tx, this.#newCustomers, { source, accountId, clock, batchId: importId })
      for (let start = 0; start < this.#newProducts.length; start += 2_000)
        await insertProducts(tx, this.#newProducts.slice(start, start + 2_000), {
          clock,
          accountId,
          importId,
        })
      const outcome = await writeOrders(tx, { ...batch, productIds: this.#productIds }, importId)
      if (outcome.added + outcome.changed > 0) await noteTouched(tx, importId, batch.orderDate)
      return outcome
    })
    if (!dryRun) {
      this.#newCustomers.length = 0
      this.#newProducts.length = 0
    }
    for (const line of written.conflicts)
      this.#reject(batch.cells[line]!, batch.rows[line]!, [
        {
          row: batch.rows[line]!,
          column: this.#headerOf('orderLine', 'lineNo', 'orderNo'),
          value: batch.orderNo[batch.lineOrder[line]!]!,
          code: 'IMP-08',
        },
      ])
    report.added += written.added
    report.changed += written.changed
    report.unchanged += written.unchanged
    this.#count(batch, new Set(written.conflicts))
    this.#batch = emptyBatch()
    this.#orderIndex = new Map()
    this.#lastKey = ''
    this.#lastOrder = -1
  }

  #count(batch: Batch, conflicts: ReadonlySet<number>): void {
    let quantity = 0
    let amountMinor = 0
    for (let line = 0; line < batch.lineNo.length; line++) {
      if (conflicts.size > 0 && conflicts.has(line)) continue
      quantity += batch.lineQuantity[line]!
      amountMinor += batch.lineAmountFen[line]!
    }
    this.#context.report.quantity += quantity
    this.#context.report.amountMinor += amountMinor
  }

  #reject(cells: readonly string[], row: number, problems: readonly RowProblem[]): void {
    this.#context.report.reject({ row, cells, problems })
  }

  #licenceProblem(value: string, row: number, closedFrom: string): RowProblem {
    return { row, column: this.#headerOf('customerId'), value, code: 'IMP-16', values: { closedFrom } }
  }

  /** The header of the first of these fields that the file has. */
  #headerOf(...fields: readonly OrderColumn[]): string | null {
    for (const field of fields) {
      const index = this.#at[field]
      if (index >= 0) return this.#context.plan.header[index] ?? null
    }
    return null
  }
}

const NO_PROBLEMS: readonly RowProblem[] = []

const ORDER_COLUMNS = [
  'orderLine',
  'orderNo',
  'lineNo',
  'orderDate',
  'customerId',
  'productCode',
  'quantity',
  'amountFen',
  'amountInFen',
  'channel',
  'warehouse',
  'deviceId',
  'payerId',
] as const
type OrderColumn = (typeof ORDER_COLUMNS)[number]

interface Batch {
  orderNo: string[]
  orderDate: string[]
  customerId: string[]
  channel: OrderChannel[]
  warehouse: (string | null)[]
  deviceKey: (string | null)[]
  payerKey: (string | null)[]
  isReturn: boolean[]
  lineOrder: number[]
  lineNo: number[]
  lineProduct: number[]
  lineQuantity: number[]
  lineAmountFen: number[]
  /** Row of the file and its cells, for lines that turn out to contradict others. */
  rows: number[]
  cells: (readonly string[])[]
}

function emptyBatch(): Batch {
  return {
    orderNo: [],
    orderDate: [],
    customerId: [],
    channel: [],
    warehouse: [],
    deviceKey: [],
    payerKey: [],
    isReturn: [],
    lineOrder: [],
    lineNo: [],
    lineProduct: [],
    lineQuantity: [],
    lineAmountFen: [],
    rows: [],
    cells: [],
  }
}

/** In the transaction of the lines: whatever happens afterwards, somebody knows that roll-ups are due. */
async function noteTouched(tx: Tx, importId: string, dates: readonly string[]): Promise<void> {
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))]
  await sql`
    update import_run set roll_up_due = true,
      touched_months = array(select distinct m from unnest(touched_months || ${months}::text[]) m order by m)
    where org_id = (select current_org()) and import_id = ${importId}
      and not (roll_up_due and touched_months @> ${months}::text[])`.execute(tx)
}

/** The amount itself, or in fen, or price times quantity. */
function amountOf(values: RowValues): number | undefined {
  if (values.amountFen !== undefined) return values.amountFen as number
  if (values.amountInFen !== undefined) return values.amountInFen as number
  if (values.priceFen !== undefined && values.quantity !== undefined)
    return (values.priceFen as number) * (values.quantity as number)
  return undefined
}

function textOrNull(index: number, cells: readonly string[]): string | null {
  if (index < 0) return null
  const text = cleanCell(cells[index])
  return text === '' ? null : text.slice(0, 60)
}

/** Devices and accounts are compared, never shown: only a hash salted with the company is kept. */
function keyOrNull(index: number, cells: readonly string[], orgId: string): string | null {
  if (index < 0) return null
  const text = cleanCell(cells[index])
  return text === '' ? null : hash('sha256', `${orgId}\u0000${text}`).slice(0, 24)
}

function pick(values: RowValues, names: readonly string[]): RowValues {
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  )
}
