import type { LifeState, SupplyAttribute } from '../domain/goods/contract.ts'
import { addDays, daysBetween, type IsoDate } from '../engines/kernel/dates.ts'
import type { Random } from '../engines/kernel/random.ts'
import { BRANDS, type Brand, EDITIONS } from './brands.ts'
import {
  apportion,
  meanOrderLines,
  meanWeeklyCartons,
  PRICE_BANDS,
  SELF_SELECT_BANDS_FEN,
  SUPPLY_PERCENT,
} from './tables.ts'
import type { CityProduct, PriceClass } from './types.ts'

/** Specifications on sale: 130, by price band as the tables say, Zipf demand (exponent 1) inside each band. */
export function makeProducts(
  random: Random,
  time: { readonly firstDay: IsoDate; readonly asOf: IsoDate; readonly linesPerOrderScale: number },
): CityProduct[] {
  const drafts = draftSpecifications(random.fork('specifications'))
  const supply = drawSupply(random.fork('supply'), drafts)
  const launches = random.fork('launches')
  const barcodes = random.fork('barcodes')
  const historyDays = daysBetween(time.firstDay, time.asOf)
  return drafts.map((draft, index) => {
    const supplyAttribute = supply[index]!
    const isNew = supplyAttribute === 'new'
    // New ones came within the last year (or the history, if shorter), so that a launch can be seen in the orders.
    const ageDays = isNew
      ? 20 + launches.integer(Math.max(1, Math.min(330, historyDays) - 20))
      : historyDays + 200 + launches.integer(4000)
    const lifeState: LifeState = isNew ? 'new' : draft.rankInBand < 4 ? 'key' : 'maintained'
    return {
      productId: `P${String(index + 1).padStart(3, '0')}`,
      name: `${draft.brand.name}(${draft.edition.name})`,
      nameEn: `${draft.brand.nameEn} ${draft.edition.nameEn}`,
      brand: draft.brand.name,
      brandEn: draft.brand.nameEn,
      manufacturer: draft.brand.manufacturer,
      packBarcode: barcode(barcodes, index, '1'),
      cartonBarcode: barcode(barcodes, index, '2'),
      transferPriceFen: transferPriceOf(draft.wholesaleFen),
      wholesalePriceFen: draft.wholesaleFen,
      retailPriceFen: draft.retailFen,
      priceClass: priceClassOf(transferPriceOf(draft.wholesaleFen)),
      priceBand: priceBandOf(draft.wholesaleFen),
      supplyAttribute,
      origin: draft.brand.origin,
      lifeState,
      launchedOn: addDays(time.asOf, -ageDays),
      isSlim: draft.edition.isSlim,
      demandShare: draft.demandShare,
      weeklyCapByTier:
        supplyAttribute === 'tight'
          ? capsOf(draft.demandShare, draft.wholesaleFen, time.linesPerOrderScale)
          : null,
    }
  })
}

/**
 * Price class 1..5 by transfer price excluding VAT, fen per carton: from 100, 70, 30, 16.5 yuan, below
 * (classes in force since 2009; the boundary of classes 4 and 5 is common usage).
 */
export function priceClassOf(transferPriceFen: number): PriceClass {
  if (transferPriceFen >= 10_000) return 1
  if (transferPriceFen >= 7_000) return 2
  if (transferPriceFen >= 3_000) return 3
  return transferPriceFen >= 1_650 ? 4 : 5
}

/** Self-select band 1..9 of a wholesale price; null below the last band. */
export function priceBandOf(wholesaleFen: number): number | null {
  const band = SELF_SELECT_BANDS_FEN.findIndex((from) => wholesaleFen >= from)
  return band < 0 ? null : band + 1
}

