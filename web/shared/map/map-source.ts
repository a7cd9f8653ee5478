import { useSyncExternalStore } from 'react'

/** A licensed tile source a company configured; without one the map is drawn on a plain ground. */
export interface MapSource {
  /** Addresses with `{z}/{x}/{y}`. */
  readonly tiles: readonly string[]
  /** Names the source and the approval number of the base map (审图号), always shown. */
  readonly attribution: string
  readonly maxZoom?: number
}

let source: MapSource | undefined
const listeners = new Set<() => void>()

/** Told once after sign-in, from the company's settings. */
export function setMapSource(next: MapSource | undefined): void {
  source = next
  for (const listener of listeners) listener()
}

export function useMapSource(): MapSource | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => source,
  )
}
