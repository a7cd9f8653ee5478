/**
 * `npm run check`: types, formatting and lint, who imports whom, unused files, quick tests, and whether
 * docs/capabilities.md tells the truth. Prints every fault; ends with 1 when there is one.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { proveCapabilities } from './capabilities.ts'
import { listSources, ROOT } from './files.ts'
import { findImportFaults } from './imports.ts'

const resultsFolder = join(ROOT, 'out', 'test-results')
const failed: string[] = []

step('types', () => runTool('tsc', ['--noEmit', '-p', 'tsconfig.json']))
step('format and lint', () => runTool('biome', ['check', '.']))
step('imports', () => {
  const faults = findImportFaults()
  for (const fault of faults) console.log(`  ${fault}`)
  return faults.length === 0
})
step('unused files and exports', () => runTool('knip', []))
if (resultsAreFresh()) {
  step('capabilities', () => proveCapabilities(resultsFolder))
} else {
  console.log('\n-- the last full test run is missing or older than the sources: running it now')
  step('tests and capabilities', () => runTool(process.execPath, ['test/run.ts']))
}

console.log(failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)

function step(name: string, work: () => boolean): void {
  console.log(`\n-- ${name}`)
  if (!work()) failed.push(name)
}

function runTool(tool: string, args: string[]): boolean {
  const path = tool.includes('/') ? tool : join(ROOT, 'node_modules/.bin', tool)
  return spawnSync(path, args, { cwd: ROOT, stdio: 'inherit' }).status === 0
}

/** Whether the recorded results are of the sources as they stand. */
function resultsAreFresh(): boolean {
  if (!existsSync(resultsFolder)) return false
  const results = readdirSync(resultsFolder).map((name) => statSync(join(resultsFolder, name)).mtimeMs)
  const newestSource = Math.max(...listSources().map((file) => statSync(join(ROOT, file)).mtimeMs))
  return results.length >= 3 && Math.max(...results) > newestSource
}
