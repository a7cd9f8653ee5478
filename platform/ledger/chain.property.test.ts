import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../../engines/kernel/dates.ts'
import { createRandom, type Random } from '../../engines/kernel/random.ts'
import { canonicalJson } from './canonical.ts'
import {
  type Anchor,
  type ChainEnd,
  type ClosedDay,
  createChainCheck,
  type EventContent,
  extendChain,
  GENESIS,
  type StoredEvent,
  type Tip,
} from './chain.ts'

const ORG = '0190b8e0-0000-7000-8000-000000000001'

interface Copy {
  events: StoredEvent[]
  days: ClosedDay[]
  tip: Tip | undefined
}

test('a ledger as it was written has no fault, whatever its days and events', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), (sizes) => {
      const ledger = writeLedger(sizes)
      assert.deepEqual(faultsOf(ledger), [])
      assert.deepEqual(faultsOf(ledger, [anchorOf(ledger)]), [])
    }),
  )
})

test('G20, X-06: 1,000 random edits, deletions, swaps, insertions and truncations of a copy are all detected', () => {
  const ledger = writeLedger([7, 1, 12, 3, 20, 5])
  const anchors = [anchorOf(ledger)]
  const random = createRandom('tampering')
  const kinds = new Map<string, number>()
  for (let round = 0; round < 1000; round++) {
    const [name, tamper] = random.pick(Object.entries(TAMPERINGS))
    const copy: Copy = { events: [...ledger.events], days: [...ledger.days], tip: ledger.tip }
    tamper(copy, random)
    assert.notDeepEqual(copy, ledger, `${name} changed something (round ${round})`)
    assert.notEqual(faultsOf(copy, anchors).length, 0, `${name} was not detected (round ${round})`)
    kinds.set(name, (kinds.get(name) ?? 0) + 1)
  }
  for (const name of Object.keys(TAMPERINGS)) assert.ok((kinds.get(name) ?? 0) > 50, `${name} was tried`)
})

test('without anchors only a ledger rewritten from some point to its very end passes', () => {
  const ledger = writeLedger([4, 4, 4])
  const forged: Copy = { events: [...ledger.events], days: [...ledger.days], tip: ledger.tip }
  rewrite(forged, createRandom(1))
  assert.deepEqual(faultsOf(forged), [])
  assert.notEqual(faultsOf(forged, [anchorOf(ledger)]).length, 0)
})

test('the first fault names the day and place that was touched', () => {
  const ledger = writeLedger([3, 3])
  const copy: Copy = { ...ledger, events: ledger.events.map((event) => ({ ...event })) }
  copy.events[4] = { ...copy.events[4]!, detail: '{"amount":2}' }
  assert.deepEqual(
    faultsOf(copy).map(({ fault, day, sequence }) => ({ fault, day, sequence })),
    [{ fault: 'altered', day: '2026-01-02', sequence: 2 }],
  )
})

test('a whole day may be absent only after a removal that was written down and kept 183 days', () => {
  const early = writeLedger([2, 2], [], '2026-01-01')
  const prunedLate = writeLedger([1], [pruneOn('2026-07-03', '2026-01-01')], '2026-07-03', early)
  const removed = { ...prunedLate, events: prunedLate.events.filter(({ day }) => day !== '2026-01-01') }
  assert.deepEqual(faultsOf(removed), [])
  const prunedEarly = writeLedger([1], [pruneOn('2026-07-02', '2026-01-01')], '2026-07-02', early)
  const tooEarly = { ...prunedEarly, events: prunedEarly.events.filter(({ day }) => day !== '2026-01-01') }
  assert.deepEqual(
    faultsOf(tooEarly).map(({ fault }) => fault),
    ['pruned-early'],
  )
  const other = { ...prunedLate, events: prunedLate.events.filter(({ day }) => day !== '2026-01-02') }
  assert.equal(faultsOf(other)[0]?.fault, 'missing')
})

test('a clock that steps back over midnight stays in the open day', () => {
  const { rows } = extendChain(ORG, START, [contentOn('2026-01-02', 1), contentOn('2026-01-01', 2)])
  assert.deepEqual(
    rows.map(({ day, sequence }) => `${day}/${sequence}`),
    ['2026-01-02/1', '2026-01-02/2'],
  )
})

test('canonical JSON does not depend on the order of keys and survives being parsed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      assert.equal(canonicalJson(JSON.parse(text)), text)
      assert.equal(canonicalJson(reversed(value)), text)
    }),
  )
  assert.equal(canonicalJson({ b: undefined, a: [1, 'x\u0000', null] }), '{"a":[1,"x\uFFFD",null]}')
  assert.throws(() => canonicalJson(Number.NaN), TypeError)
})

// ---- building and breaking -----------------------------------------------------------------------------------

const START: ChainEnd = { day: null, events: 0, head: GENESIS, previousDay: GENESIS }

