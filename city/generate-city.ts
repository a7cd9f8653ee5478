import {
  addDays,
  addMonths,
  daysInMonth,
  type IsoDate,
  isIsoDate,
  isIsoMonth,
  monthOf,
} from '../engines/kernel/dates.ts'
import { createRandom, type Random } from '../engines/kernel/random.ts'
import { type Areas, countyCountOf, divideIntoAreas } from './areas.ts'
import { type CustomerDraft, draftCustomers } from './customers.ts'
import { type CustomerEvent, drawEvents } from './events.ts'
import { CITY_CENTRE, makeGeography } from './geography.ts'
import { closureCountOf, drawLifecycles } from './lifecycle.ts'
import { CITY_NAME, CITY_PINYIN, COMPANY_NAME, COUNTY_NAMES } from './names.ts'
import { streamOrders } from './orders.ts'
import { makePeople } from './organisation.ts'
import { placeDemolitionAreas, placeSchools } from './places.ts'
import { makeProducts } from './products.ts'
import type { City, CityCustomer, CityDayOff, CityOptions, CityTruth } from './types.ts'

/** Lines per order against the full length; see `CityOptions.linesPerOrderScale`. */
const DEFAULT_LINES_SCALE = 0.33

/**
 * Builds the static part of a city at once and its orders on demand, month by month.
 * Throws a RangeError naming the option that makes no sense.
 */
export function generateCity(given: CityOptions): City {
  const options = checkOptions(given)
  const random = createRandom(`city/${options.seed}`)
  const { asOf } = options
  const firstDay =
    options.months === 0 ? addDays(asOf, -365) : `${addMonths(options.endMonth, 1 - options.months)}-01`
  const closures = closureCountOf(options.shops, options.months)
  const geography = makeGeography(random.fork('geography'), {
    customers: options.shops + closures,
    counties: countyCountOf(options.shops, options.managers, COUNTY_NAMES.length),
  })
  const drafts = draftCustomers(random.fork('customers'), geography, { asOf })
  const areas = divideIntoAreas(random.fork('areas'), drafts, geography, options.managers)
  drawLifecycles(random.fork('lifecycles'), drafts, geography, { firstDay, asOf, closures })
  const schools = placeSchools(random.fork('schools'), drafts, geography)
  const demolitionAreas = placeDemolitionAreas(random.fork('demolition'), drafts, geography, asOf)
  const { events, chains } = drawEvents(random.fork('events'), drafts, demolitionAreas, { firstDay, asOf })
  markSamples(random.fork('samples'), drafts, areas)
  const people = makePeople(random.fork('people'), drafts, geography, areas, asOf)
  const products = makeProducts(random.fork('products'), {
    firstDay,
    asOf,
    linesPerOrderScale: options.linesPerOrderScale,
  })
  const byId = (a: CustomerDraft, b: CustomerDraft) => (a.customerId < b.customerId ? -1 : 1)
  const customers: CityCustomer[] = [
    ...drafts.filter((draft) => draft.status !== 'invalid').sort(byId),
    ...drafts.filter((draft) => draft.status === 'invalid').sort(byId),
  ]
  return {
    options,
    name: CITY_NAME,
    pinyin: CITY_PINYIN,
    companyName: COMPANY_NAME,
    centre: CITY_CENTRE,
    counties: geography.counties,
    departments: areas.departments,
    teams: areas.teams,
    people,
    products,
    customers,
    tradingCount: options.shops,
    chains,
    mutualAidGroups: areas.mutualAidGroups.map(({ group, members }) => ({
      ...group,
      customerIds: members.map((index) => drafts[index]!.customerId).sort(),
    })),
    warehouses: areas.warehouses,
    deliveryLines: areas.deliveryLines,
    schools,
    demolitionAreas,
    truth: truthOf(events),
    daysOff: drawDaysOff(random.fork('days off'), areas, options.endMonth),
    orderMonths: () => streamOrders(random.fork('orders'), { ...options, customers, products, events }),
  }
}

function checkOptions(given: CityOptions): Required<CityOptions> {
  const whole = (name: 'shops' | 'managers' | 'months', least: number) => {
    if (!Number.isInteger(given[name]) || given[name] < least) {
      throw new RangeError(`${name} must be a whole number from ${least}, not ${given[name]}`)
    }
  }
  whole('shops', 1)
  whole('managers', 1)
  whole('months', 0)
  if (!isIsoMonth(given.endMonth))
    throw new RangeError(`endMonth must be a month YYYY-MM, not ${given.endMonth}`)
  const firstMonth = addMonths(given.endMonth, -Math.max(0, given.months - 1))
  if (firstMonth < '2020-01' || given.endMonth > '2032-12') {
    throw new RangeError(
      `orders must lie in 2020 to 2032, the years of the festival table, not ${firstMonth} to ${given.endMonth}`,
    )
  }
  const lastDay: IsoDate = `${given.endMonth}-${daysInMonth(given.endMonth)}`
  const asOf = given.asOf ?? lastDay
  if (!isIsoDate(asOf) || monthOf(asOf) !== given.endMonth) {
    throw new RangeError(`asOf must be a day of ${given.endMonth}, not ${asOf}`)
  }
  const linesPerOrderScale = given.linesPerOrderScale ?? DEFAULT_LINES_SCALE
  if (!(linesPerOrderScale > 0)) {
    throw new RangeError(`linesPerOrderScale must be above 0, not ${linesPerOrderScale}`)
  }
  return { ...given, asOf, linesPerOrderScale }
}

/** Five shops of each manager report prices and stock (observed in one city). */
const SAMPLES_PER_MANAGER = 5

function markSamples(random: Random, drafts: readonly CustomerDraft[], areas: Areas): void {
  for (const territory of areas.territories) {
    const trading = random.shuffle(
      territory.members.filter((index) => drafts[index]!.status === 'valid' && drafts[index]!.tier >= 6),
    )
    for (const index of trading.slice(0, SAMPLES_PER_MANAGER)) {
      drafts[index]!.isSample = true
      drafts[index]!.visitsResearch = '1'
    }
  }
}

function truthOf(events: readonly CustomerEvent[]): CityTruth[] {
  return events
    .map(({ draft, kind, from, to, detail }) => ({ customerId: draft.customerId, kind, from, to, detail }))
    .sort((a, b) =>
      a.customerId !== b.customerId
        ? a.customerId < b.customerId
          ? -1
          : 1
        : a.kind < b.kind
          ? -1
          : a.kind > b.kind
            ? 1
            : 0,
    )
}

/** Months before the end month, and after it, that the calendar is written and personal days off are known for. */
export const CALENDAR_MONTHS_BEFORE = 12
export const CALENDAR_MONTHS_AFTER = 14

/** Now and then a day of leave or training: about five in six months of a manager, never two in one month. */
function drawDaysOff(random: Random, areas: Areas, endMonth: string): CityDayOff[] {
  const daysOff: CityDayOff[] = []
  for (const { managerId } of areas.territories) {
    for (let offset = -CALENDAR_MONTHS_BEFORE; offset <= CALENDAR_MONTHS_AFTER; offset++) {
      const draw = random.next()
      const day = 1 + random.integer(28)
      const isTraining = random.next() < 0.3
      if (draw >= 0.4) continue
      const date = `${addMonths(endMonth, offset)}-${String(day).padStart(2, '0')}`
      daysOff.push({ managerId, date, reason: isTraining ? 'training' : 'leave' })
    }
  }
  return daysOff
}
