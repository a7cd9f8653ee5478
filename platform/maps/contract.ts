/** 地图底图: the licensed tile source a company configured, if any. Maps work without one. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'

export const mapSource = z.object({
  /** Addresses of tiles with `{z}`, `{x}` and `{y}`. */
  tiles: z.array(z.string()),
  /** Names the source and the approval number of its base map (审图号); always shown on the map. */
  attribution: z.string(),
  /** Positions are stored as WGS-84; tiles drawn in GCJ-02 have them moved for display only. */
  crs: z.enum(['wgs84', 'gcj02']),
  maxZoom: z.number().int(),
})
export type MapSource = z.infer<typeof mapSource>

export const getMapSource = defineRoute({
  id: 'maps.source',
  method: 'GET',
  path: '/api/map-source',
  summary: 'Where the tiles below maps come from; null means a plain ground',
  permit: 'signed-in',
  response: z.object({ source: mapSource.nullable() }),
})
