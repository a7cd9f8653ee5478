import type {
  BodyOf,
  ParamsOf,
  Problem,
  QueryOf,
  ResponseOf,
  RouteContract,
} from '../../platform/http/contract.ts'
import { hasSharedText } from './text/catalogue.ts'
import { currentLanguage } from './text/language.ts'

/**
 * The only way a page talks to the server. Everything is typed by the contract of the route; nothing here knows
 * any route by name. Answers of our own server are trusted and not parsed again.
 */
// biome-ignore lint/suspicious/noExplicitAny: the widest contract; its parts are recovered by inference.
export type AnyContract = RouteContract<any, any, any, any>

/** What the caller supplies; a part the contract does not have is not asked for. */
export type InputOf<C extends AnyContract> = Part<'params', ParamsOf<C>> &
  QueryPart<QueryOf<C>> &
  Part<'body', BodyOf<C>>

type Part<Name extends string, Value> = [unknown] extends [Value]
  ? unknown
  : [Value] extends [undefined]
    ? unknown
    : { readonly [key in Name]: Value }

/** Query values have defaults on the server, so every one of them may be left out. */
type QueryPart<Value> = [unknown] extends [Value]
  ? unknown
  : [Value] extends [undefined]
    ? unknown
    : { readonly query?: { readonly [key in keyof Value]?: Value[key] | undefined } }

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** A refusal or failure the server told us about, or no answer at all (status 0, code `OFFLINE`). */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly violations: NonNullable<Problem['violations']>
  readonly fields: NonNullable<Problem['fields']>
  readonly requestId: string | undefined

  constructor(
    problem: Partial<Problem> & { readonly status: number; readonly code: string },
    cause?: unknown,
  ) {
    super(`${problem.status} ${problem.code}`, { cause })
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.violations = problem.violations ?? []
    this.fields = problem.fields ?? []
    this.requestId = problem.requestId
  }

  /** The world failed (network, server): asking again may help. Business refusals never change by asking again. */
  get isTransient(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429
  }
}

/**
 * Calls one route and gives its answer.
 *
 *     const page = await call(listCustomers, { query: { page: 2, status: ['active'] }, signal })
 *
 * Throws ApiProblem for every refusal and failure; an abort through `signal` throws the browser's AbortError.
 */
export async function call<C extends AnyContract>(
  contract: C,
  input: InputOf<C> & { readonly signal?: AbortSignal },
): Promise<ResponseOf<C>> {
  const loose = input as LooseInput & { readonly signal?: AbortSignal }
  const response = await request(contract, loose, loose.signal)
  if (response.status === 204) return undefined as ResponseOf<C>
  return (await response.json()) as ResponseOf<C>
}

/** Asks for a file and hands it to the browser's downloads under the name the server gave it. */
export async function download<C extends AnyContract>(
  contract: C,
  input: InputOf<C> & { readonly signal?: AbortSignal },
): Promise<{ readonly name: string; readonly bytes: number }> {
  const loose = input as LooseInput & { readonly signal?: AbortSignal }
  const response = await request(contract, loose, loose.signal)
  const name = fileNameOf(response.headers.get('content-disposition')) ?? 'liuhui'
  const blob = await response.blob()
  saveBlob(blob, name)
  return { name, bytes: blob.size }
}

