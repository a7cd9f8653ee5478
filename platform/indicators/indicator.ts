import type { Principal, Scope } from '../auth/principal.ts'
import type { Tx } from '../database/index.ts'
import { assert } from '../refusal.ts'

/**
 * A number that is defined once: name, formula in words, unit, version, the query that gives it and the rows behind
 * it. Dashboards, targets, reports and alerts all ask here, so the same word is the same number everywhere.
 */
export interface Indicator {
  /** `snake_case`, shared by all versions of one indicator: `coverage_order`. */
  readonly id: string
  /** Sources disagree about formulas: every answer names the version that gave it. */
  readonly definitionVersion: number
  /** The version holds for periods that end on or after this date. */
  readonly validFrom: string
  readonly name: Bilingual
  /** The formula in words, as a person would check it by hand. */
  readonly formula: Bilingual
  readonly unit: IndicatorUnit
  /** Standard, mission row, or usage. */
  readonly source: string
  /** Words by which it can be broken down; a filter may ask for these only. */
  readonly dimensions: readonly string[]
  /** How several rows become one. Absent: they do not add up, the query gives totals itself. */
  readonly total?: 'sum' | 'ratio'
  value(tx: Tx, query: IndicatorQuery): Promise<readonly IndicatorRow[]>
  /** The rows the number is made of, for one cell; absent when there is nothing below. */
  drill?(tx: Tx, query: IndicatorQuery, page: DrillPage): Promise<DrillRows>
}

/** `share` is a fraction that screens show as per cent; money is in fen. */
export type IndicatorUnit =
  | 'fen'
  | 'cartons'
  | 'customers'
  | 'visits'
  | 'share'
  | 'days'
  | 'count'
  | 'index'
  | 'hours'
  | 'km'

export interface Bilingual {
  readonly zh: string
  readonly en: string
}

export interface IndicatorQuery {
  /** First and last day of the period, both included. */
  readonly from: string
  readonly to: string
  /** Dimensions to break down by; empty for one number. */
  readonly by: readonly string[]
  /** Only where the dimension has one of these values. */
  readonly where: Readonly<Record<string, readonly string[]>>
  /** Who reads and how far: the definition turns this into its own condition (`customerScope`). */
  readonly reader: Reader
}

export interface Reader {
  readonly principal: Principal
  readonly scope: Scope
  readonly masks: readonly string[]
}

export interface IndicatorRow {
  /** One value per dimension of `by`. */
  readonly group: Readonly<Record<string, string | null>>
  /** Null where it is not defined (nothing to divide by). */
  readonly value: number | null
  /** Both parts of a ratio, so that totals and checks by hand are possible. */
  readonly numerator?: number
  readonly denominator?: number
  /** How many customers or persons stand behind the cell; needed wherever a reader may see aggregates only. */
  readonly subjects?: number
}

export interface DrillPage {
  readonly limit: number
  readonly offset: number
}

export interface DrillRows {
  readonly columns: readonly {
    readonly key: string
    readonly name: Bilingual
    readonly unit?: IndicatorUnit
  }[]
  readonly rows: readonly Readonly<Record<string, string | number | null>>[]
  readonly total: number
}

const registry = new Map<string, Indicator[]>()

/** Registers one version of an indicator. */
export function defineIndicator(indicator: Indicator): Indicator {
  assert(/^[a-z][a-z0-9_]*$/.test(indicator.id), `an indicator id is snake_case: ${indicator.id}`)
  const versions = registry.get(indicator.id) ?? []
  assert(
    versions.every((other) => other.definitionVersion !== indicator.definitionVersion),
    `version ${indicator.definitionVersion} of ${indicator.id} is defined once`,
  )
  versions.push(indicator)
  versions.sort((a, b) =>
    a.validFrom < b.validFrom
      ? -1
      : a.validFrom > b.validFrom
        ? 1
        : a.definitionVersion - b.definitionVersion,
  )
  registry.set(indicator.id, versions)
  return indicator
}

/** The version in force for a period that ends on `date`; periods before all versions get the first one. */
export function indicatorAt(id: string, date: string): Indicator | undefined {
  const versions = registry.get(id)
  return versions?.findLast((version) => version.validFrom <= date) ?? versions?.[0]
}

export function versionsOf(id: string): readonly Indicator[] {
  return registry.get(id) ?? []
}

/** The present version of every indicator, by id. */
export function allIndicators(date: string): Indicator[] {
  return [...registry.keys()].sort().map((id) => indicatorAt(id, date)!)
}
