import {
  AimOutlined,
  BorderOutlined,
  DragOutlined,
  MinusOutlined,
  NodeIndexOutlined,
  PlusOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import {
  type GeoJSONSource,
  type LngLatBoundsLike,
  type MapGeoJSONFeature,
  Map as MapLibre,
  Popup,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { getMapSource, type MapSource } from '../../../platform/maps/contract.ts'
import { EmptyState } from '../states.tsx'
import { t } from '../text/parts.ts'
import { palettes } from '../theme/tokens.ts'
import { useCall } from '../use-call.ts'
import { displayIn } from './display.ts'
import { collectFeatures, drawAreas, drawGrid, drawLines } from './map-features.ts'
import { MapLasso } from './map-lasso.tsx'
import { MapList } from './map-list.tsx'
import type { MapCanvasProps } from './map-props.ts'
import { makeStyle } from './map-style.ts'
import { boundsOf, isInside, type ScreenPoint } from './points.ts'

// Without this MapLibre looks for its worker beside its own file, which the bundler has moved.
setWorkerUrl(workerUrl)

const CLUSTER_FROM = 1500

type Tool = 'pan' | 'lasso' | 'box'

/** The drawn map. Loaded on its own: MapLibre is as large as the rest of the first page together. */
export function MapCanvas(props: MapCanvasProps) {
  const answer = useCall(getMapSource, {}, { staleSeconds: 3600 })
  const source = answer.data?.source ?? undefined
  const display = useMemo(() => displayIn(source?.crs ?? 'wgs84'), [source?.crs])
  const points = useMemo(() => display.points(props.points), [display, props.points])
  const lines = useMemo(() => display.lines(props.lines ?? []), [display, props.lines])
  const areas = useMemo(() => display.areas(props.areas ?? []), [display, props.areas])
  // Drawn once it is known what lies below; without an answer, on a plain ground.
  if (answer.isPending && answer.isFetching) return null
  return (
    <Drawn
      {...props}
      points={points}
      lines={lines}
      areas={areas}
      source={source}
      onBounds={(bounds) => props.onBounds?.(display.boundsBack(bounds))}
    />
  )
}

function Drawn(props: MapCanvasProps & { readonly source: MapSource | undefined }) {
  const { points, colours, shade, hidden } = props
  const holder = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre>()
  const [hasFailed, setFailed] = useState(false)
  const [tool, setTool] = useState<Tool>('pan')
  const [isListOpen, setListOpen] = useState(false)
  const [opened, setOpened] = useState<number>()
  const { source } = props
  const isClustered = props.isClustered ?? points.lon.length > CLUSTER_FROM

  const onClick = useEffectEvent((feature: MapGeoJSONFeature | undefined) => {
    if (!feature) {
      setOpened(undefined)
      return
    }
    const index = Number(feature.properties.i)
    if (props.popup) setOpened(index)
    props.onOpen?.(index)
  })
  const onBounds = useEffectEvent((bounds: readonly [number, number, number, number]) =>
    props.onBounds?.(bounds),
  )

  // A map is made anew only when its ground changes; data, selection and tools are set on the standing one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    let made: MapLibre
    try {
      made = new MapLibre({
        container: holder.current!,
        style: makeStyle({ palette: palettes[shade], colours, isClustered, source }),
        bounds: (boundsOf(points) ?? [105, 30, 125, 40]) as LngLatBoundsLike,
        fitBoundsOptions: { padding: 48, maxZoom: 15 },
        attributionControl: source ? {} : false,
        // The plane is enough: nobody needs to tilt a city to plan a day.
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        fadeDuration: 0,
      })
    } catch {
      setFailed(true)
      return
    }
    made.touchZoomRotate.disableRotation()
    made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right')
    const tellBounds = () => {
      drawGrid(made)
      const box = made.getBounds()
      onBounds([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()])
    }
    made.on('load', () => {
      setMap(made)
      tellBounds()
    })
    made.on('moveend', tellBounds)
    made.on('click', (event) => {
      const [cluster] = made.queryRenderedFeatures(event.point, { layers: layersOf(made, ['clusters']) })
      if (cluster) {
        void openCluster(made, cluster)
        return
      }
      const [feature] = made.queryRenderedFeatures(
        [
          [event.point.x - 4, event.point.y - 4],
          [event.point.x + 4, event.point.y + 4],
        ],
        { layers: layersOf(made, ['points']) },
      )
      onClick(feature)
    })
    made.on('mousemove', (event) => {
      const found = made.queryRenderedFeatures(event.point, {
        layers: layersOf(made, ['points', 'clusters']),
      })
      made.getCanvas().style.cursor = found.length > 0 ? 'pointer' : ''
    })
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(holder.current!)
    return () => {
      observer.disconnect()
      setMap(undefined)
      made.remove()
    }
  }, [shade, isClustered, source, colours.join()])

  useEffect(() => {
    if (!map) return
    const data = collectFeatures(points, hidden, colours.length - 1)
    map.getSource<GeoJSONSource>('points')?.setData(data)
  }, [map, points, hidden, colours.length])

  useEffect(() => {
    if (map) drawLines(map, props.lines ?? [], colours[0]!)
  }, [map, props.lines, colours])
  useEffect(() => {
    if (map) drawAreas(map, props.areas ?? [], colours[0]!)
  }, [map, props.areas, colours])

  const { selected, highlighted } = props
  useEffect(() => {
    if (!map) return
    const indexes = [...(selected ?? []), ...(highlighted === undefined ? [] : [highlighted])]
    map.getSource<GeoJSONSource>('selected')?.setData({
      type: 'FeatureCollection',
      features: indexes.map((index) => ({
        type: 'Feature',
        properties: { h: index === highlighted },
        geometry: { type: 'Point', coordinates: [points.lon[index]!, points.lat[index]!] },
      })),
    })
  }, [map, points, selected, highlighted])

  const fit = useEffectEvent(() => {
    const bounds = boundsOf(points)
    if (bounds) map?.fitBounds(bounds as LngLatBoundsLike, { padding: 48, maxZoom: 15, duration: 300 })
  })
  const isEmpty = points.lon.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: fits again when asked to, and when the first points come.
  useEffect(() => fit(), [map, props.fitKey, isEmpty])

  const select = (polygon: readonly ScreenPoint[], isAdding: boolean) => {
    setTool('pan')
    if (!map || polygon.length < 3) return
    const found: number[] = []
    for (let index = 0; index < points.lon.length; index++) {
      const category = points.category?.[index] ?? 0
      const shown = category >= 0 && category < colours.length - 1 ? category : colours.length - 1
      if (points.category && hidden.has(shown)) continue
      if (isInside(map.project([points.lon[index]!, points.lat[index]!]), polygon)) found.push(index)
    }
    props.onSelect?.(found, isAdding)
  }

  if (hasFailed) {
    return (
      <>
        <EmptyState tone="problem" title={t('map.failed')} cure={t('map.failed.cure')} />
        <MapList {...props} map={undefined} onOpen={(index) => props.onOpen?.(index)} />
      </>
    )
  }
  const tools: readonly (readonly [Tool, ReactNode, string])[] = [
    ['pan', <DragOutlined key="pan" />, t('map.select.pan')],
    ['lasso', <NodeIndexOutlined key="lasso" />, t('map.select.lasso')],
    ['box', <BorderOutlined key="box" />, t('map.select.box')],
  ]
  return (
    <>
      <div ref={holder} className="map-canvas" />
      {tool !== 'pan' && <MapLasso isBox={tool === 'box'} onEnd={select} onCancel={() => setTool('pan')} />}
      <div className="map-tools">
        <MapButton label={t('map.zoomIn')} icon={<PlusOutlined />} onClick={() => map?.zoomIn()} />
        <MapButton label={t('map.zoomOut')} icon={<MinusOutlined />} onClick={() => map?.zoomOut()} />
        <MapButton label={t('map.fit')} icon={<AimOutlined />} onClick={() => fit()} />
        {props.onSelect && (
          <fieldset className="map-tool-group" aria-label={t('map.select.lasso')}>
            {tools.map(([name, icon, label]) => (
              <MapButton
                key={name}
                label={label}
                icon={icon}
                isPressed={tool === name}
                onClick={() => setTool(name)}
              />
            ))}
          </fieldset>
        )}
        <MapButton
          label={t('map.list.hint')}
          icon={<UnorderedListOutlined />}
          isPressed={isListOpen}
          onClick={() => setListOpen(!isListOpen)}
        />
      </div>
      {isListOpen && (
        <div className="map-side">
          <MapList
            {...props}
            map={map}
            onOpen={(index) => {
              map?.easeTo({
                center: [points.lon[index]!, points.lat[index]!],
                zoom: Math.max(map.getZoom(), 14),
              })
              if (props.popup) setOpened(index)
              props.onOpen?.(index)
            }}
          />
        </div>
      )}
      {map && opened !== undefined && opened < points.lon.length && props.popup && (
        <MapPopup
          map={map}
          at={[points.lon[opened]!, points.lat[opened]!]}
          onClose={() => setOpened(undefined)}
        >
          {props.popup(opened)}
        </MapPopup>
      )}
    </>
  )
}

