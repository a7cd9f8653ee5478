import { addDays, daysBetween, type IsoDate } from '../engines/kernel/dates.ts'
import type { Random } from '../engines/kernel/random.ts'
import type { CustomerDraft } from './customers.ts'
import type { Geography } from './geography.ts'

/** Share of shops that open, and that close, in a year (default). */
const TURNOVER_PER_YEAR = 0.04
/** A licence runs five years. */
const LICENCE_DAYS = 1826
/** Shops opened within the last 60 days are `new`. */
const NEW_DAYS = 60

/** Shops that close during `months` months in a city of `customers`. */
export function closureCountOf(customers: number, months: number): number {
  return Math.round((customers * TURNOVER_PER_YEAR * months) / 12)
}

/** Decides who closed and who opened when, and gives licences and customer ids (in order of opening). */
export function drawLifecycles(
  random: Random,
  drafts: readonly CustomerDraft[],
  geography: Geography,
  time: { readonly firstDay: IsoDate; readonly asOf: IsoDate; readonly closures: number },
): void {
  const historyDays = Math.max(1, daysBetween(time.firstDay, time.asOf))
  const closing = random.fork('closing')
  for (const draft of evenSample(closing, drafts, time.closures)) {
    draft.status = 'invalid'
    draft.closedOn = addDays(time.firstDay, closing.integer(historyDays))
  }
  const opening = random.fork('opening')
  const openings = new Set(
    evenSample(
      opening,
      drafts.filter((draft) => draft.status === 'valid'),
      time.closures,
    ),
  )
  for (const draft of drafts) {
    draft.openedOn = openings.has(draft)
      ? addDays(time.asOf, -opening.integer(historyDays))
      : addDays(time.firstDay, -(240 + opening.integer(5400)))
    if (openings.has(draft) && daysBetween(draft.openedOn, time.asOf) <= NEW_DAYS) draft.status = 'new'
  }
  drawLicences(random.fork('licences'), drafts, geography, time.asOf)
  const inOrder = [...drafts].sort((a, b) => (a.openedOn < b.openedOn ? -1 : a.openedOn > b.openedOn ? 1 : 0))
  inOrder.forEach((draft, index) => {
    draft.customerId = `C${String(index + 1).padStart(6, '0')}`
  })
}

/** Takes every k-th of the drafts sorted by area and tier, so that what is left keeps the shares of the tables. */
function evenSample(random: Random, drafts: readonly CustomerDraft[], count: number): CustomerDraft[] {
  const keyed = drafts.map((draft) => ({ draft, luck: random.next() }))
  keyed.sort(
    (a, b) =>
      Number(a.draft.urbanRuralCode) - Number(b.draft.urbanRuralCode) ||
      a.draft.tier - b.draft.tier ||
      a.luck - b.luck,
  )
  const chosen: CustomerDraft[] = []
  for (let index = 0; index < count; index++) {
    const from = Math.floor((index * keyed.length) / count)
    const to = Math.floor(((index + 1) * keyed.length) / count)
    if (to > from) chosen.push(keyed[from + random.integer(to - from)]!.draft)
  }
  return chosen
}

/** Shares of trading shops (default): missing, expired, and running out within 7, 30 and 60 days. */
const MISSING_SHARE = 0.004
const EXPIRED_SHARE = 0.008
const EXPIRING = [
  { share: 0.004, fromDays: 1, toDays: 7 },
  { share: 0.01, fromDays: 8, toDays: 30 },
  { share: 0.012, fromDays: 31, toDays: 60 },
] as const

function drawLicences(
  random: Random,
  drafts: readonly CustomerDraft[],
  geography: Geography,
  asOf: IsoDate,
): void {
  const serials = new Map<string, number>()
  const inOrder = [...drafts].sort((a, b) => (a.openedOn < b.openedOn ? -1 : a.openedOn > b.openedOn ? 1 : 0))
  for (const draft of inOrder) {
    const adminCode = geography.counties.find((county) => county.countyId === draft.countyId)!.adminCode
    const isFirm = ['supermarket', 'department_store'].includes(draft.format) || random.next() < 0.05
    const prefix = adminCode + (isFirm ? '2' : '1')
    const serial = (serials.get(prefix) ?? 0) + 1
    serials.set(prefix, serial)
    draft.licenceNumber = prefix + String(serial).padStart(5, '0')
    // Renewed every five years since the opening.
    const age = daysBetween(draft.openedOn, draft.closedOn ?? asOf)
    draft.licenceValidFrom = addDays(draft.openedOn, Math.floor(age / LICENCE_DAYS) * LICENCE_DAYS)
    draft.licenceValidTo = addDays(draft.licenceValidFrom, LICENCE_DAYS - 1)
    draft.licenceState = 'valid'
  }
  const settled = random.shuffle(
    drafts.filter((draft) => draft.status === 'valid' && daysBetween(draft.openedOn, asOf) > 400),
  )
  let next = 0
  // Every case occurs in a city of a hundred; a handful of shops is left in order.
  const share = (part: number) => (drafts.length < 100 ? 0 : Math.max(1, Math.round(drafts.length * part)))
  const endOn = (draft: CustomerDraft, date: IsoDate) => {
    draft.licenceValidTo = date
    draft.licenceValidFrom = addDays(date, 1 - LICENCE_DAYS)
  }
  for (let left = share(EXPIRED_SHARE); left > 0 && next < settled.length; left--) {
    const draft = settled[next++]!
    endOn(draft, addDays(asOf, -(1 + random.integer(120))))
    draft.licenceState = 'expired'
  }
  for (const { share: part, fromDays, toDays } of EXPIRING) {
    for (let left = share(part); left > 0 && next < settled.length; left--) {
      endOn(settled[next++]!, addDays(asOf, fromDays + random.integer(toDays - fromDays + 1)))
    }
  }
  // Entering the network: on the books, the licence not yet in the archive, so nothing may be supplied.
  for (let left = share(MISSING_SHARE); left > 0 && next < settled.length; left--) {
    const draft = settled[next++]!
    draft.openedOn = addDays(asOf, -random.integer(25))
    draft.status = 'new'
    draft.licenceNumber = null
    draft.licenceValidFrom = null
    draft.licenceValidTo = null
    draft.licenceState = 'missing'
  }
}
