import type { ReactNode } from 'react'
import type { Shade } from '../theme/appearance.ts'
import type { MapPoints } from './points.ts'

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

/** What the drawn map gets from the frame around it. */
export interface MapCanvasProps extends MapViewProps {
  /** One colour per category, and one for the others. */
  readonly colours: readonly string[]
  readonly shade: Shade
  /** Categories switched off in the legend. */
  readonly hidden: ReadonlySet<number>
}
