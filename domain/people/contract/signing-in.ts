import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { ROLES } from '../roles.ts'
import { profile } from './profile.ts'

/**
 * Signing in has stages. `complete` may use the program; a session in another stage may only do the one step that
 * is missing: give a second factor, set one up, or replace an initial password. Every finished step answers with the
 * next stage and a new `csrfToken`.
 */
export const STAGES = ['complete', 'second-factor', 'enrolment', 'password'] as const

const stageReached = z.object({
  stage: z.enum(STAGES),
  /** To be sent in `X-CSRF-Token` with every request that changes something. */
  csrfToken: z.string(),
})
export type StageReached = z.infer<typeof stageReached>

const password = z.string().min(1).max(256)
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/)

/** Where this browser stands; asked once when a page loads. */
export const getSignInState = defineRoute({
  id: 'auth.state',
  method: 'GET',
  path: '/api/auth/state',
  summary: 'Whether somebody is signed in here, and which step is missing',
  permit: 'public',
  response: z.object({
    stage: z.enum(['none', ...STAGES]),
    csrfToken: z.string().optional(),
    /** Companies of this installation; more than one: the sign-in form asks which. */
    companies: z.array(z.object({ code: z.string(), name: z.string(), nameEn: z.string() })),
    /** True while demonstration accounts exist: the sign-in page may say so. */
    demonstration: z.boolean(),
    /** The accounts to try a demonstration with, while nobody is signed in. Their password is printed anyway. */
    demonstrationAccounts: z
      .array(
        z.object({
          login: z.string(),
          password: z.string(),
          role: z.enum(ROLES),
          name: z.string(),
          unitName: z.string(),
        }),
      )
      .optional(),
    /** The code a demonstration account's authenticator shows now, while it is asked for. */
    demonstrationCode: z.string().optional(),
  }),
})

export const signIn = defineRoute({
  id: 'auth.signIn',
  method: 'POST',
  path: '/api/auth/sign-in',
  summary: 'Sign in with login name and password',
  permit: 'public',
  body: z.strictObject({
    /** The company's code; may be left out where there is only one. */
    company: z.string().trim().max(32).optional(),
    login: z.string().trim().min(1).max(64),
    password,
  }),
  response: stageReached,
})

export const giveSecondFactor = defineRoute({
  id: 'auth.secondFactor',
  method: 'POST',
  path: '/api/auth/second-factor',
  summary: 'Give the six digits of the authenticator',
  permit: 'public',
  body: z.strictObject({ code }),
  response: stageReached,
})

/** Makes a new secret; it counts only after `confirmEnrolment`. */
export const beginEnrolment = defineRoute({
  id: 'auth.beginEnrolment',
  method: 'POST',
  path: '/api/auth/enrolment',
  summary: 'Begin to set up an authenticator',
  permit: 'public',
  response: z.object({
    /** Base32, to be typed in by hand. */
    secret: z.string(),
    /** `otpauth://totp/…`, what a QR code of the page holds. */
    link: z.string(),
  }),
})

export const confirmEnrolment = defineRoute({
  id: 'auth.confirmEnrolment',
  method: 'POST',
  path: '/api/auth/enrolment/confirm',
  summary: 'Prove the new authenticator with its first code',
  permit: 'public',
  body: z.strictObject({ code }),
  response: stageReached,
})

export const replaceFirstPassword = defineRoute({
  id: 'auth.firstPassword',
  method: 'POST',
  path: '/api/auth/first-password',
  summary: 'Replace the initial password',
  permit: 'public',
  body: z.strictObject({ password }),
  response: stageReached,
})

export const signOut = defineRoute({
  id: 'auth.signOut',
  method: 'POST',
  path: '/api/auth/sign-out',
  summary: 'End this session',
  permit: 'public',
  response: z.undefined(),
})

// ---- the account signed in ----------------------------------------------------------------------------------

export const me = z.object({
  accountId: z.uuid(),
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** `resource:action` of the policy table: what to show in menus. The server asks again on every request. */
  permissions: z.array(z.string()),
  personId: z.uuid().nullable(),
  customerId: z.uuid().nullable(),
  unit: z.object({ unitId: z.uuid(), kind: z.string(), name: z.string(), nameEn: z.string() }).nullable(),
  company: z.object({ code: z.string(), name: z.string(), nameEn: z.string(), timeZone: z.string() }),
  profile,
  demonstration: z.boolean(),
  csrfToken: z.string(),
  session: z.object({ startedAt: z.iso.datetime(), endsAt: z.iso.datetime(), idleSeconds: z.number().int() }),
})
export type Me = z.infer<typeof me>

export const getMe = defineRoute({
  id: 'people.me',
  method: 'GET',
  path: '/api/me',
  summary: 'The account signed in: its role, permissions, unit and settings',
  permit: 'signed-in',
  response: me,
})

export const updateProfile = defineRoute({
  id: 'people.updateProfile',
  method: 'PATCH',
  path: '/api/me/profile',
  summary: 'Change language, text size, colours or density of the own account',
  permit: 'signed-in',
  body: profile.partial().strict(),
  response: profile,
})

export const changePassword = defineRoute({
  id: 'people.changePassword',
  method: 'POST',
  path: '/api/me/password',
  summary: 'Change the own password; other sessions end',
  permit: 'signed-in',
  body: z.strictObject({ current: password, password }),
  response: z.undefined(),
})

export const ownSession = z.object({
  sessionId: z.uuid(),
  startedAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  address: z.string(),
  userAgent: z.string(),
  current: z.boolean(),
})

export const listSessions = defineRoute({
  id: 'people.listSessions',
  method: 'GET',
  path: '/api/me/sessions',
  summary: 'Where the own account is signed in',
  permit: 'signed-in',
  response: z.array(ownSession),
})

export const endSession = defineRoute({
  id: 'people.endSession',
  method: 'DELETE',
  path: '/api/me/sessions/:sessionId',
  summary: 'End one of the own sessions',
  permit: 'signed-in',
  params: z.object({ sessionId: z.uuid() }),
  response: z.undefined(),
})
