/** A place in WGS-84 degrees. */
export interface GeoPoint {
  readonly lon: number
  readonly lat: number
}

/** Mean radius of the Earth in kilometres (IUGG), the value every travel figure of the project uses. */
export const EARTH_RADIUS_KM = 6371.0088

/** Great-circle distance in kilometres (haversine). */
export function greatCircleKm(from: GeoPoint, to: GeoPoint): number {
  const radians = Math.PI / 180
  const sinLat = Math.sin(((to.lat - from.lat) * radians) / 2)
  const sinLon = Math.sin(((to.lon - from.lon) * radians) / 2)
  const h = sinLat * sinLat + Math.cos(from.lat * radians) * Math.cos(to.lat * radians) * sinLon * sinLon
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Projects to local kilometres around `origin` (equirectangular): right to 0.1 % within a prefecture. */
export function toLocalKm(origin: GeoPoint, point: GeoPoint): { readonly x: number; readonly y: number } {
  const kmPerDegree = (EARTH_RADIUS_KM * Math.PI) / 180
  return {
    x: (point.lon - origin.lon) * kmPerDegree * Math.cos((origin.lat * Math.PI) / 180),
    y: (point.lat - origin.lat) * kmPerDegree,
  }
}
