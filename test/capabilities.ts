/**
 * docs/capabilities.md is a promise: a row called done carries a passing, unskipped test with its id in the title.
 * Row format: `| ID | capability | state | where | tests |`, state one of done, partly, not yet.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './files.ts'
import type { TestResult } from './results-reporter.ts'

export interface CapabilityRow {
  readonly id: string
  readonly state: string
}

const ROWS_IN_THE_MISSION = 317
const STATES = ['done', 'partly', 'not yet']

export function readCapabilities(): CapabilityRow[] {
  const text = readFileSync(join(ROOT, 'docs/capabilities.md'), 'utf8')
  return [...text.matchAll(/^\| ([A-Z]+-\d+)[ ★]*\|[^|]*\| ([^|]+) \|/gm)].map((match) => ({
    id: match[1]!,
    state: match[2]!.trim(),
  }))
}

/** Prints what is wrong; true when every promise holds. */
export function proveCapabilities(resultsFolder: string): boolean {
  const rows = readCapabilities()
  const results = readResults(resultsFolder)
  const faults: string[] = []
  if (rows.length !== ROWS_IN_THE_MISSION)
    faults.push(`docs/capabilities.md has ${rows.length} rows, the mission ${ROWS_IN_THE_MISSION}`)
  for (const { id, state } of rows) {
    if (!STATES.includes(state)) faults.push(`${id}: state "${state}" is none of ${STATES.join(', ')}`)
    if (state !== 'done') continue
    const own = results.filter((result) => new RegExp(`\\b${id}\\b`).test(result.title))
    if (!own.some((result) => result.outcome === 'passed'))
      faults.push(`${id} is called done, but no test with its id passed`)
    for (const result of own)
      if (result.outcome === 'failed') faults.push(`${id} is called done, but a test failed: ${result.title}`)
  }
  const count = (state: string) => rows.filter((row) => row.state === state).length
  console.log(
    `capabilities: ${count('done')} done, ${count('partly')} partly, ${count('not yet')} not yet; ` +
      `${results.length} test results, ${faults.length} faults`,
  )
  for (const fault of faults) console.log(`  ${fault}`)
  return faults.length === 0
}

function readResults(folder: string): TestResult[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line) as TestResult)
}
