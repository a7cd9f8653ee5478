import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/parts.ts'
import type { MapCanvasProps } from './map-props.ts'

const MOST = 200

/** What the map shows now, as a list of buttons: for the keyboard, for screen readers, and for maps that cannot be drawn. */
export function MapList({
  points,
  categories = [],
  colours,
  label,
  map,
  onOpen,
}: Pick<MapCanvasProps, 'points' | 'categories' | 'colours' | 'label'> & {
  readonly map: MapLibre | undefined
  readonly onOpen: (index: number) => void
}) {
  const [moves, setMoves] = useState(0)
  useEffect(() => {
    const count = () => setMoves((before) => before + 1)
    map?.on('moveend', count)
    return () => {
      map?.off('moveend', count)
    }
  }, [map])
  void moves
  const bounds = map?.getBounds()
  const seen: number[] = []
  for (let index = 0; index < points.lon.length; index++)
    if (!bounds || bounds.contains([points.lon[index]!, points.lat[index]!])) seen.push(index)
  return (
    <div className="map-list">
      <div className="map-list-head" role="status">
        {t('map.inView', { count: formatNumber(seen.length) })}
      </div>
      <ul className="plain">
        {seen.slice(0, MOST).map((index) => {
          const category = points.category?.[index] ?? 0
          return (
            <li key={index}>
              <button type="button" className="map-list-item" onClick={() => onOpen(index)}>
                <span
                  className="map-legend-dot"
                  style={{ background: colours[category] ?? colours.at(-1) }}
                />
                <span>{label(index)}</span>
                {categories[category] && <span className="quiet">{categories[category].label}</span>}
              </button>
            </li>
          )
        })}
      </ul>
      {seen.length > MOST && <div className="quiet map-list-more">{t('map.truncated', { count: MOST })}</div>}
    </div>
  )
}