/** The check digit makes the 13 digits sum to a multiple of ten with weights 1 and 3 (GS1 General Specifications). */
export function ean13CheckDigit(digits: string): number {
  let sum = 0
  for (let index = 0; index < 12; index++) sum += +digits[index]! * (index % 2 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/**
 * Transfer price out of the wholesale price. The ratio is lower for cheap goods, so that the boundaries of the
 * price classes meet the wholesale bands of the 2026 lists (158 and 113 yuan; 52 and 33 for the lower ones).
 */
function transferPriceOf(wholesaleFen: number): number {
  const ratio =
    wholesaleFen >= 15_800
      ? 0.634
      : wholesaleFen >= 11_300
        ? 0.62
        : wholesaleFen >= 5_200
          ? 0.578
          : wholesaleFen >= 3_300
            ? 0.501
            : 0.47
  return Math.round(wholesaleFen * ratio)
}

interface Draft {
  readonly brand: Brand
  readonly edition: (typeof EDITIONS)[number]
  readonly wholesaleFen: number
  readonly retailFen: number
  readonly band: number
  readonly rankInBand: number
  readonly demandShare: number
}

function draftSpecifications(random: Random): Draft[] {
  const issued = new Map<string, number>()
  const drafts: Draft[] = []
  PRICE_BANDS.forEach((band, bandIndex) => {
    const makers = BRANDS.filter((each) => each.bands[0] <= bandIndex && bandIndex <= each.bands[1])
    const zipf = Array.from({ length: band.products }, (_, rank) => 1 / (rank + 1))
    const zipfSum = zipf.reduce((all, weight) => all + weight, 0)
    const prices = drawPrices(random, band.fromFen, band.toFen, band.products)
    // The brand that has issued least comes next, so that no brand runs out of editions.
    for (let rank = 0; rank < band.products; rank++) {
      const fewest = Math.min(...makers.map((each) => issued.get(each.name) ?? 0))
      const next = random.pick(makers.filter((each) => (issued.get(each.name) ?? 0) === fewest))
      issued.set(next.name, fewest + 1)
      const wholesaleFen = prices[rank]!
      drafts.push({
        brand: next,
        edition: EDITIONS[fewest % EDITIONS.length]!,
        wholesaleFen,
        // A pack is sold in steps of half a yuan: a carton in steps of five yuan.
        retailFen: Math.round((wholesaleFen * band.retailFactor) / 500) * 500,
        band: bandIndex,
        rankInBand: rank,
        demandShare: ((band.volumePercent / 100) * zipf[rank]!) / zipfSum,
      })
    }
  })
  return drafts
}

/**
 * Prices spread over the band in steps of a tenth of a yuan, denser at its cheap end, in no order of demand: the mean
 * carton then costs about 134 yuan (33,500 yuan a case).
 */
function drawPrices(random: Random, fromFen: number, toFen: number, count: number): number[] {
  const prices = Array.from({ length: count }, (_, index) => {
    const place = ((index + 0.15 + 0.7 * random.next()) / count) ** 1.5
    return Math.floor((fromFen + (toFen - fromFen) * place) / 10) * 10
  })
  return random.shuffle(prices)
}

/** Tight goods are the sought ones from 113 yuan up; new ones are never the leaders of their band. */
function drawSupply(random: Random, drafts: readonly Draft[]): SupplyAttribute[] {
  const [tight, balanced, full, fresh] = apportion(drafts.length, [
    SUPPLY_PERCENT.tight,
    SUPPLY_PERCENT.balanced,
    SUPPLY_PERCENT.full,
    SUPPLY_PERCENT.new,
  ]) as [number, number, number, number]
  const supply: (SupplyAttribute | undefined)[] = drafts.map(() => undefined)
  const take = (count: number, attribute: SupplyAttribute, suits: (draft: Draft) => boolean) => {
    const candidates = random.shuffle(
      drafts.map((_, index) => index).filter((index) => !supply[index] && suits(drafts[index]!)),
    )
    for (const index of candidates.slice(0, count)) supply[index] = attribute
  }
  take(tight, 'tight', (draft) => draft.band <= 3 && draft.rankInBand < 9)
  take(fresh, 'new', (draft) => draft.rankInBand >= 5)
  take(full, 'full', () => true)
  take(balanced, 'balanced', () => true)
  return supply.map((attribute) => attribute ?? 'balanced')
}

/**
 * Weekly caps of a tight product by tier: about 0.7 of what the tier's mean customer would ask for when it orders it,
 * whole cartons, never falling as the tier rises (x30 >= ... >= x1); the dearest goods are kept out of the low tiers.
 */
function capsOf(demandShare: number, wholesaleFen: number, linesPerOrderScale: number): number[] {
  const firstTier = wholesaleFen >= 60_000 ? 16 : wholesaleFen >= 26_300 ? 8 : 1
  let cap = 0
  return Array.from({ length: 30 }, (_, index) => {
    const tier = index + 1
    if (tier < firstTier) return 0
    const lines = meanOrderLines(tier) * linesPerOrderScale
    // The chance of a line in one order, as the order generator draws it (root of the share).
    const chance = Math.min(1, (lines * Math.sqrt(demandShare)) / 8)
    cap = Math.max(cap, 1, Math.round((0.7 * meanWeeklyCartons(tier) * demandShare) / chance))
    return cap
  })
}

/** EAN-13 in the range 290-299, which GS1 leaves to use inside a company: it can be no real article. */
function barcode(random: Random, index: number, level: '1' | '2'): string {
  const digits = `29${level}${String(index + 1).padStart(4, '0')}${String(random.integer(100_000)).padStart(5, '0')}`
  return digits + String(ean13CheckDigit(digits))
}
