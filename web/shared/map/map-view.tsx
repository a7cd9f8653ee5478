import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { EmptyState, ErrorBoundary, LoadingState } from '../states.tsx'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/parts.ts'
import { useShade } from '../theme/appearance.ts'
import { categoryColour, otherColour } from '../theme/colours.ts'
import './map.css'
import { countCategories, type MapPoints } from './points.ts'

const MapCanvas = lazy(() => import('./map-canvas.tsx').then((module) => ({ default: module.MapCanvas })))

export interface MapCategory {
  readonly label: string
  /** Only where a thing already has its colour; otherwise its index gives it. */
  readonly colour?: string
}

export interface MapLine {
  readonly id: string
  readonly coordinates: readonly (readonly [lon: number, lat: number])[]
  readonly colour?: string
  readonly isDashed?: boolean
  readonly width?: number
}

export interface MapArea {
  readonly id: string
  /** One outer ring, not closed. */
  readonly ring: readonly (readonly [lon: number, lat: number])[]
  readonly colour?: string
  readonly label?: string
}

export interface MapViewProps {
  readonly points: MapPoints
  readonly categories?: readonly MapCategory[]
  /** What the categories are, as the title of the legend: 业态, 客户经理. */
  readonly legend?: string
  readonly lines?: readonly MapLine[]
  readonly areas?: readonly MapArea[]
  /** Names a point in the list and for screen readers. */
  readonly label: (index: number) => string
  /** What opens at a point. */
  readonly popup?: (index: number) => ReactNode
  readonly onOpen?: (index: number) => void
  /** Makes lasso and rectangle appear. `isAdding`: Shift was held, add to what is selected. */
  readonly onSelect?: (indexes: readonly number[], isAdding: boolean) => void
  readonly selected?: ReadonlySet<number>
  /** A point pointed at elsewhere. */
  readonly highlighted?: number | undefined
  /** Groups near points into one with its count; by itself above 1,500 points. */
  readonly isClustered?: boolean
  /** CSS height; `fill` takes the container's. */
  readonly height?: number | string
  /** Changes move the view to all points again; by default only the first points do. */
  readonly fitKey?: string
  /** Hears the box that is seen: west, south, east, north. */
  readonly onBounds?: (bounds: readonly [number, number, number, number]) => void
}

/**
 * Points, lines and areas on a map that needs no tile server. Comes with legend and counts, selection by lasso or
 * rectangle, and the same points as a list for the keyboard.
 *
 *     <MapView points={points} categories={formats} legend={t('format')} label={(i) => rows[i].name}
 *       popup={(i) => <CustomerCard customer={rows[i]} />} onSelect={setChosen} />
 */
export function MapView(props: MapViewProps) {
  const { points, categories = [] } = props
  const shade = useShade()
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  const counts = useMemo(
    () => countCategories(points.category, categories.length, points.lon.length),
    [points, categories.length],
  )
  const colours = useMemo(
    () => [
      ...categories.map(
        (category, index) => category.colour ?? categoryColour(index, shade, categories.length),
      ),
      otherColour(shade),
    ],
    [categories, shade],
  )
  const entries = [...categories.map((category) => category.label), t('map.other')]
    .map((label, index) => ({ label, index, count: counts[index] ?? 0 }))
    .filter((entry) => entry.count > 0)
  const toggle = (index: number) => {
    const next = new Set(hidden)
    if (next.has(index)) next.delete(index)
    else next.add(index)
    setHidden(next)
  }
  return (
    <section
      className="map"
      style={{ height: props.height === 'fill' ? '100%' : (props.height ?? 460) }}
      aria-label={t('map.label', { count: formatNumber(points.lon.length) })}
    >
      <ErrorBoundary
        fallback={<EmptyState tone="problem" title={t('map.failed')} cure={t('map.failed.cure')} />}
      >
        <Suspense fallback={<LoadingState rows={5} />}>
          <MapCanvas {...props} colours={colours} shade={shade} hidden={hidden} />
        </Suspense>
      </ErrorBoundary>
      {categories.length > 0 && entries.length > 0 && (
        <details className="map-legend" open={entries.length <= 12}>
          <summary>{props.legend ?? t('map.legend')}</summary>
          <ul className="plain">
            {entries.map((entry) => (
              <li key={entry.index}>
                <button
                  type="button"
                  className="map-legend-entry"
                  aria-pressed={!hidden.has(entry.index)}
                  onClick={() => toggle(entry.index)}
                >
                  <span className="map-legend-dot" style={{ background: colours[entry.index] }} />
                  <span>{entry.label}</span>
                  <span className="map-legend-count">{formatNumber(entry.count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
