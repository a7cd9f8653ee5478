import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Context, Hono } from 'hono'
import type { Principal, Scope } from '../auth/principal.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/index.ts'
import { appendEvent, SYSTEM_ACTOR } from '../ledger/index.ts'
import { assert, Refusal } from '../refusal.ts'
import { findResponseFault } from './answer-check.ts'
import type { RequestBudget } from './budget.ts'
import { findContractFaults, sortBySpecificity } from './check-contracts.ts'
import type { Problem, RouteContract } from './contract.ts'
import { Failure } from './failure.ts'
import { findForgery } from './forgery.ts'
import type {
  FileAnswer,
  HandlerInput,
  Implementation,
  RecordedEvent,
  RequestContext,
  SessionCookie,
  SessionView,
} from './handler.ts'
import { securityHeaders } from './headers.ts'
import { limitStream, MAX_UPLOAD_BYTES, parseBody, parseParams, parseQuery } from './input.ts'
import { toProblem } from './problem.ts'
import { acceptsGzip, type StaticFiles } from './static-files.ts'

const compress = promisify(gzip)

/** A session found by its token; `principal` is there when signing in is complete. */
export interface FoundSession {
  readonly view: SessionView
  readonly principal?: Principal
  readonly language?: 'zh' | 'en'
}

export interface AppOptions {
  readonly implementations: readonly Implementation[]
  readonly database: Database
  readonly clock: Clock
  /** How far a role's grant reaches; nothing means no. The policy belongs to the business, so it is handed in. */
  readonly authorise: (
    role: string,
    resource: string,
    action: string,
  ) => { readonly scope: Scope; readonly masks: readonly string[] } | undefined
  readonly isGrantable: (resource: string, action: string) => boolean
  readonly findSession: (token: string) => Promise<FoundSession | undefined>
  /** `https://…` where the program is reached when a proxy does the encryption; absent: plain http here. */
  readonly publicOrigin?: string
  /** Whether the last `X-Forwarded-For` entry was written by our own proxy. */
  readonly trustProxy?: boolean
  readonly connectSources?: readonly string[]
  /** Absent: nobody is counted. */
  readonly budget?: RequestBudget
  /** The built client; absent in tests and development. */
  readonly staticFiles?: StaticFiles
  /** Tests and development: every answer must fit its contract, field by field. */
  readonly checkAnswers?: boolean
  /** Hears of every failure that is ours, with its request id. */
  readonly log?: (entry: LogEntry) => void
}

export interface LogEntry {
  readonly requestId: string
  readonly route: string
  readonly error: unknown
}

interface Env {
  // Filled by the HTTP server; tests hand in an address instead.
  Bindings: { incoming?: { socket?: { remoteAddress?: string } }; address?: string } | undefined
}

/**
 * The whole HTTP face as one Hono app: the routes of the list, the headers every answer carries, and the client's
 * files. Throws when the list contradicts itself.
 */
export function createApp(options: AppOptions): Hono<Env> {
  const faults = findContractFaults(options.implementations, options.isGrantable)
  if (faults.length > 0) throw new Error(`the routes contradict themselves:\n  ${faults.join('\n  ')}`)
  const app = new Hono<Env>({ strict: true })
  const https = options.publicOrigin?.startsWith('https:') ?? false
  const headers = securityHeaders({ https, connectSources: options.connectSources })
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  })
  for (const implementation of sortBySpecificity(options.implementations)) {
    const { method, path } = implementation.contract
    app.on(method, path, (context) => answerRoute(context, implementation, options, https))
  }
  app.all('/api/*', (context) => answerProblem(context, new Failure(404, 'NOT-FOUND'), randomUUID()))
  app.all('*', async (context) => {
    const file = await options.staticFiles?.answer(context.req.raw)
    return file ?? answerProblem(context, new Failure(404, 'NOT-FOUND'), randomUUID())
  })
  app.onError((error, context) => {
    const requestId = randomUUID()
    options.log?.({ requestId, route: context.req.path, error })
    return answerProblem(context, error, requestId)
  })
  return app
}