/** Hands something made in the page itself to the browser's downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers read the address only after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Sends one file as it is; `onProgress` hears shares between 0 and 1 of the bytes sent. */
export function upload<C extends AnyContract>(
  contract: C,
  file: File,
  input: Omit<InputOf<C>, 'body'> & {
    readonly signal?: AbortSignal
    readonly onProgress?: (share: number) => void
  },
): Promise<ResponseOf<C>> {
  const loose = input as unknown as LooseInput
  return new Promise((resolve, reject) => {
    // fetch tells nothing about the progress of what it sends; XMLHttpRequest does.
    const http = new XMLHttpRequest()
    http.open(contract.method, addressOf(contract, loose))
    for (const [name, value] of Object.entries(headersOf(contract))) http.setRequestHeader(name, value)
    http.setRequestHeader('Content-Type', 'application/octet-stream')
    http.setRequestHeader('X-File-Name', encodeURIComponent(file.name))
    http.upload.onprogress = (event) => {
      if (event.lengthComputable) input.onProgress?.(event.loaded / event.total)
    }
    http.onload = () => {
      if (http.status < 300)
        resolve((http.responseText ? JSON.parse(http.responseText) : undefined) as ResponseOf<C>)
      else {
        const problem = problemOf(http.status, http.responseText)
        void fetchWords(problem).then(() => reject(report(problem)))
      }
    }
    http.onerror = () => reject(report(new ApiProblem({ status: 0, code: 'OFFLINE' })))
    http.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    input.signal?.addEventListener('abort', () => http.abort())
    http.send(file)
  })
}

/** `/api/customers/:id?page=2` with values filled in; lists are joined by commas, absent values left out. */
export function addressOf(contract: AnyContract, input: LooseInput): string {
  const path = contract.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = input.params?.[name]
    if (value === undefined || value === null || value === '') throw new Error(`${contract.id}: no ${name}`)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value)) {
      if (value.length > 0) query.set(name, value.join(','))
    } else query.set(name, String(value))
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

let csrfToken: string | undefined

/** The token of the session, sent with every request that changes something. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token
}

type ProblemListener = (problem: ApiProblem) => void
const listeners = new Set<ProblemListener>()

/** Hears every problem before its caller does: the shell notices the end of a session and the loss of the network. */
export function onProblem(listener: ProblemListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

type AnswerListener = () => void
const answerListeners = new Set<AnswerListener>()

/** Hears every successful answer: the session was just prolonged and the network is there. */
export function onAnswer(listener: AnswerListener): () => void {
  answerListeners.add(listener)
  return () => answerListeners.delete(listener)
}

async function request(contract: AnyContract, input: LooseInput, signal?: AbortSignal): Promise<Response> {
  const address = addressOf(contract, input)
  const headers = headersOf(contract)
  // Also without a body: the server takes nothing that an HTML form of another site could have sent.
  if (contract.method !== 'GET') headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(address, {
      method: contract.method,
      headers,
      body: contract.body ? JSON.stringify(input.body ?? {}) : null,
      signal: signal ?? null,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw report(new ApiProblem({ status: 0, code: 'OFFLINE' }, error))
  }
  if (!response.ok) {
    const problem = problemOf(response.status, await response.text())
    await fetchWords(problem)
    throw report(problem)
  }
  for (const listener of answerListeners) listener()
  return response
}

function headersOf(contract: AnyContract): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': currentLanguage() }
  // Before sign-in any value does: that the header can be set at all shows the page is ours.
  if (contract.method !== 'GET') headers['X-CSRF-Token'] = csrfToken ?? 'none'
  return headers
}

function problemOf(status: number, text: string): ApiProblem {
  try {
    const problem = JSON.parse(text) as Problem
    if (typeof problem.code === 'string') return new ApiProblem({ ...problem, status })
  } catch {
    // Not one of our answers: a proxy's page, or a server that broke off in the middle.
  }
  return new ApiProblem({ status, code: status >= 500 ? 'INTERNAL' : `HTTP-${status}` })
}

/** Texts of rules travel with the screens of their module; a refusal may name the rule of another one. */
async function fetchWords(problem: ApiProblem): Promise<void> {
  const codes = [problem.code, ...problem.violations.map((violation) => violation.code)]
  if (problem.violations.length === 0 || codes.every((code) => hasSharedText(`violation.${code}`))) return
  try {
    const { loadAllTexts } = await import('./text/all.ts')
    await loadAllTexts()
  } catch {
    // Without the words the code of the rule is shown.
  }
}

function report(problem: ApiProblem): ApiProblem {
  for (const listener of listeners) listener(problem)
  return problem
}

function fileNameOf(disposition: string | null): string | undefined {
  if (!disposition) return undefined
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1]
}
