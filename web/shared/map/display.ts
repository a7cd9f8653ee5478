import gcoord from 'gcoord'
import type { MapArea, MapLine } from './map-props.ts'
import type { Bounds, MapPoints } from './points.ts'

export type Crs = 'wgs84' | 'gcj02'
type Position = readonly [lon: number, lat: number]

/**
 * Everything on a map is kept in WGS-84. Tiles drawn in GCJ-02 stand some hundred metres aside, so for display, and
 * only there, what lies on them is moved along.
 */
export interface Display {
  readonly points: (points: MapPoints) => MapPoints
  readonly lines: (lines: readonly MapLine[]) => readonly MapLine[]
  readonly areas: (areas: readonly MapArea[]) => readonly MapArea[]
  /** Back to WGS-84: what the screen shows, for asking the server. */
  readonly boundsBack: (bounds: Bounds) => Bounds
}

export function displayIn(crs: Crs): Display {
  if (crs === 'wgs84')
    return {
      points: (points) => points,
      lines: (lines) => lines,
      areas: (areas) => areas,
      boundsBack: (bounds) => bounds,
    }
  return {
    points: (points) => {
      const lon = new Float64Array(points.lon.length)
      const lat = new Float64Array(points.lat.length)
      for (let index = 0; index < lon.length; index++)
        [lon[index], lat[index]] = toGcj([points.lon[index]!, points.lat[index]!])
      return { ...points, lon, lat }
    },
    lines: (lines) => lines.map((line) => ({ ...line, coordinates: line.coordinates.map(toGcj) })),
    areas: (areas) => areas.map((area) => ({ ...area, ring: area.ring.map(toGcj) })),
    boundsBack: ([west, south, east, north]) => [...toWgs([west, south]), ...toWgs([east, north])],
  }
}

// Node and the bundler both give the library itself; the compiler, reading it as CommonJS, sees a wrapper.
const { transform, WGS84, GCJ02 } = gcoord as unknown as (typeof gcoord)['default']

function toGcj([lon, lat]: Position): [number, number] {
  return transform([lon, lat], WGS84, GCJ02)
}

function toWgs([lon, lat]: Position): [number, number] {
  return transform([lon, lat], GCJ02, WGS84)
}
