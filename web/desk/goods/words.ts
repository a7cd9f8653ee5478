import type { LifeState, Product } from '../../../domain/goods/contract.ts'
import type { Tone } from '../../shared/status-tag.tsx'
import { MISSING } from '../../shared/text/format.ts'
import { t } from '../../shared/text/goods.ts'

export function sayCode(list: string, code: string | number | null): string {
  return code === null ? MISSING : t.loose(`${list}.${code}`)
}

export function sayBand(band: number | null): string {
  return band === null ? MISSING : t('band', { band })
}

export const LIFE_TONES: Readonly<Record<LifeState, Tone>> = {
  new: 'info',
  key: 'success',
  maintained: 'plain',
  withdrawn: 'warning',
}

/** What the shop keeps of the retail price; null without both prices. */
export function marginOf({
  wholesaleFen,
  retailFen,
}: Pick<Product, 'wholesaleFen' | 'retailFen'>): number | null {
  return wholesaleFen !== null && retailFen ? (retailFen - wholesaleFen) / retailFen : null
}
