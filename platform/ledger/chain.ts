import { createHash } from 'node:crypto'

/**
 * The arithmetic of the ledger, without a database.
 *
 * Events of one company and day form a chain: hash = SHA-256(previous hash, event). The first event of a day
 * continues from the hash of the day before, which closes that day's count and last hash. So an edit, a gap, a swap
 * or a missing tail breaks the chain at the place, and a chain rewritten as a whole breaks against an anchor: a tip
 * that was written down outside the database.
 */
export const GENESIS = '0'.repeat(64)

/** What an event says. `detail` and `ruleVersions` are canonical JSON text. */
export interface EventContent {
  readonly eventId: string
  /** UTC with milliseconds, `2026-11-02T08:00:00.000Z`. */
  readonly at: string
  readonly actorAccountId: string | null
  readonly actorName: string
  readonly kind: string
  readonly objectKind: string
  readonly objectId: string
  readonly success: boolean
  readonly detail: string
  readonly ruleVersions: string | null
  readonly requestId: string | null
}

/** An event exactly as it is stored, at its place in the chain. */
export interface StoredEvent extends EventContent {
  readonly day: string
  readonly sequence: number
  readonly hash: string
}

/** A day that is over. `hash` closes it and is where the next day begins. */
export interface ClosedDay {
  readonly day: string
  readonly events: number
  readonly head: string
  readonly hash: string
}

/** Where the next event goes. */
export interface Tip {
  readonly day: string
  readonly events: number
  readonly head: string
}

/** What is needed to go on with a chain; `day` is null before the first event. */
export interface ChainEnd {
  readonly day: string | null
  readonly events: number
  readonly head: string
  /** The closing hash of the day before, from which this day began. */
  readonly previousDay: string
}

/** Puts events at the end of a chain: the rows to be stored, the days that end thereby, and the new end. */
export function extendChain(
  orgId: string,
  start: ChainEnd,
  events: readonly (EventContent & { readonly day: string })[],
): { readonly rows: StoredEvent[]; readonly closed: ClosedDay[]; readonly end: ChainEnd } {
  const rows: StoredEvent[] = []
  const closed: ClosedDay[] = []
  let { day, events: sequence, head, previousDay } = start
  for (const event of events) {
    // A clock that steps back over midnight does not reopen a day that is closed.
    if (day === null || event.day > day) {
      if (day !== null) {
        const open = { day, events: sequence, head }
        previousDay = hashDay(orgId, previousDay, open)
        closed.push({ ...open, hash: previousDay })
      }
      day = event.day
      sequence = 0
      head = previousDay
    }
    const placed = { ...event, day, sequence: ++sequence }
    head = hashEvent(orgId, head, placed)
    rows.push({ ...placed, hash: head })
  }
  return { rows, closed, end: { day, events: sequence, head, previousDay } }
}

/** A tip written down outside the database, with the moment it was taken. */
export interface Anchor extends Tip {
  readonly orgId: string
  readonly takenAt: string
}

export interface ChainFault {
  readonly fault: 'altered' | 'missing' | 'extra' | 'day' | 'tip' | 'anchor' | 'pruned-early'
  readonly day: string
  readonly sequence?: number
  readonly note: string
}

export function hashEvent(orgId: string, previous: string, event: Omit<StoredEvent, 'hash'>): string {
  const text = JSON.stringify([
    previous,
    orgId,
    event.day,
    event.sequence,
    event.eventId,
    event.at,
    event.actorAccountId,
    event.actorName,
    event.kind,
    event.objectKind,
    event.objectId,
    event.success,
    event.detail,
    event.ruleVersions,
    event.requestId,
  ])
  return createHash('sha256').update(text).digest('hex')
}

export function hashDay(orgId: string, previousDay: string, day: Omit<ClosedDay, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([previousDay, orgId, day.day, day.events, day.head]))
    .digest('hex')
}

/** Events that were allowed to be removed: whole days up to `throughDay`, by a prune written on `onDay`. */
export interface Prune {
  readonly throughDay: string
  readonly onDay: string
}

/** Nothing younger than this may be removed (网络安全法 art. 21: logs at least six months). */
export const MINIMUM_RETENTION_DAYS = 183

/**
 * Reads a ledger in order (day, sequence) and says what is wrong with it. Feed every stored event to `add`,
 * then ask `finish`. Holds one hash per day, so a year of a large company needs no memory to speak of.
 */
