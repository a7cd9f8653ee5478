export { type Acting, SYSTEM_ACCOUNT_ID, systemActing } from './acting.ts'
export { readAnchors, writeAnchor } from './anchors.ts'
export { canonicalJson } from './canonical.ts'
export type { Anchor, ChainFault } from './chain.ts'
export {
  type Actor,
  actorOf,
  appendEvent,
  appendEvents,
  type EventReference,
  ledgerDay,
  type NewEvent,
  SYSTEM_ACTOR,
  traceOf,
} from './ledger.ts'
export { pruneLedger } from './prune.ts'
export { countEvents, type EventFilter, type LedgerEvent, readEvents } from './read.ts'
export { type LedgerReport, takeAnchor, verifyLedger, verifyLedgerIn } from './verify.ts'
