import type { Scope } from '../auth/principal.ts'
import { Failure } from '../http/failure.ts'
import { type Implementation, implement } from '../http/handler.ts'
import { ANCHOR_FILE_VARIABLE, readAnchors } from './anchors.ts'
import * as contract from './contract.ts'
// Loaded with the routes, so that every server and worker knows the nightly jobs of the ledger.
import './jobs.ts'
import { type EventFilter, readEvents } from './read.ts'
import { readTip, verifyLedgerIn } from './verify.ts'

export const routes: Implementation[] = [
  implement(contract.listEvents, async (context, { query }) => {
    if (context.masks.includes('case')) throw new Failure(403, 'CASE-NEEDED')
    const { after, limit, success, ...rest } = query
    const filter: EventFilter = {
      ...rest,
      ...(success === undefined ? {} : { success: success === 'true' }),
      ...(after === undefined ? {} : { after: placeOf(after) }),
      ...ownOnly(context.scope, context.principal.accountId, context.masks),
      limit: limit + 1,
    }
    return context.transaction(async (tx) => {
      const found = await readEvents(tx, filter)
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      await context.record(tx, {
        kind: 'ledger.read',
        objectKind: 'ledger',
        objectId: context.principal.orgId,
        detail: { ...query, rows: rows.length },
      })
      return {
        rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })),
        next: found.length > limit && last ? `${last.day}/${last.sequence}` : null,
      }
    })
  }),
  implement(contract.checkLedger, async (context) => {
    const { orgId } = context.principal
    const file = process.env[ANCHOR_FILE_VARIABLE]
    const anchors = file ? await readAnchors(file) : []
    const own = anchors.filter((anchor) => anchor.orgId === orgId)
    return context.transaction(async (tx) => {
      const report = await verifyLedgerIn(tx, orgId, { anchors: own, signal: context.signal })
      const tip = await readTip(tx)
      await context.record(tx, {
        kind: 'ledger.check',
        objectKind: 'ledger',
        objectId: orgId,
        detail: { ok: report.ok, events: report.events, faults: report.faults.length },
      })
      return { ...report, faults: report.faults.slice(0, 100), anchors: own.length, tip: tip ?? null }
    })
  }),
]

function placeOf(text: string) {
  const [day, sequence] = text.split('/')
  return { day: day!, sequence: Number(sequence) }
}

/** Everybody but the audit administrator sees their own sign-ins and nothing else. */
function ownOnly(scope: Scope, accountId: string, masks: readonly string[]): EventFilter {
  if (scope === 'organisation') return {}
  return { actorAccountId: accountId, ...(masks.includes('sign-ins-only') ? { kinds: ['session.*'] } : {}) }
}
