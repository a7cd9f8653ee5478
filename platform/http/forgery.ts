import { createHash, timingSafeEqual } from 'node:crypto'

export const CSRF_HEADER = 'X-CSRF-Token'

export interface ExpectedSource {
  /** The `Host` the request was sent to. */
  readonly host: string
  /** Where the program is known to the world when a proxy stands before it: `https://liuhui.example`. */
  readonly publicOrigin?: string
  /** The session's token; absent on public routes, which have no session's rights to abuse. */
  readonly csrfToken?: string
  readonly content: 'json' | 'upload' | 'none'
}

/**
 * Why a request that changes something may not have come from our own pages, or nothing when it did. All of these
 * must hold, since each alone has been got round somewhere: a content type no HTML form can send, our own origin
 * as the browser states it, and a header whose value only our pages know.
 */
export function findForgery(request: Request, expected: ExpectedSource): string | undefined {
  if (!hasSafeContentType(request, expected.content)) return 'content-type'
  if (!comesFromOurOrigin(request, expected)) return 'origin'
  if (expected.csrfToken === undefined) return undefined
  const given = request.headers.get(CSRF_HEADER)
  return given !== null && equalText(given, expected.csrfToken) ? undefined : 'token'
}

function hasSafeContentType(request: Request, content: ExpectedSource['content']): boolean {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (content === 'json') return type === 'application/json'
  return content === 'upload' ? !isFormType(type) : type === undefined || type === 'application/json'
}

/** The types an HTML form can send to another site without being asked. */
function isFormType(type: string | undefined): boolean {
  return (
    !type ||
    type === 'text/plain' ||
    type === 'multipart/form-data' ||
    type === 'application/x-www-form-urlencoded'
  )
}

function comesFromOurOrigin(request: Request, expected: ExpectedSource): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = request.headers.get('origin')
  if (origin === null) return site === 'same-origin'
  if (expected.publicOrigin !== undefined) return origin === expected.publicOrigin
  return URL.canParse(origin) && new URL(origin).host === expected.host
}

function equalText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
