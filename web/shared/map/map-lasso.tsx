import { type PointerEvent, useEffect, useEffectEvent, useState } from 'react'
import { t } from '../text/parts.ts'
import type { ScreenPoint } from './points.ts'

/** Lies over the map while something is being circled; the map itself does not move meanwhile. */
export function MapLasso({
  isBox,
  onEnd,
  onCancel,
}: {
  readonly isBox: boolean
  readonly onEnd: (polygon: readonly ScreenPoint[], isAdding: boolean) => void
  readonly onCancel: () => void
}) {
  const [trail, setTrail] = useState<readonly ScreenPoint[]>([])
  const cancel = useEffectEvent(onCancel)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => event.key === 'Escape' && cancel()
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])

  const at = (event: PointerEvent<SVGSVGElement>): ScreenPoint => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const polygon = isBox && trail.length > 1 ? boxOf(trail[0]!, trail.at(-1)!) : trail
  return (
    <svg
      className="map-lasso"
      role="application"
      aria-label={t('map.select.hint')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setTrail([at(event)])
      }}
      onPointerMove={(event) => {
        if (trail.length === 0) return
        const point = at(event)
        const last = trail.at(-1)!
        if (Math.hypot(point.x - last.x, point.y - last.y) > 3) setTrail([...trail, point])
      }}
      onPointerUp={(event) => {
        onEnd(polygon, event.shiftKey)
        setTrail([])
      }}
    >
      <title>{t('map.select.hint')}</title>
      <polygon points={polygon.map((point) => `${point.x},${point.y}`).join(' ')} />
      {trail.length === 0 && (
        <text x="50%" y="26" textAnchor="middle">
          {t('map.select.hint')}
        </text>
      )}
    </svg>
  )
}

function boxOf(a: ScreenPoint, b: ScreenPoint): ScreenPoint[] {
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }]
}
