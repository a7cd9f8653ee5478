import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { listOf, pageOf, pageQuery } from '../../../platform/http/paging.ts'
import { MASKS, permit } from '../policy.ts'
import { ROLES } from '../roles.ts'

export const ACCOUNT_STATUSES = ['active', 'disabled'] as const

export const accountRow = z.object({
  accountId: z.uuid(),
  login: z.string(),
  /** Null: made by the system administrator, not yet given a role by the security administrator. */
  role: z.enum(ROLES).nullable(),
  status: z.enum(ACCOUNT_STATUSES),
  demo: z.boolean(),
  personId: z.uuid().nullable(),
  /** Of the person, or of the shop's account. */
  name: z.string(),
  unitName: z.string().nullable(),
  customerId: z.uuid().nullable(),
  secondFactor: z.boolean(),
  createdAt: z.iso.datetime(),
  lastSignInAt: z.iso.datetime().nullable(),
})
export type AccountRow = z.infer<typeof accountRow>

const accountId = z.object({ accountId: z.uuid() })
const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,63}$/)
/** Shown once; the account must replace it when it first signs in. */
const initialPassword = z.object({ accountId: z.uuid(), initialPassword: z.string() })

export const listAccounts = defineRoute({
  id: 'accounts.list',
  method: 'GET',
  path: '/api/accounts',
  summary: 'Accounts with their roles',
  permit: permit('accounts', 'read'),
  query: z.strictObject({
    ...pageQuery,
    role: listOf(z.enum(ROLES)).optional(),
    status: listOf(z.enum(ACCOUNT_STATUSES)).optional(),
  }),
  response: pageOf(accountRow),
})

export const createAccount = defineRoute({
  id: 'accounts.create',
  method: 'POST',
  path: '/api/accounts',
  summary: 'Make an account without a role, for a person or for a customer',
  permit: permit('accounts', 'create'),
  body: z
    .strictObject({
      login,
      personId: z.uuid().optional(),
      customerId: z.uuid().optional(),
      /** What a shop's account is called; a person's account carries the person's name. */
      name: z.string().trim().max(60).default(''),
    })
    .refine(({ personId, customerId }) => (personId === undefined) !== (customerId === undefined)),
  response: initialPassword,
})

export const setAccountStatus = defineRoute({
  id: 'accounts.setStatus',
  method: 'PUT',
  path: '/api/accounts/:accountId/status',
  summary: 'Disable an account, which ends its sessions, or enable it again',
  permit: permit('accounts', 'update'),
  params: accountId,
  body: z.strictObject({ status: z.enum(ACCOUNT_STATUSES) }),
  response: z.undefined(),
})

export const resetPassword = defineRoute({
  id: 'accounts.resetPassword',
  method: 'POST',
  path: '/api/accounts/:accountId/reset-password',
  summary: 'Give an account a new initial password; its sessions end',
  permit: permit('accounts', 'update'),
  params: accountId,
  response: initialPassword,
})

export const setRole = defineRoute({
  id: 'roles.set',
  method: 'PUT',
  path: '/api/accounts/:accountId/role',
  summary: 'Give an account its role, or take it away; its sessions end',
  permit: permit('roles', 'configure'),
  params: accountId,
  body: z.strictObject({ role: z.enum(ROLES).nullable() }),
  response: z.undefined(),
})

export const resetSecondFactor = defineRoute({
  id: 'roles.resetSecondFactor',
  method: 'POST',
  path: '/api/accounts/:accountId/reset-second-factor',
  summary: 'Forget a lost authenticator; a new one is set up when signing in next',
  permit: permit('roles', 'configure'),
  params: accountId,
  response: z.undefined(),
})

/** The authorisation matrix as it is in force, for reading and printing. */
export const getPolicy = defineRoute({
  id: 'roles.policy',
  method: 'GET',
  path: '/api/policy',
  summary: 'The authorisation matrix: roles, resources, and how far each grant reaches',
  permit: permit('roles', 'read'),
  response: z.object({
    roles: z.array(z.enum(ROLES)),
    resources: z.array(
      z.object({
        resource: z.string(),
        name: z.string(),
        grants: z.array(
          z.object({
            role: z.enum(ROLES),
            action: z.string(),
            scope: z.string(),
            masks: z.array(z.enum(MASKS)),
          }),
        ),
      }),
    ),
  }),
})