async function answerRoute(
  hono: Context<Env>,
  { contract, handle }: Implementation,
  options: AppOptions,
  https: boolean,
): Promise<Response> {
  const requestId = randomUUID()
  const request = hono.req.raw
  const cookie = createCookie(hono, https)
  const recorder = { used: false }
  let context: RequestContext | undefined
  try {
    const token = cookie.read()
    const session = token === undefined ? undefined : await options.findSession(token)
    const language = session?.language ?? languageOf(request)
    context = createContext({ contract, options, hono, requestId, session, language, cookie, recorder })
    refuseTooOften(session, options)
    refuseForgery(request, contract, options, session)
    authorise(contract, session, options)
    const input = await readInput(hono, contract, language)
    const answer = await handle(context, input as HandlerInput<never, never, never>)
    if (changesSomething(contract) && contract.permit !== 'public' && !recorder.used)
      await recordGenerally(context, contract, input)
    return await writeAnswer(request, contract, answer, requestId, cookie, options)
  } catch (error) {
    if (context) await recordRefusal(context, contract, error, options)
    const mapped = toProblem(error, requestId)
    if (mapped.unexpected) options.log?.({ requestId, route: contract.id, error })
    return answerProblem(hono, error, requestId, cookie)
  }
}

// ---- who is asking ------------------------------------------------------------------------------------------

function changesSomething(contract: RouteContract): boolean {
  return contract.method !== 'GET'
}

function refuseTooOften(session: FoundSession | undefined, { budget }: AppOptions): void {
  const retryAfterSeconds = session ? (budget?.take(session.view.accountId) ?? 0) : 0
  if (retryAfterSeconds > 0) throw new Failure(429, 'TOO-OFTEN', { retryAfterSeconds })
}

function refuseForgery(
  request: Request,
  contract: RouteContract,
  options: AppOptions,
  session: FoundSession | undefined,
): void {
  if (!changesSomething(contract)) return
  const reason = findForgery(request, {
    host: request.headers.get('host') ?? new URL(request.url).host,
    publicOrigin: options.publicOrigin,
    csrfToken: contract.permit === 'public' ? undefined : session?.view.csrfToken,
    content: contract.upload ? 'upload' : contract.body ? 'json' : 'none',
  })
  if (reason === 'content-type') throw new Failure(415, 'CONTENT-TYPE')
  if (reason) throw new Failure(403, 'FORGERY')
}

function authorise(contract: RouteContract, session: FoundSession | undefined, options: AppOptions): void {
  if (contract.permit === 'public') return
  if (!session) throw new Failure(401, 'SIGN-IN')
  if (!session.principal) throw new Failure(401, `SIGN-IN-${session.view.stage.toUpperCase()}`)
  if (contract.permit === 'signed-in') return
  if (!grantOf(contract, session, options)) throw new Failure(403, 'FORBIDDEN')
}

function grantOf(contract: RouteContract, session: FoundSession | undefined, options: AppOptions) {
  if (typeof contract.permit !== 'object' || !session?.principal) return undefined
  return options.authorise(session.principal.role, contract.permit.resource, contract.permit.action)
}

interface ContextParts {
  readonly contract: RouteContract
  readonly options: AppOptions
  readonly hono: Context<Env>
  readonly requestId: string
  readonly session: FoundSession | undefined
  readonly language: 'zh' | 'en'
  readonly cookie: SessionCookie
  readonly recorder: { used: boolean }
}