const TAMPERINGS: Record<string, (copy: Copy, random: Random) => void> = {
  edit(copy, random) {
    const index = random.integer(copy.events.length)
    const event = copy.events[index]!
    const edits: Partial<StoredEvent>[] = [
      { detail: '{"amount":99}' },
      { actorName: 'nobody' },
      { actorAccountId: null },
      { at: '2026-01-01T00:00:00.001Z' },
      { kind: 'customer.forge' },
      { objectId: 'other' },
      { success: !event.success },
      { ruleVersions: '{"plans.hours":9}' },
      { requestId: 'forged' },
      { hash: createHash('sha256').update(String(index)).digest('hex') },
    ]
    copy.events[index] = { ...event, ...random.pick(edits) }
  },
  delete(copy, random) {
    copy.events.splice(random.integer(copy.events.length), 1)
  },
  deleteAndRenumber(copy, random) {
    const [gone] = copy.events.splice(random.integer(copy.events.length), 1)
    copy.events = copy.events.map((event) =>
      event.day === gone!.day && event.sequence > gone!.sequence
        ? { ...event, sequence: event.sequence - 1 }
        : event,
    )
  },
  swap(copy, random) {
    const first = random.integer(copy.events.length - 1)
    const a = copy.events[first]!
    const b = copy.events[first + 1]!
    copy.events[first] = { ...b, day: a.day, sequence: a.sequence }
    copy.events[first + 1] = { ...a, day: b.day, sequence: b.sequence }
  },
  insert(copy, random) {
    const index = random.integer(copy.events.length)
    const event = copy.events[index]!
    copy.events.splice(index + 1, 0, { ...event, sequence: event.sequence + 1, detail: '{"amount":1}' })
  },
  truncateEvents(copy, random) {
    copy.events.length = random.integer(copy.events.length)
  },
  truncateEverything(copy, random) {
    copy.events.length = 1 + random.integer(copy.events.length - 1)
    const last = copy.events.at(-1)!
    copy.days = copy.days.filter(({ day }) => day < last.day)
    copy.tip = { day: last.day, events: last.sequence, head: last.hash }
  },
  dropDay(copy, random) {
    const { day } = random.pick(copy.days)
    copy.days = copy.days.filter((other) => other.day !== day)
    copy.events = copy.events.filter((event) => event.day !== day)
  },
  editDay(copy, random) {
    const index = random.integer(copy.days.length)
    const day = copy.days[index]!
    copy.days[index] = {
      ...day,
      ...random.pick([{ events: day.events + 1 }, { head: GENESIS }, { hash: GENESIS }]),
    }
  },
  dropTip(copy) {
    copy.tip = undefined
  },
  moveTip(copy) {
    copy.tip = { ...copy.tip!, events: copy.tip!.events + 1 }
  },
  dropAll(copy) {
    copy.events = []
    copy.days = []
    copy.tip = undefined
  },
  rewrite,
}

/** Changes one event and recomputes everything after it, as an administrator of the database could. */
function rewrite(copy: Copy, random: Random): void {
  const index = random.integer(copy.events.length)
  const contents = copy.events.map((event, place) =>
    place === index ? { ...event, detail: '{"amount":0}' } : event,
  )
  Object.assign(copy, asCopy(extendChain(ORG, START, contents)))
}

function writeLedger(
  sizes: readonly number[],
  first: readonly EventContentOn[] = [],
  firstDay = '2026-01-01',
  before?: Copy,
): Copy {
  const events = sizes.flatMap((size, index) =>
    Array.from({ length: size }, (_, place) => contentOn(addDays(firstDay, index), place)),
  )
  return asCopy(extendChain(ORG, START, [...(before?.events ?? []), ...first, ...events]))
}

function asCopy({ rows, closed, end }: ReturnType<typeof extendChain>): Copy {
  return { events: rows, days: closed, tip: { day: end.day!, events: end.events, head: end.head } }
}

type EventContentOn = EventContent & { readonly day: string }

function contentOn(day: string, place: number): EventContentOn {
  return {
    day,
    eventId: `0190b8e0-0000-7000-8000-${String(place).padStart(12, '0')}`,
    at: `${day}T08:00:00.000Z`,
    actorAccountId: ORG,
    actorName: '李明',
    kind: 'customer.correct',
    objectKind: 'customer',
    objectId: `customer-${place}`,
    success: true,
    detail: `{"amount":${place + 10}}`,
    ruleVersions: place % 2 ? '{"plans.hours":1}' : null,
    requestId: `request-${day}-${place}`,
  }
}

function pruneOn(day: string, throughDay: string): EventContentOn {
  return { ...contentOn(day, 0), kind: 'ledger.prune', detail: JSON.stringify({ throughDay }) }
}

function anchorOf(ledger: Copy): Anchor {
  return { orgId: ORG, takenAt: '2026-02-01T00:00:00.000Z', ...ledger.tip! }
}

function faultsOf(copy: Copy, anchors: readonly Anchor[] = []) {
  const check = createChainCheck(ORG, copy.days, copy.tip, anchors)
  for (const event of copy.events) check.add(event)
  return check.finish().faults
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  )
}
