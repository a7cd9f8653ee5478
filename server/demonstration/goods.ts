import type { City } from '../../city/index.ts'
import { insertProducts, type ProductDraft } from '../../domain/goods/index.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'

/** The price list; answers with the product ids in the order of the city's products. */
export async function writeGoods(tx: Tx, clock: Clock, city: City): Promise<string[]> {
  const productIds = city.products.map(() => newId(clock))
  await insertProducts(
    tx,
    city.products.map(
      (product, index): ProductDraft => ({
        productId: productIds[index]!,
        code: product.productId,
        fields: {
          name: product.name,
          brand: product.brand,
          manufacturer: product.manufacturer,
          origin: product.origin,
          transferFen: product.transferPriceFen,
          wholesaleFen: product.wholesalePriceFen,
          retailFen: product.retailPriceFen,
          supplyAttribute: product.supplyAttribute,
          lifeState: product.lifeState,
          barcodePack: product.packBarcode,
          barcodeCarton: product.cartonBarcode,
        },
      }),
    ),
    { clock, accountId: null },
  )
  return productIds
}
