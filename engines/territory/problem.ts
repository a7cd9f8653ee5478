import type { GeoPoint } from '../kernel/geometry.ts'

export interface TerritoryCustomer {
  readonly id: string
  /** null = place unknown: given to whoever has room, never asked to be near. */
  readonly location: GeoPoint | null
  /** Minutes a month (visits x service, or with travel); any unit, not negative. */
  readonly workload: number
  readonly presentManagerId?: string | null
  /** The present owner must stay. */
  readonly isLocked?: boolean
  /** Customers with the same group (a chain) get one owner. */
  readonly groupId?: string | null
}

export interface TerritoryManager {
  readonly id: string
  readonly home?: GeoPoint | null
  /** Share of the workload relative to the others; default 1. */
  readonly capacityShare?: number
}

export interface TerritoryProblem {
  readonly customers: readonly TerritoryCustomer[]
  readonly managers: readonly TerritoryManager[]
  /** Customers a manager must not own (kinship, conflict of interest). */
  readonly forbidden?: readonly { readonly customerId: string; readonly managerId: string }[]
  /** Largest relative deviation from a manager's fair workload: 0.01 = one per cent. */
  readonly tolerance: number
  /**
   * Price of giving a customer a new owner, in kilometres: the present owner is kept unless another
   * centre is that much nearer. 0 (default) = design afresh, present owners only name the territories.
   */
  readonly changePriceKm?: number
}
