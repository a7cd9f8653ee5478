import { addMonths, type IsoMonth } from '../../../engines/kernel/dates.ts'
import type { Tx } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import type { DashboardView, Figure } from '../contract.ts'
import { periodOf } from '../indicators/terms.ts'
import { CONCENTRATION_BRANDS } from '../rules.ts'
import { type NamedProduct, readNames } from '../store/names.ts'
import { sumSales } from '../store/sales.ts'
import { divide } from './figures.ts'

const SHOWN_BRANDS = 8

type GoodsView = Pick<DashboardView, 'priceClasses' | 'classShare' | 'brandConcentration' | 'brands'>

/** Price classes, brands and concentration: the products of three months, added up here. */
export async function readGoods(tx: Tx, reader: Reader, month: IsoMonth): Promise<GoodsView> {
  const read = async (one: IsoMonth) => {
    const sums = await sumSales(tx, { from: one, to: one, by: ['product'], reader })
    return sums.map(({ group, quantity }) => ({ productId: group.product!, quantity }))
  }
  const sold = [await read(month), await read(addMonths(month, -1)), await read(addMonths(month, -12))]
  const { products } = await readNames(
    tx,
    [],
    sold.flat().map(({ productId }) => productId),
  )
  const [now, before, yearAgo] = sold.map((rows) => addUp(rows, products)) as [GoodsSum, GoodsSum, GoodsSum]
  const figure = (id: string, share: (sum: GoodsSum) => number | null): Figure => ({
    id,
    unit: 'share',
    better: 'neither',
    value: share(now),
    previous: share(before),
    lastYear: share(yearAgo),
    ...periodOf(month),
  })
  return {
    priceClasses: [...new Set([...now.classes.keys(), ...yearAgo.classes.keys()])]
      .sort((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
      .map((priceClass) => ({
        priceClass,
        quantity: now.classes.get(priceClass) ?? 0,
        share: divide(now.classes.get(priceClass) ?? 0, now.total),
        shareLastYear: divide(yearAgo.classes.get(priceClass) ?? 0, yearAgo.total),
      })),
    classShare: figure('class_share', (sum) =>
      divide((sum.classes.get(1) ?? 0) + (sum.classes.get(2) ?? 0), sum.total),
    ),
    brandConcentration: figure('brand_concentration', (sum) =>
      divide(
        largestBrands(sum, CONCENTRATION_BRANDS).reduce((all, [, quantity]) => all + quantity, 0),
        sum.total,
      ),
    ),
    brands: largestBrands(now, SHOWN_BRANDS).map(([brand, quantity]) => ({
      brand,
      quantity,
      previous: before.brands.get(brand) ?? null,
      share: divide(quantity, now.total),
    })),
  }
}

interface GoodsSum {
  readonly total: number
  readonly classes: ReadonlyMap<number | null, number>
  readonly brands: ReadonlyMap<string, number>
}

function addUp(
  rows: readonly { readonly productId: string; readonly quantity: number }[],
  products: ReadonlyMap<string, NamedProduct>,
): GoodsSum {
  const classes = new Map<number | null, number>()
  const brands = new Map<string, number>()
  let total = 0
  for (const { productId, quantity } of rows) {
    const { priceClass = null, brand = null } = products.get(productId) ?? {}
    total += quantity
    classes.set(priceClass, (classes.get(priceClass) ?? 0) + quantity)
    if (brand !== null) brands.set(brand, (brands.get(brand) ?? 0) + quantity)
  }
  return { total, classes, brands }
}

function largestBrands({ brands }: GoodsSum, count: number): [brand: string, quantity: number][] {
  return [...brands]
    .filter(([, quantity]) => quantity > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
}
