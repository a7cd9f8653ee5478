import { isWorkingDate, lunarOffsetWeeks } from '../engines/kernel/chinese-calendar.ts'
import {
  addDays,
  addMonths,
  datesOfMonth,
  dayNumber,
  type IsoDate,
  type IsoMonth,
  weekdayOf,
} from '../engines/kernel/dates.ts'
import { hashText, type Random } from '../engines/kernel/random.ts'
import { drawAssortments } from './demand.ts'
import type { CustomerEvent } from './events.ts'
import { HeaderColumns, LineColumns } from './order-columns.ts'
import { type SeasonFactors, seasonFactors } from './season.ts'
import { WEEK_DEVIATION } from './tables.ts'
import type { CityCustomer, CityDebitFailure, CityOrderMonth, CityProduct, CityShortage } from './types.ts'

export interface OrderWorld {
  readonly customers: readonly CityCustomer[]
  readonly products: readonly CityProduct[]
  readonly events: readonly CustomerEvent[]
  readonly months: number
  readonly endMonth: IsoMonth
  readonly asOf: IsoDate
  readonly linesPerOrderScale: number
}

/** Chance that a customer lets an order day pass, that a debit fails (default 1 to 2 percent), and of channels. */
const SKIP_CHANCE = 0.025
const DEBIT_FAILURE_CHANCE = 0.012
/** Chance that a product is out of stock, or short, at the warehouse in one week, by supply attribute. */
const STOCKOUT_CHANCE = { tight: 0.05, balanced: 0.015, full: 0.003, new: 0.02 } as const
/** Weeks until a new product has its full demand. */
const LAUNCH_WEEKS = 8
const GIFT_FROM_FEN = 26_300
/**
 * A tenth of what customers would take in 52 weeks is lost to holidays, missed days, failed debits, caps and empty
 * shelves; orders are raised by as much, so that the mean customer ends at the 43 cartons a week of the tables.
 */
const LOST_ORDERS_FACTOR = 1.1

/** Streams the order history month by month; memory holds one month. */
export function* streamOrders(random: Random, world: OrderWorld): Generator<CityOrderMonth> {
  if (world.months === 0) return
  const state = prepare(random, world)
  for (let index = world.months - 1; index >= 0; index--) {
    const month = addMonths(world.endMonth, -index)
    yield makeMonth(state, random.fork(`month ${month}`), month)
  }
}

interface PreparedEvent {
  readonly fromDay: number
  readonly toDay: number
  readonly event: CustomerEvent
}

interface State {
  readonly world: OrderWorld
  readonly assortments: ReturnType<typeof drawAssortments>
  /** Customers by order weekday 1..5, in order of index. */
  readonly byWeekday: readonly (readonly number[])[]
  readonly firstDay: Int32Array
  readonly lastDay: Int32Array
  /** 0 weekly, 1 odd weeks, 2 even weeks. */
  readonly cycle: Uint8Array
  readonly logGrowth: Float64Array
  readonly eventsOf: ReadonlyMap<number, readonly PreparedEvent[]>
  readonly launchDay: Int32Array
  readonly isGift: Uint8Array
  readonly isSought: Uint8Array
  readonly price: Uint32Array
  readonly caps: readonly (readonly number[] | null)[]
  /** Log-normal factors of mean 1 that spread a line's cartons: mostly a little, sometimes a lot. */
  readonly spread: Float64Array
  readonly asOfDay: number
  readonly supplySeed: number
  readonly headers: HeaderColumns
  readonly lines: LineColumns
}

function prepare(random: Random, world: OrderWorld): State {
  const { customers, products } = world
  const indexOf = new Map(customers.map((customer, index) => [customer.customerId, index]))
  const byWeekday: number[][] = [[], [], [], [], [], [], [], []]
  const firstDay = new Int32Array(customers.length)
  const lastDay = new Int32Array(customers.length)
  const cycle = new Uint8Array(customers.length)
  const asOfDay = dayNumber(world.asOf)
  customers.forEach((customer, index) => {
    if (customer.orderWeekday !== null && customer.licenceNumber !== null) {
      byWeekday[customer.orderWeekday]!.push(index)
    }
    firstDay[index] = dayNumber(customer.openedOn)
    // Nobody is supplied after closing, or after the licence has run out.
    const licenceEnd = customer.licenceValidTo === null ? asOfDay : dayNumber(customer.licenceValidTo)
    lastDay[index] = Math.min(asOfDay, licenceEnd, customer.closedOn ? dayNumber(customer.closedOn) : asOfDay)
    cycle[index] = customer.orderCycle === 'odd_week' ? 1 : customer.orderCycle === 'even_week' ? 2 : 0
  })
  const eventsOf = new Map<number, PreparedEvent[]>()
  for (const event of world.events) {
    if (!event.surge && !event.sharedDevice && !event.sharedPayer && !event.failureChance) continue
    const index = indexOf.get(event.draft.customerId)!
    const known = eventsOf.get(index) ?? []
    known.push({ event, fromDay: dayNumber(event.from), toDay: dayNumber(event.to) })
    eventsOf.set(index, known)
  }
  const spreadRandom = random.fork('spread')
  const deviation = 0.6
  return {
    world,
    assortments: drawAssortments(random.fork('assortments'), customers, products, {
      firstDay: `${addMonths(world.endMonth, 1 - world.months)}-01`,
      asOf: world.asOf,
      linesPerOrderScale: world.linesPerOrderScale,
    }),
    byWeekday,
    firstDay,
    lastDay,
    cycle,
    logGrowth: Float64Array.from(customers, (customer) => Math.log1p(customer.growthPerYear)),
    eventsOf,
    launchDay: Int32Array.from(products, (product) => dayNumber(product.launchedOn)),
    isGift: Uint8Array.from(products, (product) => (product.wholesalePriceFen >= GIFT_FROM_FEN ? 1 : 0)),
    isSought: Uint8Array.from(products, (product) =>
      product.supplyAttribute === 'tight' || product.wholesalePriceFen >= 15_800 ? 1 : 0,
    ),
    price: Uint32Array.from(products, (product) => product.wholesalePriceFen),
    caps: products.map((product) => product.weeklyCapByTier),
    spread: Float64Array.from({ length: 4096 }, () =>
      Math.exp(deviation * spreadRandom.normal() - (deviation * deviation) / 2),
    ),
    asOfDay,
    supplySeed: random.fork('supply').integer(0x7fffffff),
    headers: new HeaderColumns(1024),
    lines: new LineColumns(4096),
  }
}

