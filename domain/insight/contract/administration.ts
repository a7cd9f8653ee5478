/** What the three administrators see first. No business rows: counts and states of the program itself. */
import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { permit } from '../../people/contract.ts'

const time = z.iso.datetime()

export const getSystemState = defineRoute({
  id: 'insight.system',
  method: 'GET',
  path: '/api/insight/system',
  summary: 'Health of the program: database, free space, jobs, accounts signed in',
  permit: permit('system', 'read'),
  response: z.object({
    database: z.object({
      kind: z.enum(['pglite', 'postgres']),
      version: z.string(),
      fsync: z.boolean(),
      sizeBytes: z.number(),
      /** Null: a server does not tell. */
      freeBytes: z.number().nullable(),
      readOnly: z.boolean(),
    }),
    migrations: z.number().int(),
    upSeconds: z.number().int(),
    memoryBytes: z.number().int(),
    node: z.string(),
    jobs: z.object({
      waiting: z.number().int(),
      running: z.number().int(),
      /** Of the last seven days. */
      failed: z.number().int(),
      done: z.number().int(),
      /** Runs of a job whose worker has not been heard of. */
      stuck: z.number().int(),
    }),
    /** Sessions in use now. */
    signedIn: z.number().int(),
  }),
})

export const getAccountState = defineRoute({
  id: 'insight.accounts',
  method: 'GET',
  path: '/api/insight/accounts',
  summary:
    'Accounts that need the security administrator: without a role, locked, without a second factor, unused',
  permit: permit('roles', 'read'),
  response: z.object({
    accounts: z.number().int(),
    disabled: z.number().int(),
    withoutRole: z.array(z.object({ login: z.string(), name: z.string(), createdAt: time })),
    /** Too many wrong passwords in the last quarter of an hour. */
    locked: z.array(z.object({ login: z.string(), attempts: z.number().int(), lastAttemptAt: time })),
    administratorsWithoutSecondFactor: z.array(z.string()),
    /** Active, and not signed in for ninety days. */
    unused: z.number().int(),
    failedToday: z.number().int(),
  }),
})

export const getLedgerState = defineRoute({
  id: 'insight.ledger',
  method: 'GET',
  path: '/api/insight/ledger',
  summary: 'The audit log at a glance: events a day, refused ones, the last check of its chain',
  permit: permit('audit-log', 'run'),
  response: z.object({
    events: z.number().int(),
    days: z.array(z.object({ day: z.iso.date(), events: z.number().int(), refused: z.number().int() })),
    kinds: z.array(z.object({ kind: z.string(), events: z.number().int() })),
    /** The newest check that somebody asked for, or that ran at night. */
    lastCheck: z.object({ at: time, ok: z.boolean(), events: z.number().int(), by: z.string() }).nullable(),
  }),
})
