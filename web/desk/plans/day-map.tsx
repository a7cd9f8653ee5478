import { useMemo } from 'react'
import type { PlanDetail, PlannedVisit } from '../../../domain/plans/contract.ts'
import { MapView } from '../../shared/map/map-view.tsx'
import { pointsOf } from '../../shared/map/points.ts'
import { t } from '../../shared/text/plans.ts'
import { clockOf } from './words.ts'

export interface DayMapProps {
  readonly plan: PlanDetail
  readonly visits: readonly PlannedVisit[]
  readonly openVisitId: string | undefined
  readonly onOpen: (visitId: string) => void
}

/** The day's stops with their numbers, and the way between them from home and back. */
export function DayMap({ plan, visits, openVisitId, onOpen }: DayMapProps) {
  // Home comes first, so that the view holds the whole way; the stops follow in their order.
  const points = useMemo(() => {
    const home = plan.home ? [{ lon: plan.home.lon, lat: plan.home.lat, text: t('day.home') }] : []
    const stops = visits.map((visit) => ({
      lon: visit.lon,
      lat: visit.lat,
      text: String(visit.sequence),
      visit,
    }))
    const rows: { lon: number | null; lat: number | null; text: string; visit?: PlannedVisit }[] =
      visits.length > 0 ? [...home, ...stops] : []
    const placed = pointsOf(rows, { lon: (row) => row.lon, lat: (row) => row.lat, text: (row) => row.text })
    return { ...placed, visits: placed.index.map((row) => rows[row]?.visit) }
  }, [plan.home, visits])
  const lines = useMemo(() => {
    const stops = visits.flatMap((visit): [number, number][] =>
      visit.lon === null || visit.lat === null ? [] : [[visit.lon, visit.lat]],
    )
    if (stops.length === 0) return []
    const home: [number, number][] = plan.home ? [[plan.home.lon, plan.home.lat]] : []
    return [
      { id: 'route', coordinates: stops },
      // The ways from and to home are dashed: they are walked through, not visited.
      { id: 'out', coordinates: [...home, stops[0]!], isDashed: true },
      { id: 'back', coordinates: [stops.at(-1)!, ...home], isDashed: true },
    ].filter((line) => line.coordinates.length > 1)
  }, [plan.home, visits])
  const opened = points.visits.findIndex((visit) => visit !== undefined && visit.visitId === openVisitId)
  return (
    <MapView
      points={points}
      lines={lines}
      height={300}
      isClustered={false}
      fitKey={visits[0]?.date ?? 'empty'}
      highlighted={opened < 0 ? undefined : opened}
      label={(index) => {
        const visit = points.visits[index]
        return visit
          ? `${visit.sequence}. ${visit.customerName} ${clockOf(visit.arriveMinute)}`
          : t('day.start')
      }}
      onOpen={(index) => {
        const visit = points.visits[index]
        if (visit) onOpen(visit.visitId)
      }}
    />
  )
}
