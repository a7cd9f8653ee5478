/** Territories and visit months of synthetic cities, by the commands people run, checked by the independent validators. */
import { join } from 'node:path'
import { run as writeCity } from '../cli/commands/city.ts'
import { run as planMonth } from '../cli/commands/plan.ts'
import { run as drawTerritories } from '../cli/commands/territory.ts'
import { addMonths, monthOf } from '../engines/kernel/dates.ts'
import { localDate, systemClock } from '../platform/clock.ts'
import { type Report, rounded } from './line.ts'

export interface CitySize {
  readonly shops: number
  readonly managers: number
}

export const CITIES: readonly CitySize[] = [
  { shops: 1200, managers: 6 },
  { shops: 10_000, managers: 40 },
]

export async function benchPlanning(
  folder: string,
  sizes: readonly CitySize[],
  what: readonly ('territory' | 'schedule')[],
  report: Report,
): Promise<void> {
  for (const { shops, managers } of sizes) {
    const place = join(folder, `${shops}`)
    await writeCity(['--shops', String(shops), '--managers', String(managers), '--out', place])
    const files = ['--customers', join(place, 'customers.csv'), '--managers', join(place, 'managers.csv')]
    const city = `${shops} shops, ${managers} managers`
    if (what.includes('territory')) {
      const { summary } = await drawTerritories([...files, '--out', join(place, 'territory.csv')])
      const found = summary as {
        seconds: number
        violations: unknown[]
        maxDeviation: number
        meanDistanceKm: number
      }
      report({
        name: 'territories',
        value: rounded(found.seconds, 2),
        unit: 's',
        passed: found.violations.length === 0,
        detail: {
          city,
          violations: found.violations.length,
          'largest deviation of workload': rounded(found.maxDeviation, 4),
          'mean distance km': rounded(found.meanDistanceKm, 2),
        },
      })
    }
    if (what.includes('schedule')) {
      const month = addMonths(monthOf(localDate(systemClock)), 1)
      const calendar = ['--calendar', join(place, 'calendar.csv'), '--month', month]
      const { summary } = await planMonth([...files, ...calendar, '--out', join(place, 'plan')])
      const { seconds, violations, ...rest } = summary as { seconds: number; violations: unknown[] }
      report({
        name: 'visit month',
        value: rounded(seconds, 2),
        unit: 's',
        passed: violations.length === 0,
        detail: { city, violations: violations.length, ...numbersOf(rest) },
      })
    }
  }
}

/** The plain numbers of a summary: visits, travel, gaps, memory. */
function numbersOf(summary: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(summary)
      .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
      .map(([key, value]) => [key, rounded(value, 3)]),
  )
}
