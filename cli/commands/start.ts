import { createServer as createNetServer } from 'node:net'
import { parseArgs } from 'node:util'
import {
  createAdministrators,
  createCompany,
  DEMO_TOTP_SECRET,
  type FirstAdministrator,
  hasAccounts,
  listCompanies,
  listDemoAccounts,
} from '../../domain/people/index.ts'
import { systemClock } from '../../platform/clock.ts'
import {
  type Database,
  DatabaseLocked,
  locateDatabase,
  migrate,
  openDatabase,
} from '../../platform/database/index.ts'
import type { LogEntry } from '../../platform/http/app.ts'
import { mapOrigins, readMapSource } from '../../platform/maps/configuration.ts'
import { buildClient, CLIENT_FOLDER, checkClient } from '../../server/client-build.ts'
import { createServer } from '../../server/server.ts'
import type { CommandResult } from '../command.ts'
import { createProgressPrinter } from '../progress.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  --port N         default 8080; 0 takes any free one
  --host ADDRESS   default 127.0.0.1, this machine only; 0.0.0.0 for the network
  --data FOLDER    default ./data; without it DATABASE_URL, when set, names a PostgreSQL server
  --origin URL     https://… by which a proxy in front is reached: cookies become Secure
  --empty          no demonstration city: one company with its three administrators
  --no-client      the API alone

An empty database is filled with a demonstration city, except with NODE_ENV=production, which means --empty.
Ends with Ctrl+C: requests under way are finished first.`

export async function run(args: readonly string[]): Promise<CommandResult> {
  const options = readOptions(args)
  await requireFreePort(options.port, options.host)
  const clientReady = options.client ? prepareClient() : Promise.resolve()
  // Awaited below; without this a failed build would end the process before the database is closed.
  clientReady.catch(() => undefined)
  const database = await openOrExplain(options.data)
  try {
    const { applied } = await migrate(database)
    if (applied.length > 0) say(`database: ${applied.length} migrations applied`)
    const administrators = await fillIfEmpty(database, options.empty)
    await clientReady
    const server = await createServer({
      database,
      clock: systemClock,
      port: options.port,
      host: options.host,
      publicOrigin: options.origin,
      trustProxy: options.origin !== undefined,
      clientFolder: options.client ? CLIENT_FOLDER : undefined,
      connectSources: mapOrigins(readMapSource(process.env)),
      checkAnswers: options.checkAnswers,
      log: logFailure,
    })
    await printWelcome(database, options.origin ?? server.address, administrators)
    const signal = await waitForEnd()
    say(`${signal}: finishing what is under way`)
    await server.close()
    return { exitCode: 0, summary: { address: server.address, ended: signal } }
  } finally {
    await database.close()
  }
}

interface StartOptions {
  readonly port: number
  readonly host: string
  readonly data: string | undefined
  readonly origin: string | undefined
  readonly empty: boolean
  readonly client: boolean
  readonly checkAnswers: boolean
}

function readOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      origin: { type: 'string' },
      empty: { type: 'boolean', default: process.env.NODE_ENV === 'production' },
      client: { type: 'boolean', default: true },
      'check-answers': { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError('--port', { expected: 'a whole number from 0 to 65535', found: values.port })
  if (
    values.origin !== undefined &&
    !(URL.canParse(values.origin) && new URL(values.origin).origin === values.origin)
  )
    throw new UsageError('--origin', {
      expected: 'an origin such as https://liuhui.example',
      found: values.origin,
    })
  const { host, data, origin, empty, client } = values
  return { port, host, data, origin, empty, client, checkAnswers: values['check-answers'] }
}

/** Asked first: nobody should wait for a city and then learn that the port is taken. */
async function requireFreePort(port: number, host: string): Promise<void> {
  if (port === 0 || (await isFree(port, host))) return
  for (let other = port + 1; other < port + 20; other++)
    if (await isFree(other, host)) throw new UsageError(`port ${port} is in use: try --port ${other}`)
  throw new UsageError(`port ${port} is in use, and so are those after it`)
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createNetServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(new UsageError(`cannot listen on ${host}:${port}: ${error.code ?? error.message}`))
    })
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

async function prepareClient(): Promise<void> {
  const state = await checkClient()
  if (state === 'fresh' || state === 'no-sources') return
  say(state === 'missing' ? 'web client: building' : 'web client: its sources changed, building')
  await buildClient()
  say('web client: built')
}

async function openOrExplain(data: string | undefined): Promise<Database> {
  try {
    return await openDatabase(locateDatabase(data))
  } catch (error) {
    if (error instanceof DatabaseLocked) throw new UsageError(error.message)
    throw error
  }
}

async function fillIfEmpty(database: Database, empty: boolean): Promise<FirstAdministrator[]> {
  if ((await listCompanies(database)).length > 0) {
    if (await hasAccounts(database)) return []
    throw new UsageError('the database was being filled when the program was ended, and is not complete', {
      expected: 'an empty database: remove its folder, or name another with --data',
    })
  }
  if (empty) {
    const company = await createCompany(database, systemClock, {
      code: 'main',
      name: '本公司',
      nameEn: 'Our company',
    })
    return createAdministrators(database, systemClock, company)
  }
  const printer = createProgressPrinter()
  // The synthetic city is a large program of its own, needed this once.
  const { fillDemonstration } = await import('../../server/demo.ts')
  await fillDemonstration(database, systemClock, (progress) => printer.report(progress))
  printer.done()
  return []
}

async function printWelcome(
  database: Database,
  address: string,
  administrators: readonly FirstAdministrator[],
): Promise<void> {
  const lines: string[] = []
  for (const { role, login, initialPassword } of administrators)
    lines.push(`  ${login.padEnd(12)}${role.padEnd(20)}initial password ${initialPassword}`)
  if (lines.length > 0)
    lines.unshift('Three administrators, each with a password for the first sign-in; it is not shown again:')
  const accounts = await listDemoAccounts(database)
  if (accounts.length > 0) {
    lines.push('Demonstration accounts 演示账号, all with one password:', '')
    lines.push(`  ${'login'.padEnd(14)}${'password'.padEnd(14)}role`)
    for (const { login, password, role, name, unitName } of accounts)
      lines.push(`  ${login.padEnd(14)}${password.padEnd(14)}${role.padEnd(18)}${name} ${unitName}`.trimEnd())
    lines.push(
      '',
      `  xitong, anquan and shenji also give six digits of an authenticator that holds ${DEMO_TOTP_SECRET};`,
    )
    lines.push('  the sign-in page shows them while this is a demonstration.')
  }
  say(`${lines.join('\n')}\n\nLiuhui 六会 is ready: ${address}\nCtrl+C ends it.`)
}

function waitForEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
  })
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** One line of JSON a failure, for whoever collects logs. The caller saw nothing of it but the request id. */
function logFailure({ requestId, route, error }: LogEntry): void {
  const what =
    error instanceof Error
      ? { message: error.message, stack: error.stack, cause: String(error.cause ?? '') }
      : { message: String(error) }
  say(JSON.stringify({ at: systemClock.now().toISOString(), requestId, route, ...what }))
}