function createContext(parts: ContextParts): RequestContext {
  const { contract, options, hono, requestId, session } = parts
  const { database, clock } = options
  const grant = grantOf(contract, session, options)
  const principal = session?.principal
  return {
    get principal() {
      assert(principal, `${contract.id} asks who is signed in, but is open to everybody`)
      return principal
    },
    // A route for everybody signed in is about the caller's own things.
    scope: grant?.scope ?? 'own',
    masks: grant?.masks ?? [],
    database,
    clock,
    requestId,
    language: parts.language,
    signal: hono.req.raw.signal,
    client: {
      address: addressOf(hono, options.trustProxy ?? false),
      userAgent: (hono.req.header('user-agent') ?? '').slice(0, 300),
    },
    session: session?.view,
    cookie: parts.cookie,
    transaction(work, more) {
      assert(principal, `${contract.id} needs somebody signed in for a transaction`)
      return database.inOrg(principal.orgId, work, more)
    },
    async record(tx, event) {
      parts.recorder.used = true
      await appendEvent(tx, {
        actor: principal ? { accountId: principal.accountId, name: principal.name } : SYSTEM_ACTOR,
        success: event.success ?? true,
        kind: event.kind,
        objectKind: event.objectKind,
        objectId: event.objectId,
        detail: event.detail,
        ruleVersions: event.ruleVersions,
        requestId,
        at: clock.now(),
      })
    },
  }
}

function addressOf(hono: Context<Env>, trustProxy: boolean): string {
  const forwarded = trustProxy ? hono.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return forwarded || hono.env?.incoming?.socket?.remoteAddress || hono.env?.address || '127.0.0.1'
}

function languageOf(request: Request): 'zh' | 'en' {
  return /^\s*en\b/i.test(request.headers.get('accept-language') ?? '') ? 'en' : 'zh'
}

// ---- what is asked ------------------------------------------------------------------------------------------

async function readInput(
  hono: Context<Env>,
  contract: RouteContract,
  language: 'zh' | 'en',
): Promise<HandlerInput<unknown, unknown, unknown>> {
  const request = hono.req.raw
  const params = parseParams(contract, hono.req.param() as Record<string, string>, language)
  const query = parseQuery(contract, new URL(request.url).searchParams, language)
  if (contract.upload) return { params, query, body: undefined, upload: readUpload(request) }
  const body = contract.method === 'GET' ? undefined : await parseBody(contract, request, language)
  const idempotencyKey = request.headers.get('Idempotency-Key')?.trim().slice(0, 120) || undefined
  return { params, query, body, idempotencyKey }
}

function readUpload(request: Request) {
  if (!request.body) throw new Failure(400, 'INPUT', { fields: [{ path: 'body', message: 'no file' }] })
  let name = request.headers.get('x-file-name') ?? ''
  try {
    name = decodeURIComponent(name)
  } catch {
    name = ''
  }
  // The name is shown and stored, never used as a path.
  name = name
    .replaceAll(/[\p{Cc}\\/]/gu, '_')
    .toWellFormed()
    .trim()
    .slice(-200)
  if (name === '') throw new Failure(400, 'INPUT', { fields: [{ path: 'X-File-Name', message: 'missing' }] })
  return { name, stream: limitStream(request.body, MAX_UPLOAD_BYTES) }
}

// ---- what is left behind ------------------------------------------------------------------------------------

/** A change nobody described still leaves a trace: which route, on what. */
async function recordGenerally(
  context: RequestContext,
  contract: RouteContract,
  input: HandlerInput<unknown, unknown, unknown>,
): Promise<void> {
  await context.transaction((tx) => context.record(tx, describeRequest(contract, input.params)))
}

/** Refused actions and refused changes are recorded too, in a transaction of their own: theirs was rolled back. */
async function recordRefusal(
  context: RequestContext,
  contract: RouteContract,
  error: unknown,
  options: AppOptions,
): Promise<void> {
  const isForbidden = error instanceof Failure && error.status === 403
  const isRefusedChange = error instanceof Refusal && changesSomething(contract)
  if (context.session?.stage !== 'complete' || !(isForbidden || isRefusedChange)) return
  const codes = error instanceof Refusal ? error.violations.map(({ code }) => code) : [error.code]
  const event: RecordedEvent = {
    ...describeRequest(contract, undefined),
    success: false,
    detail: { codes: codes.slice(0, 20) },
  }
  try {
    await context.transaction((tx) => context.record(tx, event))
  } catch (failure) {
    // The caller is refused either way; that the trace failed is for the log.
    options.log?.({ requestId: context.requestId, route: contract.id, error: failure })
  }
}

