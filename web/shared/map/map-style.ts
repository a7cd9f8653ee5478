import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'
import type { MapSource } from '../../../platform/maps/contract.ts'
import type { Palette } from '../theme/palette.ts'

const nothing = { type: 'geojson' as const, data: { type: 'FeatureCollection' as const, features: [] } }

/** A whole style without any address to fetch from, unless a tile source is configured. */
export function makeStyle(options: {
  readonly palette: Palette
  readonly colours: readonly string[]
  readonly isClustered: boolean
  readonly source: MapSource | undefined
}): StyleSpecification {
  const { palette, colours, isClustered, source } = options
  const isDark = palette.surface !== '#ffffff'
  const colour: ExpressionSpecification | string =
    colours.length > 1
      ? ([
          'match',
          ['get', 'c'],
          ...colours.slice(0, -1).flatMap((value, index) => [index, value]),
          colours.at(-1)!,
        ] as unknown as ExpressionSpecification)
      : palette.primary
  const label = {
    'text-font': ['sans'],
    'text-allow-overlap': true,
    'text-ignore-placement': true,
  }
  return {
    version: 8,
    sources: {
      ...(source
        ? {
            tiles: {
              type: 'raster' as const,
              tiles: [...source.tiles],
              tileSize: 256,
              attribution: source.attribution,
              maxzoom: source.maxZoom,
            },
          }
        : {}),
      grid: nothing,
      areas: nothing,
      'area-labels': nothing,
      lines: nothing,
      points: {
        ...nothing,
        cluster: isClustered,
        clusterRadius: 42,
        clusterMaxZoom: 13,
      },
      selected: nothing,
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': isDark ? '#1a201f' : '#f1efe9' } },
      ...(source ? [{ id: 'tiles', type: 'raster' as const, source: 'tiles' }] : []),
      {
        id: 'grid',
        type: 'line',
        source: 'grid',
        layout: { visibility: source ? 'none' : 'visible' },
        paint: { 'line-color': isDark ? '#262d2b' : '#e4e0d8', 'line-width': 1 },
      },
      {
        id: 'areas',
        type: 'fill',
        source: 'areas',
        paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.13 },
      },
      {
        id: 'area-edges',
        type: 'line',
        source: 'areas',
        paint: { 'line-color': ['get', 'colour'], 'line-width': 1.4, 'line-opacity': 0.75 },
      },
      {
        id: 'lines',
        type: 'line',
        source: 'lines',
        filter: ['!', ['get', 'dashed']],
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': ['get', 'colour'], 'line-width': ['get', 'width'], 'line-opacity': 0.85 },
      },
      {
        id: 'dashed-lines',
        type: 'line',
        source: 'lines',
        filter: ['get', 'dashed'],
        paint: {
          'line-color': ['get', 'colour'],
          'line-width': ['get', 'width'],
          'line-opacity': 0.85,
          'line-dasharray': [2, 2],
        },
      },
      {
        id: 'clusters',
        type: 'circle',
        source: 'points',
        filter: ['has', 'point_count'],
        paint: {
          'circle-color': isDark ? '#2f6f68' : '#0d5f58',
          'circle-opacity': 0.9,
          'circle-radius': [
            'interpolate',
            ['linear'],
            ['log10', ['get', 'point_count']],
            0.3,
            11,
            2,
            17,
            3.5,
            30,
          ],
          'circle-stroke-width': 3,
          'circle-stroke-color': isDark ? '#2f6f68' : '#0d5f58',
          'circle-stroke-opacity': 0.25,
        },
      },
      {
        id: 'cluster-counts',
        type: 'symbol',
        source: 'points',
        filter: ['has', 'point_count'],
        layout: { ...label, 'text-field': ['to-string', ['get', 'point_count']], 'text-size': 12 },
        paint: { 'text-color': '#ffffff' },
      },
      {
        id: 'points',
        type: 'circle',
        source: 'points',
        filter: ['!', ['has', 'point_count']],
        paint: {
          'circle-color': colour,
          // MapLibre wants the zoom outermost: points with a number keep their size at each step.
          'circle-radius': [
            'interpolate',
            ['linear'],
            ['zoom'],
            8,
            ['case', ['has', 't'], 11, 2],
            12,
            ['case', ['has', 't'], 11, 3.6],
            15,
            ['case', ['has', 't'], 11, 6.5],
          ] as unknown as ExpressionSpecification,
          'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 9, 0, 12, 1],
          'circle-stroke-color': palette.surface,
        },
      },
      {
        id: 'selected',
        type: 'circle',
        source: 'selected',
        paint: {
          'circle-color': 'rgba(0,0,0,0)',
          'circle-radius': ['case', ['get', 'h'], 12, 8],
          'circle-stroke-width': ['case', ['get', 'h'], 3.5, 2.5],
          'circle-stroke-color': palette.text,
        },
      },
      {
        id: 'texts',
        type: 'symbol',
        source: 'points',
        filter: ['has', 't'],
        layout: { ...label, 'text-field': ['get', 't'], 'text-size': 12 },
        paint: { 'text-color': isDark ? '#0b1412' : '#ffffff' },
      },
      {
        id: 'area-labels',
        type: 'symbol',
        source: 'area-labels',
        layout: { 'text-font': ['sans'], 'text-field': ['get', 'label'], 'text-size': 13 },
        paint: { 'text-color': palette.text, 'text-halo-color': palette.surface, 'text-halo-width': 1.5 },
      },
    ],
  }
}
