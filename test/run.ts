/**
 * `npm test`: everything, in three rounds, with nothing to prepare by hand.
 *
 *   1. pure tests, one process;
 *   2. database tests, each file its own process, on the embedded database and on PostgreSQL, which is started
 *      here when its programs are found (and said loudly when not);
 *   3. browser journeys against the real server with a demonstration city.
 *
 * Then the proof that every capability called done has a passing, unskipped test (see `test/capabilities.ts`).
 * `npm test -- pure database journeys` limits the rounds; `npm test -- path/to/file` runs single files.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { proveCapabilities } from './capabilities.ts'
import { startTestPostgres } from './database.ts'
import { listTests, ROOT } from './files.ts'
import { startJourneyServer } from './journeys/journey-server.ts'

const words = process.argv.slice(2)
const rounds = words.filter((word) => ['pure', 'database', 'journeys'].includes(word))
const chosenFiles = words.filter((word) => word.includes('/') || word.endsWith('.ts'))
const out = join(ROOT, 'out', 'test-results')

const tests = listTests('.test.ts').filter(isChosen)
const databaseTests = tests.filter((file) => file.endsWith('.db.test.ts'))
const pureTests = tests.filter((file) => !file.endsWith('.db.test.ts'))
const journeys = listTests('.spec.ts').filter(isChosen)

const complete = words.length === 0
if (complete) rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

let failed = false
if (wants('pure') && pureTests.length > 0) failed = (await runNode('pure', pureTests, 2)) || failed
if (wants('database') && databaseTests.length > 0) {
  const postgres = await startTestPostgres()
  if (!postgres)
    console.log('\n!! PostgreSQL is not installed: database tests run on the embedded database only.\n')
  failed =
    (await runNode('database', databaseTests, 2, postgres ? { LIUHUI_TEST_POSTGRES: postgres.url } : {})) ||
    failed
  await postgres?.stop()
}
if (wants('journeys') && journeys.length > 0) {
  const server = await startJourneyServer()
  failed = (await runNode('journeys', journeys, 1, { LIUHUI_TEST_ADDRESS: server.address })) || failed
  await server.stop()
}
if (complete) failed = !proveCapabilities(out) || failed
process.exit(failed ? 1 : 0)

function isChosen(file: string): boolean {
  return chosenFiles.length === 0 || chosenFiles.some((word) => file.includes(word))
}

function wants(round: string): boolean {
  return rounds.length === 0 || rounds.includes(round)
}

/** Runs test files with node's own runner; resolves to true when something failed. */
function runNode(round: string, files: string[], concurrency: number, env: Record<string, string> = {}) {
  console.log(`\n== ${round}: ${files.length} files\n`)
  const roundResults = join(out, `${round}.jsonl`)
  const child = spawn(
    process.execPath,
    [
      '--test',
      `--test-concurrency=${concurrency}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./test/results-reporter.ts',
      `--test-reporter-destination=${roundResults}`,
      ...files,
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env, NODE_OPTIONS: '' } },
  )
  return new Promise<boolean>((resolve) => child.on('exit', (code) => resolve(code !== 0)))
}
