import { addDays, daysBetween, type IsoDate } from '../engines/kernel/dates.ts'
import type { Random } from '../engines/kernel/random.ts'
import type { CustomerDraft } from './customers.ts'
import type { CityChain, CityDemolitionArea, TruthKind } from './types.ts'

/** One thing put into a customer's data on purpose. */
export interface CustomerEvent {
  readonly draft: CustomerDraft
  readonly kind: TruthKind
  readonly from: IsoDate
  readonly to: IsoDate
  readonly detail: string
  /** Orders of the period are so many times as large ... */
  readonly surge?: number
  /** ... in dear and scarce goods, or in ordinary ones. */
  readonly surgeIn?: 'scarce' | 'ordinary'
  /** Number of the device or account that several customers share. */
  readonly sharedDevice?: number
  readonly sharedPayer?: number
  /** Chance that a debit fails. */
  readonly failureChance?: number
}

/** Device and payer numbers up to this are the customers' own. */
export const FIRST_SHARED_NUMBER = 5_000_001

interface Time {
  readonly firstDay: IsoDate
  readonly asOf: IsoDate
}

/** Shares of customers (default). */
const SHARE = {
  bulkBuyer: 0.003,
  diversion: 0.005,
  orderOnBehalf: 0.005,
  sharedPhone: 0.003,
  sharedBankAccount: 0.003,
  banquet: 0.015,
  chain: 0.015,
  growth: 0.02,
  decline: 0.02,
  debitFailure: 0.015,
} as const

/** Decides all events and writes those that show in the archive (phones, accounts, names, volumes) into the drafts. */
export function drawEvents(
  random: Random,
  drafts: readonly CustomerDraft[],
  demolitionAreas: readonly CityDemolitionArea[],
  time: Time,
): { events: CustomerEvent[]; chains: CityChain[] } {
  const events: CustomerEvent[] = []
  const settled = drafts.filter(
    (draft) =>
      draft.status === 'valid' &&
      draft.licenceState === 'valid' &&
      daysBetween(draft.openedOn, time.asOf) > 400,
  )
  const pool = new Pool(random.fork('pool'), settled)
  const share = (part: number, least: number) =>
    drafts.length < 100 ? 0 : Math.max(least, Math.round(drafts.length * part))
  const chains = drawChains(random.fork('chains'), pool, share(SHARE.chain, 4), events, time)
  drawBulkBuyers(random.fork('bulk buyers'), pool, share(SHARE.bulkBuyer, 2), events, time)
  let sharedNumber = FIRST_SHARED_NUMBER + chains.length
  const ring = (kind: 'diversion' | 'order_on_behalf', count: number) => {
    sharedNumber = drawRings(random.fork(kind), pool, { kind, count, sharedNumber }, events, time)
  }
  ring('diversion', share(SHARE.diversion, 3))
  ring('order_on_behalf', share(SHARE.orderOnBehalf, 3))
  drawSharedFields(random.fork('phones'), pool, 'shared_phone', share(SHARE.sharedPhone, 2), events, time)
  drawSharedFields(
    random.fork('accounts'),
    pool,
    'shared_bank_account',
    share(SHARE.sharedBankAccount, 2),
    events,
    time,
  )
  drawBanquets(random.fork('banquets'), pool, share(SHARE.banquet, 3), events, time)
  drawTrends(random.fork('trends'), pool, share, events, time)
  const failing = random.fork('failing')
  for (const draft of pool.take(share(SHARE.debitFailure, 3), () => true)) {
    events.push({
      draft,
      kind: 'debit_failure',
      from: addDays(time.asOf, -(75 + failing.integer(30))),
      to: time.asOf,
      detail: 'debits fail again and again',
      failureChance: 0.5,
    })
  }
  pushPlainEvents(drafts, demolitionAreas, events, time)
  return { events, chains }
}

/** Customers that no event has yet: one story each. */
class Pool {
  private left: CustomerDraft[]
  constructor(random: Random, drafts: readonly CustomerDraft[]) {
    this.left = random.shuffle([...drafts])
  }
  take(count: number, suits: (draft: CustomerDraft) => boolean): CustomerDraft[] {
    const taken: CustomerDraft[] = []
    this.left = this.left.filter((draft) => {
      if (taken.length >= count || !suits(draft)) return true
      taken.push(draft)
      return false
    })
    return taken
  }
}

