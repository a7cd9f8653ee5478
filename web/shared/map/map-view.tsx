import { lazy, Suspense, useMemo, useState } from 'react'
import { EmptyState, ErrorBoundary, LoadingState } from '../states.tsx'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/parts.ts'
import { useShade } from '../theme/appearance.ts'
import { categoryColour, otherColour } from '../theme/colours.ts'
import './map.css'
import type { MapViewProps } from './map-props.ts'
import { countCategories } from './points.ts'

const MapCanvas = lazy(() => import('./map-canvas.tsx').then((module) => ({ default: module.MapCanvas })))

export type { MapArea, MapCategory, MapLine, MapViewProps } from './map-props.ts'

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
