import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { MapArea, MapLine } from './map-props.ts'
import { gridStep, type MapPoints } from './points.ts'

type FeatureCollection = Extract<
  Parameters<GeoJSONSource['setData']>[0],
  { readonly type: 'FeatureCollection' }
>
type Feature = FeatureCollection['features'][number]

/** The points as GeoJSON: `i` their index, `c` their category, `t` their text. Hidden categories are left out. */
export function collectFeatures(
  points: MapPoints,
  hidden: ReadonlySet<number>,
  categories: number,
): FeatureCollection {
  const features: Feature[] = []
  for (let index = 0; index < points.lon.length; index++) {
    const given = points.category?.[index] ?? 0
    const category = given >= 0 && given < categories ? given : categories
    if (points.category && hidden.has(category)) continue
    const text = points.text?.[index]
    features.push({
      type: 'Feature',
      properties: text === undefined ? { i: index, c: category } : { i: index, c: category, t: text },
      geometry: { type: 'Point', coordinates: [points.lon[index]!, points.lat[index]!] },
    })
  }
  return { type: 'FeatureCollection', features }
}

export function drawLines(map: MapLibre, lines: readonly MapLine[], colour: string): void {
  map.getSource<GeoJSONSource>('lines')?.setData({
    type: 'FeatureCollection',
    features: lines.map((line) => ({
      type: 'Feature',
      properties: { colour: line.colour ?? colour, dashed: line.isDashed ?? false, width: line.width ?? 2.5 },
      geometry: { type: 'LineString', coordinates: line.coordinates.map(([lon, lat]) => [lon, lat]) },
    })),
  })
}

export function drawAreas(map: MapLibre, areas: readonly MapArea[], colour: string): void {
  map.getSource<GeoJSONSource>('areas')?.setData({
    type: 'FeatureCollection',
    features: areas.map((area) => ({
      type: 'Feature',
      properties: { colour: area.colour ?? colour, ...(area.label ? { label: area.label } : {}) },
      geometry: {
        type: 'Polygon',
        coordinates: [[...area.ring, area.ring[0]!].map(([lon, lat]) => [lon, lat])],
      },
    })),
  }) // A label of the area itself would be repeated in every tile the area reaches into.
  map.getSource<GeoJSONSource>('area-labels')?.setData({
    type: 'FeatureCollection',
    features: areas.flatMap((area) =>
      area.label
        ? [
            {
              type: 'Feature' as const,
              properties: { label: area.label },
              geometry: { type: 'Point' as const, coordinates: [...middleOf(area.ring)] },
            },
          ]
        : [],
    ),
  })
}

function middleOf(ring: MapArea['ring']): readonly [number, number] {
  const sum = ring.reduce(([lon, lat], point) => [lon + point[0], lat + point[1]] as const, [
    0, 0,
  ] as readonly [number, number])
  return [sum[0] / ring.length, sum[1] / ring.length]
}

/** Faint lines at round distances give the eye a hold where there are no streets. */
export function drawGrid(map: MapLibre): void {
  const bounds = map.getBounds()
  const [west, east] = [bounds.getWest(), bounds.getEast()]
  const [south, north] = [bounds.getSouth(), bounds.getNorth()]
  const step = gridStep(east - west)
  const features: Feature[] = []
  const add = (coordinates: number[][]) =>
    features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })
  for (let lon = Math.floor(west / step) * step; lon <= east && features.length < 80; lon += step)
    add([
      [lon, south],
      [lon, north],
    ])
  for (let lat = Math.floor(south / step) * step; lat <= north && features.length < 160; lat += step)
    add([
      [west, lat],
      [east, lat],
    ])
  map.getSource<GeoJSONSource>('grid')?.setData({ type: 'FeatureCollection', features })
}