function MapButton({
  label,
  icon,
  isPressed,
  onClick,
}: {
  readonly label: string
  readonly icon: ReactNode
  readonly isPressed?: boolean
  readonly onClick: () => void
}) {
  return (
    <button
      type="button"
      className="map-button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      {icon}
    </button>
  )
}

/** React's content in MapLibre's own popup, which keeps to its place while the map moves. */
function MapPopup({
  map,
  at,
  onClose,
  children,
}: {
  readonly map: MapLibre
  readonly at: readonly [number, number]
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const [element] = useState(() => document.createElement('div'))
  const close = useEffectEvent(onClose)
  const [lon, lat] = at
  useEffect(() => {
    const popup = new Popup({ maxWidth: '340px', offset: 10, closeOnClick: false, focusAfterOpen: true })
      .setDOMContent(element)
      .setLngLat([lon, lat])
      .addTo(map)
    let isRemoved = false
    popup.on('close', () => {
      if (!isRemoved) close()
    })
    return () => {
      isRemoved = true
      popup.remove()
    }
  }, [map, element, lon, lat])
  return createPortal(children, element)
}

async function openCluster(map: MapLibre, cluster: MapGeoJSONFeature): Promise<void> {
  const zoom = await map
    .getSource<GeoJSONSource>('points')!
    .getClusterExpansionZoom(Number(cluster.properties.cluster_id))
  if (cluster.geometry.type !== 'Point') return
  map.easeTo({ center: cluster.geometry.coordinates as [number, number], zoom, duration: 300 })
}

/** Clicks may come before the style is there. */
function layersOf(map: MapLibre, names: readonly string[]): string[] {
  return names.filter((name) => map.getLayer(name))
}
