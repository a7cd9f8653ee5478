import { useSyncExternalStore } from 'react'
import { getMe, getSignInState, type Me, signOut as signOutRoute } from '../../domain/people/contract.ts'
import type { ResponseOf } from '../../platform/http/contract.ts'
import { ApiProblem, call, onAnswer, onProblem, setCsrfToken } from '../shared/api.ts'
import { setTimeZone } from '../shared/text/format.ts'
import { setLanguage } from '../shared/text/language.ts'
import { setAppearance } from '../shared/theme/appearance.ts'
import type { Need } from './module.ts'

export type SignInState = ResponseOf<typeof getSignInState>
export type { Me }

/** Who is signed in on this page, and which step of signing in is missing. */
export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable'; readonly problem: ApiProblem }
  | { readonly kind: 'signing-in'; readonly signIn: SignInState }
  | { readonly kind: 'signed-in'; readonly me: Me }
  /** The session ended while somebody was working: the page stays as it is until they sign in again. */
  | { readonly kind: 'ended'; readonly me: Me; readonly signIn: SignInState }

let state: SessionState = { kind: 'unknown' }
let lastAnswerAt = 0
const listeners = new Set<() => void>()

function change(next: SessionState): void {
  state = next
  for (const listener of listeners) listener()
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
}

/** The signed-in account. Only below the shell, where there always is one. */
export function useMe(): Me {
  const session = useSession()
  if (session.kind !== 'signed-in' && session.kind !== 'ended') throw new Error('nobody is signed in')
  return session.me
}

/** Whether the policy lets this account do something; for hiding, never for protecting. */
export function useMay(): (need: Need | undefined) => boolean {
  const me = useMe()
  return (need) => may(me, need)
}

export function may(me: Pick<Me, 'permissions'>, need: Need | undefined): boolean {
  if (need === undefined) return true
  return typeof need === 'string'
    ? me.permissions.includes(need)
    : need.some((one) => me.permissions.includes(one))
}

/** Asks the server where this browser stands: on loading the page, and after every step of signing in. */
export async function loadSession(): Promise<void> {
  const before = state
  try {
    const signIn = await call(getSignInState, {})
    setCsrfToken(signIn.csrfToken)
    if (signIn.stage !== 'complete') {
      change(
        before.kind === 'ended' ? { kind: 'ended', me: before.me, signIn } : { kind: 'signing-in', signIn },
      )
      return
    }
    const me = await call(getMe, {})
    // A page somebody else left open shows that person's data: start afresh for another account.
    if (before.kind === 'ended' && before.me.accountId !== me.accountId) location.assign('/')
    begin(me)
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    change({ kind: 'unreachable', problem: error })
  }
}

function begin(me: Me): void {
  setCsrfToken(me.csrfToken)
  setTimeZone(me.company.timeZone)
  setLanguage(me.profile.language)
  setAppearance({ theme: me.profile.theme, density: me.profile.density, textSize: me.profile.textSize })
  lastAnswerAt = performance.now()
  change({ kind: 'signed-in', me })
}

/** Ends the session on the server and leaves nothing of it in this page. */
export async function signOut(): Promise<void> {
  await call(signOutRoute, {}).catch(() => undefined)
  location.assign('/')
}

/** Milliseconds until the server ends the session: after idling, or at its end of life. */
export function sessionMillisecondsLeft(): number {
  if (state.kind !== 'signed-in') return Number.POSITIVE_INFINITY
  const { idleSeconds, endsAt } = state.me.session
  return Math.min(idleSeconds * 1000 - (performance.now() - lastAnswerAt), Date.parse(endsAt) - Date.now())
}

/** Called when the time has run out, and whenever the server says so. */
export async function noticeEnd(): Promise<void> {
  if (state.kind !== 'signed-in') return
  const { me } = state
  const none: SignInState = { stage: 'none', companies: [], demonstration: false }
  change({ kind: 'ended', me, signIn: none })
  await loadSession()
}

onAnswer(() => {
  lastAnswerAt = performance.now()
})
onProblem((problem) => {
  if (problem.status === 401) void noticeEnd()
})