/** An order day: the nominal weekday of a week, and the date it is held on when holidays push it. */
interface Slot {
  readonly weekday: number
  readonly weekNumber: number
}

/**
 * Order days held in a month, by date. A weekday that is not worked moves to the next working day within three days,
 * else to the last one within three days before, else it falls away: the week of Spring Festival has few.
 */
export function orderDaysOfMonth(month: IsoMonth): Map<IsoDate, Slot[]> {
  const dates = datesOfMonth(month)
  const days = new Map<IsoDate, Slot[]>()
  for (
    let nominal = addDays(dates[0]!, -4);
    nominal <= addDays(dates.at(-1)!, 4);
    nominal = addDays(nominal, 1)
  ) {
    const weekday = weekdayOf(nominal)
    if (weekday > 5) continue
    const held = heldOn(nominal)
    if (held === null || held.slice(0, 7) !== month) continue
    const slot: Slot = { weekday, weekNumber: weekNumberOf(dayNumber(nominal)) }
    days.set(held, [...(days.get(held) ?? []), slot])
  }
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function heldOn(nominal: IsoDate): IsoDate | null {
  for (const shift of [0, 1, 2, 3, -1, -2, -3]) {
    const date = addDays(nominal, shift)
    if (isWorkingDate(date)) return shift !== 0 && lunarOffsetWeeks(nominal) === 0 ? null : date
  }
  return null
}

function makeMonth(state: State, random: Random, month: IsoMonth): CityOrderMonth {
  const { world, headers, lines } = state
  const debitFailures: CityDebitFailure[] = []
  const shortages: CityShortage[] = []
  for (const [date, slots] of orderDaysOfMonth(month)) {
    if (date > world.asOf) break
    const day = dayNumber(date)
    const today: OrderDay = {
      date,
      day,
      season: seasonFactors(date),
      supply: supplyOfWeek(state, weekNumberOf(day)),
    }
    let numberOfDay = 0
    for (const { customer, slot } of queueOf(state, slots)) {
      if (day < state.firstDay[customer]! || day > state.lastDay[customer]!) continue
      const cycle = state.cycle[customer]!
      if (cycle !== 0 && slot.weekNumber % 2 !== cycle % 2) continue
      if (random.next() < SKIP_CHANCE) continue
      const events = state.eventsOf.get(customer)?.filter((each) => each.fromDay <= day && day <= each.toDay)
      const failureChance = events?.find((each) => each.event.failureChance)?.event.failureChance
      const isFailed = random.next() < (failureChance ?? DEBIT_FAILURE_CHANCE)
      const firstLine = lines.count
      drawLines(state, random, { ...today, customer, events }, lines, shortages)
      if (lines.count === firstLine) continue
      let cartons = 0
      let amountFen = 0
      for (let line = firstLine; line < lines.count; line++) {
        cartons += lines.cartons[line]!
        amountFen += lines.amountFen[line]!
      }
      if (isFailed) {
        // The slot is lost until next week: nothing is supplied.
        lines.count = firstLine
        debitFailures.push({ date, customerId: world.customers[customer]!.customerId, amountFen })
        continue
      }
      const sharedDevice = events?.find((each) => each.event.sharedDevice)?.event.sharedDevice
      const sharedPayer = events?.find((each) => each.event.sharedPayer)?.event.sharedPayer
      const channel = drawChannel(random, world.customers[customer]!)
      headers.push({
        day: +date.slice(8, 10),
        number: ++numberOfDay,
        customer,
        channel: sharedDevice ? 0 : channel,
        device:
          sharedDevice ?? (channel === 0 ? ownDevice(random, customer) : channel === 1 ? PHONE_DESK : 0),
        payer: sharedPayer ?? customer + 1,
        cartons,
        amountFen,
        firstLine,
      })
    }
  }
  const orders = headers.finish(lines.count)
  return { month, ...orders, ...lines.finish(), debitFailures, shortages }
}

/** Weeks since the epoch, Monday first. */
function weekNumberOf(day: number): number {
  return Math.floor((day + 3) / 7)
}

/** Device number of the phone agents' desk. */
const PHONE_DESK = 4_999_999

/** One in twenty customers has a second device, used three times in ten. */
function ownDevice(random: Random, customer: number): number {
  const hasSecond = customer % 20 === 7
  return hasSecond && random.next() < 0.3 ? customer + 1 + 2_000_000 : customer + 1
}

/** Orders by phone are few and far out; modern terminals that share data may order by themselves. */
function drawChannel(random: Random, customer: CityCustomer): number {
  const draw = random.next()
  const phoneChance = customer.urbanRuralCode === '220' && customer.tier < 10 ? 0.12 : 0.006
  if (draw < phoneChance) return 1
  return customer.isModernTerminal && customer.sharesData && draw > 0.93 ? 2 : 0
}

/** The customers whose turn it is, in order of index. */
function queueOf(state: State, slots: readonly Slot[]): { customer: number; slot: Slot }[] {
  const queue = slots.flatMap((slot) =>
    state.byWeekday[slot.weekday]!.map((customer) => ({ customer, slot })),
  )
  return slots.length > 1 ? queue.sort((a, b) => a.customer - b.customer) : queue
}

/** Part of the requests the warehouse can fill, by product: 1, or 0.5 when short, or 0 when out of stock. */
function supplyOfWeek(state: State, weekNumber: number): Float64Array {
  return Float64Array.from(state.world.products, (product, index) => {
    const draw = hashText(`${state.supplySeed}/${weekNumber}/${index}`) / 4294967296
    const chance = STOCKOUT_CHANCE[product.supplyAttribute]
    return draw < chance / 2 ? 0 : draw < chance * 1.5 ? 0.5 : 1
  })
}

interface OrderDay {
  readonly date: IsoDate
  readonly day: number
  readonly season: SeasonFactors
  readonly supply: Float64Array
}

interface OrderCall extends OrderDay {
  readonly customer: number
  readonly events: readonly PreparedEvent[] | undefined
}

/**
 * Cartons of the week = the customer's mean x growth x log-normal(0, 0.21), twice that every second week. Products come by
 * systematic sampling on their chances; a product that comes gets its share divided by its chance, so the expected
 * cartons do not depend on the number of lines.
 */
function drawLines(
  state: State,
  random: Random,
  call: OrderCall,
  lines: LineColumns,
  shortages: CityShortage[],
): void {
  const { assortments, world } = state
  const customer = world.customers[call.customer]!
  const years = (call.day - state.asOfDay) / 365.25
  const weeks = state.cycle[call.customer]! === 0 ? 1 : 2
  const quantity =
    LOST_ORDERS_FACTOR *
    customer.weeklyCartons *
    Math.exp(state.logGrowth[call.customer]! * years + WEEK_DEVIATION * random.normal()) *
    weeks
  const surge = call.events?.find((each) => each.event.surge)?.event
  const length = 0.8 + 0.4 * random.next()
  let reached = random.next()
  for (let row = assortments.start[call.customer]!; row < assortments.start[call.customer + 1]!; row++) {
    const product = assortments.product[row]!
    const isSurging = surge !== undefined && (surge.surgeIn === 'scarce') === (state.isSought[product]! === 1)
    let chance = assortments.chance[row]! * length
    if (isSurging && surge.surgeIn === 'scarce') chance *= 2
    if (chance > 1) chance = 1
    const before = Math.floor(reached)
    reached += chance
    if (Math.floor(reached) === before) continue
    const age = call.day - state.launchDay[product]!
    if (age < 0) continue
    const season = state.isGift[product]! ? call.season.gift : call.season.ordinary
    const ramp = age < LAUNCH_WEEKS * 7 ? (age + 7) / (LAUNCH_WEEKS * 7 + 7) : 1
    const expected =
      (quantity * assortments.share[row]! * season * ramp * (isSurging ? surge.surge! : 1)) / chance
    const requested = Math.min(
      65_535,
      Math.floor(expected * state.spread[Math.floor(random.next() * 4096)]! + random.next()),
    )
    if (requested === 0) continue
    const cap = state.caps[product]
    const capped = cap ? Math.min(requested, cap[customer.tier - 1]! * weeks) : requested
    const supplied = Math.floor(capped * call.supply[product]!)
    if (supplied > 0) {
      lines.push(product, supplied, requested, supplied * state.price[product]!)
    } else {
      shortages.push({
        date: call.date,
        customerId: customer.customerId,
        productId: world.products[product]!.productId,
        requestedCartons: requested,
      })
    }
  }
}