function describeRequest(contract: RouteContract, params: unknown): RecordedEvent {
  const { permit } = contract
  const ids = Object.values((params as Record<string, unknown>) ?? {}).map(String)
  return {
    kind: contract.id,
    objectKind: typeof permit === 'object' ? permit.resource : 'request',
    objectId: ids.join('/').slice(0, 200),
  }
}

// ---- what is answered ---------------------------------------------------------------------------------------

async function writeAnswer(
  request: Request,
  contract: RouteContract,
  answer: unknown,
  requestId: string,
  cookie: AnswerCookie,
  options: AppOptions,
): Promise<Response> {
  const headers: [string, string][] = [
    ['X-Request-Id', requestId],
    ['Cache-Control', 'no-store'],
    ...cookie.headers(),
  ]
  if (contract.response === 'file') return writeFile(answer as FileAnswer, headers)
  if (answer === undefined) return new Response(null, { status: 204, headers })
  const text = JSON.stringify(answer)
  if (options.checkAnswers) {
    const fault = findResponseFault(contract.response, text)
    assert(fault === undefined, `the answer of ${contract.id} fits its contract: ${fault}`)
  }
  headers.push(['Content-Type', 'application/json; charset=utf-8'], ['Vary', 'Accept-Encoding'])
  if (text.length < 1024 || !acceptsGzip(request)) return new Response(text, { headers })
  headers.push(['Content-Encoding', 'gzip'])
  return new Response(new Uint8Array(await compress(text, { level: 4 })), { headers })
}

function writeFile(file: FileAnswer, headers: [string, string][]): Response {
  const plain = file.name.replaceAll(/[^\w.-]+/g, '_')
  headers.push(
    ['Content-Type', file.contentType],
    [
      'Content-Disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    ],
  )
  return new Response(file.body as BodyInit, { headers })
}

function answerProblem(
  hono: Context<Env>,
  error: unknown,
  requestId: string,
  cookie?: AnswerCookie,
): Response {
  const { problem, retryAfterSeconds } = toProblem(error, requestId)
  const headers: [string, string][] = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['X-Request-Id', requestId],
    ['Cache-Control', 'no-store'],
    ...(cookie?.headers() ?? []),
  ]
  if (retryAfterSeconds !== undefined) headers.push(['Retry-After', String(Math.ceil(retryAfterSeconds))])
  return hono.body(JSON.stringify(problem satisfies Problem), {
    status: problem.status as 400,
    headers: Object.fromEntries(headers),
  })
}

interface AnswerCookie extends SessionCookie {
  read(): string | undefined
  headers(): [string, string][]
}

/**
 * `__Host-` binds the cookie to this host over https. On plain http (a trial on one machine) browsers would refuse
 * that prefix, so the name is plain there.
 */
function createCookie(hono: Context<Env>, https: boolean): AnswerCookie {
  const name = https ? '__Host-liuhui' : 'liuhui'
  const attributes = `Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`
  let answer: string | undefined
  return {
    read() {
      const found = hono.req
        .header('cookie')
        ?.split(';')
        .map((part) => part.trim())
        .find((part) => part.startsWith(`${name}=`))
      return found?.slice(name.length + 1) || undefined
    },
    set(token, lifeSeconds) {
      answer = `${name}=${token}; ${attributes}; Max-Age=${Math.round(lifeSeconds)}`
    },
    clear() {
      answer = `${name}=; ${attributes}; Max-Age=0`
    },
    headers: () => (answer === undefined ? [] : [['Set-Cookie', answer]]),
  }
}
