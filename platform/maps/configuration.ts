import type { MapSource } from './contract.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The tile source from the environment; undefined when none is set.
 *
 *     LIUHUI_MAP_TILES        addresses with {z} {x} {y}, several separated by spaces
 *     LIUHUI_MAP_ATTRIBUTION  source and approval number of the base map (审图号); needed with tiles
 *     LIUHUI_MAP_CRS          wgs84 (default; CGCS2000 of 天地图 counts as such) or gcj02
 *     LIUHUI_MAP_MAX_ZOOM     default 18
 *
 * @throws Error that says what is wrong with the settings
 */
export function readMapSource(env: Environment): MapSource | undefined {
  const tiles = env.LIUHUI_MAP_TILES?.split(/\s+/).filter(Boolean) ?? []
  if (tiles.length === 0) return undefined
  for (const address of tiles) {
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      throw new Error(`LIUHUI_MAP_TILES: not an address: ${address}`)
    for (const part of ['{z}', '{x}', '{y}'])
      if (!address.includes(part)) throw new Error(`LIUHUI_MAP_TILES: no ${part} in ${address}`)
  }
  const attribution = env.LIUHUI_MAP_ATTRIBUTION?.trim() ?? ''
  if (attribution === '')
    throw new Error('LIUHUI_MAP_ATTRIBUTION: a public map of China must name its source and approval number')
  const crs = env.LIUHUI_MAP_CRS ?? 'wgs84'
  if (crs !== 'wgs84' && crs !== 'gcj02') throw new Error(`LIUHUI_MAP_CRS: wgs84 or gcj02, not ${crs}`)
  const maxZoom = Number(env.LIUHUI_MAP_MAX_ZOOM ?? 18)
  if (!Number.isInteger(maxZoom) || maxZoom < 1 || maxZoom > 24)
    throw new Error('LIUHUI_MAP_MAX_ZOOM: a whole number from 1 to 24')
  return { tiles, attribution, crs, maxZoom }
}

/** Where the browser must be allowed to fetch tiles from. */
export function mapOrigins(source: MapSource | undefined): string[] {
  return [...new Set(source?.tiles.map((address) => new URL(address).origin))]
}