export function createChainCheck(
  orgId: string,
  days: readonly ClosedDay[],
  tip: Tip | undefined,
  anchors: readonly Anchor[] = [],
) {
  const faults: ChainFault[] = []
  const closed = new Map(days.map((day) => [day.day, day]))
  const startOf = new Map<string, string>()
  const seen = new Map<string, { events: number; head: string }>()
  const anchorAt = new Map(anchors.map((anchor) => [`${anchor.day}/${anchor.events}`, anchor]))
  const prunes: Prune[] = []
  let count = 0
  let current: { day: string; sequence: number; hash: string } | undefined
  let lastClosed = GENESIS

  const report = (fault: ChainFault['fault'], day: string, note: string, sequence?: number) =>
    faults.push({ fault, day, note, ...(sequence === undefined ? {} : { sequence }) })

  let previousDate = ''
  for (const day of days) {
    if (day.day <= previousDate) report('day', day.day, 'days are not in order')
    previousDate = day.day
    startOf.set(day.day, lastClosed)
    if (hashDay(orgId, lastClosed, day) !== day.hash)
      report('day', day.day, 'the closing hash of the day does not fit')
    lastClosed = day.hash
  }
  if (tip && tip.day <= previousDate) report('tip', tip.day, 'the tip lies before a closed day')
  if (!tip && days.length > 0) report('tip', previousDate, 'the tip is missing')
  if (tip) startOf.set(tip.day, lastClosed)

  return {
    /** Hash and place of one event against the event before it. */
    add(event: StoredEvent): void {
      count++
      if (current?.day !== event.day) {
        const start = startOf.get(event.day)
        if (start === undefined) report('extra', event.day, 'events of a day that is neither closed nor open')
        current = { day: event.day, sequence: 0, hash: start ?? GENESIS }
      }
      if (event.sequence !== current.sequence + 1)
        report('missing', event.day, `after ${current.sequence} comes ${event.sequence}`, event.sequence)
      if (hashEvent(orgId, current.hash, event) !== event.hash)
        report('altered', event.day, 'the hash of the event does not fit', event.sequence)
      current = { day: event.day, sequence: event.sequence, hash: event.hash }
      seen.set(event.day, { events: event.sequence, head: event.hash })
      const anchor = anchorAt.get(`${event.day}/${event.sequence}`)
      if (anchor && anchor.head !== event.hash)
        report('anchor', event.day, 'differs from what was written down outside', event.sequence)
      if (event.kind === 'ledger.prune') prunes.push(readPrune(event))
    },

    finish(): { readonly events: number; readonly days: number; readonly faults: readonly ChainFault[] } {
      const prunedThrough =
        prunes
          .map((prune) => prune.throughDay)
          .sort()
          .at(-1) ?? ''
      for (const day of closed.values()) compareDay(day, seen.get(day.day), day.day <= prunedThrough)
      if (tip) compareTip(tip, seen.get(tip.day))
      for (const prune of prunes)
        if (daysApart(prune.throughDay, prune.onDay) < MINIMUM_RETENTION_DAYS)
          report('pruned-early', prune.onDay, `removed days up to ${prune.throughDay}`)
      for (const anchor of anchors) compareAnchor(anchor)
      return { events: count, days: closed.size + (tip ? 1 : 0), faults }
    },
  }

  function compareDay(day: ClosedDay, found: { events: number; head: string } | undefined, pruned: boolean) {
    if (!found) {
      if (!pruned) report('missing', day.day, `all ${day.events} events of the day are gone`)
    } else if (found.events !== day.events || found.head !== day.head) {
      report('missing', day.day, `the day closed with ${day.events} events, ${found.events} are here`)
    }
  }

  function compareTip(open: Tip, found: { events: number; head: string } | undefined) {
    if (open.events !== (found?.events ?? 0) || (found && open.head !== found.head))
      report('tip', open.day, `the tip says ${open.events} events, ${found?.events ?? 0} are here`)
  }

  function compareAnchor(anchor: Anchor) {
    const day = closed.get(anchor.day) ?? (tip?.day === anchor.day ? tip : undefined)
    if (!day) report('anchor', anchor.day, 'a day that was written down outside is gone')
    else if (day.events < anchor.events)
      report(
        'anchor',
        anchor.day,
        `${anchor.events} events were written down outside, ${day.events} are here`,
      )
    else if (day.events === anchor.events && day.head !== anchor.head)
      report('anchor', anchor.day, 'the head of the day differs from what was written down outside')
  }
}

function readPrune(event: StoredEvent): Prune {
  const detail = JSON.parse(event.detail) as { throughDay?: string }
  return { throughDay: detail.throughDay ?? '', onDay: event.day }
}

function daysApart(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