const CHAIN_FIRST = [
  '邻家',
  '麦邻',
  '阳光',
  '巷口',
  '云陌',
  '福邻',
  '到家',
  '橙巷',
  '禾家',
  '四时',
  '街角',
  '晨星',
]
const CHAIN_SECOND = ['优选', '汇', '集', '乐购铺', '小站', '生活', '驿', '万家']

/** Every number its own name, 96 of them before they repeat. */
function chainName(number: number): string {
  const first = CHAIN_FIRST[number % CHAIN_FIRST.length]!
  return first + CHAIN_SECOND[(number + Math.floor(number / CHAIN_FIRST.length)) % CHAIN_SECOND.length]!
}

/** Convenience stores of one owner: one name, one phone, one paying account. Innocent. */
function drawChains(
  random: Random,
  pool: Pool,
  count: number,
  events: CustomerEvent[],
  time: Time,
): CityChain[] {
  const chains: CityChain[] = []
  for (let left = count; left >= 3; ) {
    const size = Math.min(left, 3 + random.integer(6))
    const [head, ...rest] = pool.take(size, (draft) => isChainStore(draft))
    if (!head || rest.length < 1) break
    left -= rest.length + 1
    const number = chains.length
    const word = chainName(number)
    const members = [head, ...rest]
    for (const draft of members) {
      draft.chainId = `CH${String(number + 1).padStart(2, '0')}`
      draft.name = `${word}连锁便利店（${draft.street}店）`
      draft.subFormat = '连锁便利店'
      draft.contactName = head.contactName
      draft.phone = head.phone
      draft.bankAccount = head.bankAccount
      events.push({
        draft,
        kind: 'chain',
        from: time.firstDay,
        to: time.asOf,
        detail: draft.chainId,
        sharedPayer: FIRST_SHARED_NUMBER + number,
        sharedDevice: number % 2 === 0 ? FIRST_SHARED_NUMBER + number : undefined,
      })
    }
    chains.push({
      chainId: head.chainId!,
      name: `${word}连锁便利店`,
      ownerName: head.contactName,
      customerIds: members.map((draft) => draft.customerId).sort(),
    })
  }
  return chains
}

function isChainStore(draft: CustomerDraft): boolean {
  return draft.format === 'convenience' && draft.urbanRuralCode === '111' && draft.street !== ''
}

/** More than 1,000 cartons a month and over four times the mean: large shops of the highest tier. */
function drawBulkBuyers(
  random: Random,
  pool: Pool,
  count: number,
  events: CustomerEvent[],
  time: Time,
): void {
  const members = pool.take(count, (draft) => draft.tier === 30)
  members.push(...pool.take(count - members.length, (draft) => draft.tier === 29))
  for (const draft of members) {
    draft.weeklyCartons = 270 + random.integer(150)
    draft.growthPerYear = 0
    events.push({
      draft,
      kind: 'bulk_buyer',
      from: time.firstDay,
      to: time.asOf,
      detail: `${draft.weeklyCartons} cartons a week`,
    })
  }
}

/**
 * Rings of three or four shops, unrelated in the archive. Diversion: middling town shops fill every cap of scarce and dear
 * goods for some weeks; three rings of four order from one device and one account. Ordering on behalf: small shops
 * whose orders jump and come from one outsider's device and account.
 */
function drawRings(
  random: Random,
  pool: Pool,
  ring: {
    readonly kind: 'diversion' | 'order_on_behalf'
    readonly count: number
    readonly sharedNumber: number
  },
  events: CustomerEvent[],
  time: Time,
): number {
  const isDiversion = ring.kind === 'diversion'
  const suits = (draft: CustomerDraft) =>
    isDiversion
      ? draft.tier >= 12 && draft.tier <= 27 && draft.marketType === 'urban'
      : draft.tier >= 4 && draft.tier <= 13
  let sharedNumber = ring.sharedNumber
  for (let left = ring.count; left > 0; ) {
    const size = left <= 5 ? left : 3 + random.integer(2)
    const members = pool.take(size, suits)
    if (members.length === 0) break
    left -= members.length
    const isHidden = isDiversion && random.next() < 0.25
    const shares = isHidden || members.length < 2 ? undefined : sharedNumber++
    // The last ring is still at it.
    const to = left <= 0 ? time.asOf : addDays(time.asOf, -random.integer(240))
    const from = laterOf(time.firstDay, addDays(to, -(42 + random.integer(70))))
    const surge = Math.round((2 + 2 * random.next()) * 10) / 10
    const sharesPhone = shares !== undefined && random.next() < 0.5
    for (const draft of members) {
      if (sharesPhone) draft.phone = members[0]!.phone
      events.push({
        draft,
        kind: ring.kind,
        from,
        to,
        detail: shares === undefined ? `x${surge} alone` : `x${surge} ring ${shares}`,
        surge,
        surgeIn: 'scarce',
        sharedDevice: shares,
        sharedPayer: shares,
      })
      if (sharesPhone) {
        events.push({
          draft,
          kind: 'shared_phone',
          from: time.firstDay,
          to: time.asOf,
          detail: `ring ${shares}`,
        })
      }
    }
  }
  return sharedNumber
}

