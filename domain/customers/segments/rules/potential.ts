import type { DistrictType } from '../../contract/words.ts'
import type { PotentialSettings } from '../rule-book.ts'
import { type CustomerFacts, clamp, growthPercent, regularityPercent, roundTo } from './facts.ts'

export interface Candidate {
  readonly customer: CustomerFacts
  readonly score: number
  /** Points by part; they sum to the score. */
  readonly parts: Readonly<Record<keyof PotentialSettings, number>>
}

/** How much passes by; places that are not known are in the middle. */
const PLACE: Readonly<Record<DistrictType, number>> = {
  entertainment: 1,
  transport: 0.9,
  office: 0.8,
  market: 0.8,
  scenic: 0.7,
  residential: 0.6,
  industrial: 0.5,
  school: 0.2,
  other: 0.4,
}

/**
 * SEG-08: customers that order, ranked by what could become of them. Room and breadth are measured against the best
 * quarter of shops of the same format and market type. Equal scores keep the order of their codes.
 */
export function rankPotential(customers: readonly CustomerFacts[], most: PotentialSettings): Candidate[] {
  const buying = customers.filter((one) => one.quantity > 0 && one.ordersRecent > 0)
  const peers = new Map(
    [...Map.groupBy(buying, peerKey)].map(([key, members]) => [
      key,
      {
        quantity: upperQuartile(members.map((one) => one.quantity)),
        breadth: upperQuartile(members.map(breadthOf)),
      },
    ]),
  )
  return buying
    .map((customer): Candidate => {
      const peer = peers.get(peerKey(customer))!
      const growth = growthPercent(customer)
      const place = customer.districtType === null ? 0.5 : PLACE[customer.districtType]
      const parts = {
        // 20 percent of growth over the year is full marks; a shop without last year stands in the middle.
        growth: roundTo(most.growth * (growth === null ? 0.5 : clamp(0.5 + growth / 40, 0, 1))),
        room: roundTo(most.room * clamp(1 - customer.quantity / peer.quantity, 0, 1)),
        breadth: roundTo(most.breadth * clamp(breadthOf(customer) / peer.breadth, 0, 1)),
        regularity: roundTo((most.regularity * (regularityPercent(customer) ?? 50)) / 100),
        location: roundTo(most.location * place),
      }
      return { customer, parts, score: roundTo(Object.values(parts).reduce((sum, part) => sum + part, 0)) }
    })
    .sort((a, b) => b.score - a.score || (a.customer.code < b.customer.code ? -1 : 1))
}

function peerKey(one: CustomerFacts): string {
  return `${one.format}/${one.marketType}`
}

function breadthOf(one: CustomerFacts): number {
  return one.linesRecent / one.ordersRecent
}

function upperQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * 0.75)]!
}
