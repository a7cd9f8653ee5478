import { daysBetween, type IsoDate } from '../engines/kernel/dates.ts'
import type { Random } from '../engines/kernel/random.ts'
import { meanOrderLines, PRICE_BANDS, VILLAGE_SHIFT_PERCENT } from './tables.ts'
import type { CityCustomer, CityProduct } from './types.ts'

/**
 * What each customer likes to order, in flat arrays: the products of customer c are rows `start[c] .. start[c + 1] - 1`.
 */
export interface Assortments {
  readonly start: Uint32Array
  readonly product: Uint16Array
  /** Chance that the product is on an order of mean length; they sum to the mean number of lines. */
  readonly chance: Float32Array
  /** Share of the customer's cartons; they sum to 1. */
  readonly share: Float32Array
}

/**
 * Draws an assortment of about 2.2 times an order's lines for each customer. Popular products come in by the root of
 * their share, and their share is divided by that chance again, so that the city as a whole sells what the bands say.
 */
export function drawAssortments(
  random: Random,
  customers: readonly CityCustomer[],
  products: readonly CityProduct[],
  time: { readonly firstDay: IsoDate; readonly asOf: IsoDate; readonly linesPerOrderScale: number },
): Assortments {
  const { linesPerOrderScale } = time
  const villageVolume = villageShareOfVolume(customers)
  const rural = demandOf(products, -VILLAGE_SHIFT_PERCENT * (1 - villageVolume), time)
  const urban = demandOf(products, VILLAGE_SHIFT_PERCENT * villageVolume, time)
  const logPrice = products.map((product) => Math.log(product.wholesalePriceFen / 13_400))
  const start = new Uint32Array(customers.length + 1)
  const sizes = customers.map((customer) => {
    const lines = meanOrderLines(customer.tier) * linesPerOrderScale
    return Math.min(products.length, Math.max(6, Math.round(2.2 * lines) + 6))
  })
  // Systematic sampling may take one more or less than asked for.
  const room = sizes.reduce((all, size) => all + size + 2, 0)
  const product = new Uint16Array(room)
  const chance = new Float32Array(room)
  const share = new Float32Array(room)
  const weight = new Float64Array(products.length)
  const entry = new Float64Array(products.length)
  let row = 0
  customers.forEach((customer, index) => {
    start[index] = row
    const base = customer.urbanRuralCode === '220' ? rural : urban
    // Larger shops sell dearer goods, even where half the volume lies (tier 20); a shop has its own favourites.
    const tilt = (0.3 * (customer.tier - 20)) / 15
    for (let item = 0; item < products.length; item++) {
      const cap = products[item]!.weeklyCapByTier?.[customer.tier - 1]
      weight[item] =
        cap === 0
          ? 0
          : base[item]! * Math.exp(tilt * logPrice[item]! + 0.7 * (random.next() + random.next() - 1))
    }
    limitedChances(weight, sizes[index]!, entry)
    const first = row
    let reached = random.next()
    let total = 0
    for (let item = 0; item < products.length; item++) {
      const before = Math.floor(reached)
      reached += entry[item]!
      if (Math.floor(reached) === before) continue
      product[row] = item
      share[row] = weight[item]! / entry[item]!
      total += share[row]!
      row++
    }
    const lines = Math.max(1, meanOrderLines(customer.tier) * linesPerOrderScale)
    const chosen = row - first
    const own = new Float64Array(chosen)
    for (let at = 0; at < chosen; at++) own[at] = share[first + at]! / total
    const chances = new Float64Array(chosen)
    limitedChances(own, Math.min(lines, chosen), chances)
    for (let at = 0; at < chosen; at++) {
      share[first + at] = own[at]!
      chance[first + at] = chances[at]!
    }
  })
  start[customers.length] = row
  return { start, product: product.slice(0, row), chance: chance.slice(0, row), share: share.slice(0, row) }
}

/** Chances in proportion to the root of the weights, none above 1, summing to `count` (or to the positive ones). */
function limitedChances(weight: Float64Array, count: number, into: Float64Array): void {
  let positive = 0
  for (let index = 0; index < weight.length; index++) if (weight[index]! > 0) positive++
  const wanted = Math.min(count, positive)
  let factor = 0
  // The certain ones leave less to share: three rounds settle all but a hair.
  for (let round = 0; round < 4; round++) {
    let certain = 0
    let open = 0
    for (let index = 0; index < weight.length; index++) {
      const root = Math.sqrt(weight[index]!)
      if (root * factor >= 1) certain++
      else open += root
    }
    if (open === 0) break
    factor = Math.max(factor, (wanted - certain) / open)
  }
  for (let index = 0; index < weight.length; index++)
    into[index] = Math.min(1, Math.sqrt(weight[index]!) * factor)
}

/** Part of a tight product's demand that its caps let through, as measured on generated cities. */
const TIGHT_SUPPLIED = 0.62

/**
 * Weight by product with `shiftPoints` of volume moved to the dear bands (from 158 yuan) out of 52 to 113. What caps cut
 * and what new goods could not sell before their launch goes to the other goods of the same band.
 */
function demandOf(
  products: readonly CityProduct[],
  shiftPoints: number,
  time: { readonly firstDay: IsoDate; readonly asOf: IsoDate },
): Float64Array {
  const dearPercent = PRICE_BANDS.filter((band) => band.fromFen >= 15_800).reduce(
    (all, band) => all + band.volumePercent,
    0,
  )
  const weights = new Float64Array(products.length)
  for (const band of PRICE_BANDS) {
    const shifted =
      band.fromFen >= 15_800
        ? (dearPercent + shiftPoints) / dearPercent
        : band.fromFen === 5_200
          ? (band.volumePercent - shiftPoints) / band.volumePercent
          : 1
    let wanted = 0
    let plain = 0
    let special = 0
    const members: number[] = []
    products.forEach((product, index) => {
      if (product.wholesalePriceFen < band.fromFen || product.wholesalePriceFen >= band.toFen) return
      members.push(index)
      wanted += product.demandShare
      if (product.supplyAttribute === 'tight') special += product.demandShare * TIGHT_SUPPLIED
      else if (product.supplyAttribute === 'new') special += product.demandShare * soldPart(product, time)
      else plain += product.demandShare
    })
    const makeUp = plain > 0 ? Math.max(1, (wanted - special) / plain) : 1
    for (const index of members) {
      const { demandShare, supplyAttribute } = products[index]!
      const isPlain = supplyAttribute !== 'tight' && supplyAttribute !== 'new'
      weights[index] = demandShare * shifted * (isPlain ? makeUp : 1)
    }
  }
  return weights
}

/** Part of the history that a product has been on sale. */
function soldPart(
  product: CityProduct,
  { firstDay, asOf }: { readonly firstDay: IsoDate; readonly asOf: IsoDate },
): number {
  return Math.min(1, daysBetween(product.launchedOn, asOf) / Math.max(1, daysBetween(firstDay, asOf)))
}

function villageShareOfVolume(customers: readonly CityCustomer[]): number {
  let village = 0
  let total = 0
  for (const customer of customers) {
    total += customer.weeklyCartons
    if (customer.urbanRuralCode === '220') village += customer.weeklyCartons
  }
  return total === 0 ? 0 : village / total
}
