/** 审计日志: what the audit administrator reads, and everybody of their own sign-ins. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'
import { listOf } from '../http/paging.ts'
import { dateText } from '../http/values.ts'

const eventView = z.object({
  day: z.iso.date(),
  sequence: z.number().int(),
  eventId: z.uuid(),
  at: z.iso.datetime(),
  actorAccountId: z.uuid().nullable(),
  actorName: z.string(),
  kind: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  success: z.boolean(),
  detail: z.record(z.string(), z.unknown()),
  ruleVersions: z.record(z.string(), z.number()).nullable(),
  requestId: z.string().nullable(),
})

/** `2026-11-22/17`: the place of an event in the ledger. */
const place = z.string().regex(/^\d{4}-\d{2}-\d{2}\/[1-9]\d{0,8}$/)

const word = z.string().max(100)

export const listEvents = defineRoute({
  id: 'ledger.list',
  method: 'GET',
  path: '/api/ledger/events',
  summary: 'Events of the audit log, newest first; reading them is an event itself',
  permit: { resource: 'audit-log', action: 'read' },
  query: z.strictObject({
    objectKind: word.optional(),
    objectId: z.string().max(200).optional(),
    actorAccountId: z.uuid().optional(),
    /** Exact kinds, or all of a module: `plans.*`. */
    kinds: listOf(z.string().regex(/^[a-z][a-zA-Z0-9.-]*(\.\*)?$/)).optional(),
    success: z.enum(['true', 'false']).optional(),
    from: dateText.optional(),
    to: dateText.optional(),
    after: place.refine((text) => dateText.safeParse(text.slice(0, 10)).success).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  response: z.object({
    rows: z.array(eventView),
    /** To be sent as `after` for the next page; null at the end. */
    next: z.string().nullable(),
  }),
})

export const checkLedger = defineRoute({
  id: 'ledger.check',
  method: 'POST',
  path: '/api/ledger/check',
  summary: 'Recompute every hash of the audit log and compare it with the anchors',
  permit: { resource: 'audit-log', action: 'run' },
  response: z.object({
    ok: z.boolean(),
    events: z.number().int(),
    days: z.number().int(),
    anchors: z.number().int(),
    /** The first hundred. */
    faults: z.array(
      z.object({
        fault: z.enum(['altered', 'missing', 'extra', 'day', 'tip', 'anchor', 'pruned-early']),
        day: z.string(),
        sequence: z.number().int().optional(),
        note: z.string(),
      }),
    ),
    /** Where the chain ends now: to be kept on paper or elsewhere. */
    tip: z.object({ day: z.iso.date(), events: z.number().int(), head: z.string() }).nullable(),
  }),
})
