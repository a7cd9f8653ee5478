import type { City, CityOptions } from './types.ts'

/** Builds the static part of a city at once and its orders on demand, month by month. */
export function generateCity(_options: CityOptions): City {
  throw new Error('not written yet')
}
