import { newId } from '../../../platform/clock.ts'
import {
  insertProducts,
  type ProductDraft,
  type ProductFields,
  type ProductUpdate,
  readProductCodes,
  updateProducts,
} from '../../goods/index.ts'
import type { ChunkOutcome, RecordKind } from './records.ts'

const FIELDS = [
  'name',
  'brand',
  'category',
  'manufacturer',
  'origin',
  'priceClass',
  'transferFen',
  'wholesaleFen',
  'retailFen',
  'supplyAttribute',
  'marketState',
  'lifeState',
  'unit',
  'unitsPerCase',
  'barcodePack',
  'barcodeCarton',
  'onSale',
] as const satisfies readonly (keyof ProductFields)[]

/** Specifications by code. A price list that names a product takes the mark "unknown in price list" from it. */
export const GOODS_RECORDS: RecordKind = {
  keyOf: (values) => String(values.productCode),
  check: () => [],

  async write(tx, records, context): Promise<ChunkOutcome> {
    const { profile, clock, accountId, importId } = context
    const present = new Map((await readProductCodes(tx)).map(({ code, productId }) => [code, productId]))
    const drafts: ProductDraft[] = []
    const updates: ProductUpdate[] = []
    const codeOf = new Map<string, string>()
    for (const { key, values } of records) {
      const all = { ...values }
      profile.deriveProduct?.(all)
      const fields: Record<string, unknown> = { unknownInPriceList: false }
      for (const field of FIELDS) if (all[field] !== undefined) fields[field] = all[field]
      const known = present.get(key)
      if (known) {
        codeOf.set(known, key)
        updates.push({ productId: known, fields })
      } else
        drafts.push({
          productId: newId(clock),
          code: key,
          fields: { unit: profile.unit, ...fields, name: String(all.name ?? key) },
        })
    }
    const terms = { clock, accountId, importId }
    await insertProducts(tx, drafts, terms)
    const changed = await updateProducts(tx, updates, terms)
    return {
      added: new Set(drafts.map((draft) => draft.code)),
      changed: new Set(changed.map((id) => codeOf.get(id)!)),
      rejected: new Map(),
    }
  },
}
