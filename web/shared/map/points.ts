/** Points of a map as columns of equal length: thirty thousand customers without thirty thousand objects. */
export interface MapPoints {
  /** WGS-84 degrees. */
  readonly lon: ArrayLike<number>
  readonly lat: ArrayLike<number>
  /** Index into the categories; absent: all the same. A negative one means "other". */
  readonly category?: ArrayLike<number>
  /** A short text inside the point: its place in a route. */
  readonly text?: ArrayLike<string>
}

/** Columns out of rows; rows without a position are left out, `index` tells which row a point came from. */
export function pointsOf<Row>(
  rows: readonly Row[],
  read: {
    readonly lon: (row: Row) => number | null | undefined
    readonly lat: (row: Row) => number | null | undefined
    readonly category?: (row: Row) => number
    readonly text?: (row: Row) => string
  },
): MapPoints & { readonly index: readonly number[] } {
  const lon: number[] = []
  const lat: number[] = []
  const category: number[] = []
  const text: string[] = []
  const index: number[] = []
  for (const [at, row] of rows.entries()) {
    const x = read.lon(row)
    const y = read.lat(row)
    if (x === null || x === undefined || y === null || y === undefined) continue
    lon.push(x)
    lat.push(y)
    if (read.category) category.push(read.category(row))
    if (read.text) text.push(read.text(row))
    index.push(at)
  }
  return { lon, lat, index, ...(read.category ? { category } : {}), ...(read.text ? { text } : {}) }
}

export type Bounds = readonly [west: number, south: number, east: number, north: number]

/**
 * The box around the points, leaving out the outermost 0.1 % on each side when there are many: one wrong coordinate
 * must not make a city invisible. Undefined without points.
 */
export function boundsOf(points: Pick<MapPoints, 'lon' | 'lat'>): Bounds | undefined {
  if (points.lon.length === 0) return undefined
  const lons = Array.from(points.lon).sort((a, b) => a - b)
  const lats = Array.from(points.lat).sort((a, b) => a - b)
  const cut = lons.length >= 1000 ? Math.floor(lons.length / 1000) : 0
  const last = lons.length - 1 - cut
  return [lons[cut]!, lats[cut]!, lons[last]!, lats[last]!]
}

/** How many points each category has; the last entry counts the others. */
export function countCategories(
  category: ArrayLike<number> | undefined,
  categories: number,
  total: number,
): number[] {
  const counts = new Array<number>(categories + 1).fill(0)
  if (!category) {
    counts[0] = total
    return counts
  }
  for (let index = 0; index < category.length; index++) {
    const value = category[index]!
    const at = value >= 0 && value < categories ? value : categories
    counts[at] = counts[at]! + 1
  }
  return counts
}

export interface ScreenPoint {
  readonly x: number
  readonly y: number
}

/** Whether a point lies inside a polygon, by counting crossings (even-odd rule). */
export function isInside(point: ScreenPoint, polygon: readonly ScreenPoint[]): boolean {
  let inside = false
  for (let index = 0, before = polygon.length - 1; index < polygon.length; before = index++) {
    const a = polygon[index]!
    const b = polygon[before]!
    if (a.y > point.y !== b.y > point.y && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x)
      inside = !inside
  }
  return inside
}

/** A grid line distance that gives between 4 and 10 lines over a span, from the series 1, 2, 5. */
export function gridStep(span: number): number {
  const rough = span / 8
  const power = 10 ** Math.floor(Math.log10(rough))
  const scaled = rough / power
  return (scaled > 5 ? 10 : scaled > 2 ? 5 : scaled > 1 ? 2 : 1) * power
}
