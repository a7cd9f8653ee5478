import { parseArgs } from 'node:util'
import {
  DatabaseLocked,
  DatabaseUnavailable,
  examineDatabase,
  type Finding,
  hasEmbeddedDatabase,
  locateDatabase,
  openDatabase,
} from '../../platform/database/index.ts'
import type { CommandResult } from '../command.ts'

export const usage = `
  --data DIR   the embedded database's folder (default ./data; without it, DATABASE_URL when set)

Looks at the program and the database and changes nothing; says what to do about everything that is not as it
should be, and ends with 1 then. A folder that a running server has open is not looked into.
`

const OLDEST_NODE = 24

export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } })
  const findings = [examineProgram(), ...(await examineLocation(values.data))]
  for (const { name, good, value, cure } of findings) {
    process.stderr.write(`${good ? 'good' : 'BAD '}  ${name.padEnd(12)}  ${value}\n`)
    if (!good && cure) process.stderr.write(`${' '.repeat(20)}-> ${cure}\n`)
  }
  const healthy = findings.every(({ good }) => good)
  const told = findings.map(({ cure, ...finding }) => (finding.good ? finding : { ...finding, cure }))
  return { exitCode: healthy ? 0 : 1, summary: { healthy, findings: told } }
}

function examineProgram(): Finding {
  const good = Number.parseInt(process.versions.node, 10) >= OLDEST_NODE
  return { name: 'node', good, value: process.version, cure: 'run `npm ci`, and start with npm' }
}

async function examineLocation(data: string | undefined): Promise<Finding[]> {
  const location = locateDatabase(data)
  const where = location.folder ?? hideSecrets(location.url!)
  if (location.folder && !hasEmbeddedDatabase(location.folder))
    return [
      { name: 'database', good: true, value: `${where} has no database yet: starting the server makes one` },
    ]
  try {
    const database = await openDatabase(location)
    try {
      return [{ name: 'database', good: true, value: where }, ...(await examineDatabase(database))]
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof DatabaseLocked) return [{ name: 'database', good: true, value: error.message }]
    if (!(error instanceof DatabaseUnavailable)) throw error
    return [
      {
        name: 'database',
        good: false,
        value: `${where}: ${error.message}`,
        cure: 'see docs/mechanisms/database.md',
      },
    ]
  }
}

/** The address without user and password: output of this command is pasted into mails. */
function hideSecrets(url: string): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  shown.search = ''
  return shown.href
}
