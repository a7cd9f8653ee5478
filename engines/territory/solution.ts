import type { GeoPoint } from '../kernel/geometry.ts'

export interface Territory {
  readonly managerId: string
  readonly customers: number
  readonly workload: number
  /** Workload divided by the manager's fair share: 1 = exactly even. */
  readonly workloadRatio: number
  readonly centre: GeoPoint | null
  /** Workload-weighted mean distance from the centre. */
  readonly meanDistanceKm: number
  /** Customers not connected with the main part of the territory. */
  readonly strayCustomers: number
}

/** Why a limit could not be met. */
export interface TerritoryObstacle {
  readonly code: 'locked-workload' | 'group-workload' | 'single-customer' | 'forbidden' | 'tolerance'
  readonly managerId?: string
  readonly customerId?: string
  readonly groupId?: string
  readonly numbers: Readonly<Record<string, number>>
}

export interface TerritoryPlan {
  /** Owner of every customer, in the order of the problem's customers. */
  readonly managerIds: readonly string[]
  readonly territories: readonly Territory[]
  /** Workload x squared distance from the centre, summed (km2 x workload), plus change prices. */
  readonly cost: number
  /** No assignment to these centres within the tolerance costs less. */
  readonly costBound: number
  /** (cost - bound) / bound. */
  readonly gap: number
  /** Largest |workloadRatio - 1|. */
  readonly maxDeviation: number
  /** Heaviest over lightest workload per share. */
  readonly maxOverMin: number
  readonly changedOwners: number
  readonly customersWithoutPlace: number
  readonly strayCustomers: number
  /** Empty when every limit is met. */
  readonly obstacles: readonly TerritoryObstacle[]
}

export interface TerritoryViolation {
  readonly code:
    | 'unknown-manager'
    | 'locked-moved'
    | 'group-split'
    | 'forbidden-pair'
    | 'tolerance'
    | 'no-owner'
  readonly customerId?: string
  readonly managerId?: string
  readonly groupId?: string
  readonly numbers: Readonly<Record<string, number>>
}