function drawSharedFields(
  random: Random,
  pool: Pool,
  kind: 'shared_phone' | 'shared_bank_account',
  count: number,
  events: CustomerEvent[],
  time: Time,
): void {
  for (let left = count; left >= 2; ) {
    const members = pool.take(left === 3 ? 3 : 2 + random.integer(Math.min(2, left - 1)), () => true)
    if (members.length < 2) break
    left -= members.length
    for (const draft of members) {
      if (kind === 'shared_phone') draft.phone = members[0]!.phone
      else draft.bankAccount = members[0]!.bankAccount
      const partner = members.find((other) => other !== draft)!
      events.push({ draft, kind, from: time.firstDay, to: time.asOf, detail: partner.customerId })
    }
  }
}

/** A wedding or a funeral: one or two weeks of ordinary goods in plenty, own device, own account. Innocent. */
function drawBanquets(random: Random, pool: Pool, count: number, events: CustomerEvent[], time: Time): void {
  const days = Math.max(30, daysBetween(time.firstDay, time.asOf))
  for (const draft of pool.take(count, () => true)) {
    const from = addDays(time.asOf, -(10 + random.integer(Math.min(days, 360) - 10)))
    const surge = Math.round((2 + 2 * random.next()) * 10) / 10
    const to = addDays(from, 7 + random.integer(7))
    events.push({ draft, kind: 'banquet', from, to, detail: `x${surge}`, surge, surgeIn: 'ordinary' })
  }
}

function drawTrends(
  random: Random,
  pool: Pool,
  share: (part: number, least: number) => number,
  events: CustomerEvent[],
  time: Time,
): void {
  for (const kind of ['growth', 'decline'] as const) {
    for (const draft of pool.take(share(SHARE[kind], 3), (each) => each.tier >= 5)) {
      const change = kind === 'growth' ? 0.35 + 0.45 * random.next() : -(0.3 + 0.25 * random.next())
      draft.growthPerYear = Math.round(change * 1000) / 1000
      events.push({
        draft,
        kind,
        from: time.firstDay,
        to: time.asOf,
        detail: `${draft.growthPerYear > 0 ? '+' : ''}${Math.round(draft.growthPerYear * 100)} % a year`,
      })
    }
  }
}

function pushPlainEvents(
  drafts: readonly CustomerDraft[],
  demolitionAreas: readonly CityDemolitionArea[],
  events: CustomerEvent[],
  time: Time,
): void {
  for (const draft of drafts) {
    const push = (kind: TruthKind, from: IsoDate, to: IsoDate, detail = '') =>
      events.push({ draft, kind, from, to, detail })
    if (draft.closedOn !== null) push('closure', draft.closedOn, draft.closedOn)
    if (draft.openedOn >= time.firstDay) push('opening', draft.openedOn, draft.openedOn)
    if (draft.status === 'invalid') continue
    if (draft.licenceState === 'expired')
      push('licence_expired', addDays(draft.licenceValidTo!, 1), time.asOf)
    if (draft.licenceState === 'missing') push('licence_missing', draft.openedOn, time.asOf)
    if (draft.schoolDistanceMeters !== null && draft.schoolDistanceMeters < 50) {
      push('school_nearby', time.firstDay, time.asOf, `${draft.schoolDistanceMeters} m`)
    }
    if (draft.demolitionAreaId !== null) {
      const area = demolitionAreas.find((each) => each.areaId === draft.demolitionAreaId)!
      push('demolition', area.from, addDays(area.from, 120), area.areaId)
    }
  }
}

function laterOf(a: IsoDate, b: IsoDate): IsoDate {
  return a > b ? a : b
}
