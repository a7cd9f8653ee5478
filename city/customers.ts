import type { CreditGrade, DistrictType, Format, UrbanRuralCode } from '../domain/customers/contract.ts'
import type { IsoDate } from '../engines/kernel/dates.ts'
import type { Random } from '../engines/kernel/random.ts'
import { type Geography, placeNameOf, toGeo } from './geography.ts'
import { drawBankAccount, drawCustomerName, drawPersonName, drawPhone } from './names.ts'
import {
  apportion,
  CREDIT_PERCENT,
  CUSTOMER_DEVIATION,
  DISTRICT_PERCENT,
  FORMAT_PERCENT,
  FORMATS,
  FORTNIGHTLY_PERCENT,
  meanWeeklyCartons,
  NO_ORDER_PERCENT,
  TIER_BY_CODE,
  TIER_BY_FORMAT,
  TIER_SHARE_PERCENT,
  URBAN_RURAL_CODES,
  VALUE_GROUP_PERCENT,
  VISITS_BY_VALUE_GROUP,
} from './tables.ts'
import type { CityCustomer } from './types.ts'

/** A customer in the making: later steps (areas, licences, events) fill in what they decide. */
export type CustomerDraft = { -readonly [Field in keyof CityCustomer]: CityCustomer[Field] }

/** Everything about a customer that needs no other customer but the quotas of the tables. */
export function draftCustomers(
  random: Random,
  geography: Geography,
  time: { readonly asOf: IsoDate },
): CustomerDraft[] {
  const drafts = geography.sites.map((site) => emptyDraft(geography, site, time.asOf))
  drawFormats(random.fork('formats'), drafts)
  drawTiers(random.fork('tiers'), drafts)
  drawDistricts(random.fork('districts'), drafts)
  drawCredit(random.fork('credit'), drafts)
  drawKeepers(random.fork('keepers'), drafts, geography)
  drawTrade(random.fork('trade'), drafts)
  drawValueGroups(random.fork('value groups'), drafts)
  drawVisits(random.fork('visits'), drafts)
  drawTerminals(random.fork('terminals'), drafts)
  drawOrderCycles(random.fork('order cycles'), drafts)
  return drafts
}

function emptyDraft(geography: Geography, site: Geography['sites'][number], asOf: IsoDate): CustomerDraft {
  const settlement = geography.settlements[site.settlement]!
  const place = toGeo(site.x, site.y)
  const isRural = settlement.code === '210' || settlement.code === '220'
  const street = site.street === '' ? '' : `${site.street}${site.houseNumber}号`
  return {
    customerId: '',
    name: '',
    lon: place.lon,
    lat: place.lat,
    address: `${placeNameOf(geography, settlement)}${street || `${site.houseNumber}号`}`,
    street: site.street,
    contactName: '',
    phone: '',
    bankAccount: '',
    countyId: geography.counties[settlement.county]!.countyId,
    departmentId: '',
    managerId: '',
    format: 'grocery',
    subFormat: '',
    shopKind: 'other',
    marketType: isRural ? 'rural' : 'urban',
    urbanRuralCode: settlement.code,
    districtType: 'residential',
    scale: 'small',
    tier: 1,
    valueGroup: 'regular',
    creditGrade: 'AA',
    visitsPerMonth: 1,
    serviceMinutes: 10,
    windowStart: '',
    windowEnd: '',
    orderWeekday: 1,
    orderCycle: 'weekly',
    teamVisit: '',
    visitsBrand: '',
    visitsTraining: '',
    visitsResearch: '',
    status: 'valid',
    openedOn: asOf,
    closedOn: null,
    licenceNumber: null,
    licenceValidFrom: null,
    licenceValidTo: null,
    licenceState: 'missing',
    chainId: null,
    mutualAidGroupId: null,
    deliveryLineId: '',
    deliverySequence: 0,
    phoneAgentId: '',
    officerId: '',
    isWeak: false,
    isEvening: false,
    isModernTerminal: false,
    isFunctionalTerminal: false,
    sharesData: false,
    isSample: false,
    schoolDistanceMeters: null,
    demolitionAreaId: null,
    shopAreaSquareMeters: 0,
    weeklyCartons: 0,
    growthPerYear: 0,
    loyaltyScore: 0,
    cooperationScore: 0,
    dependenceShare: 0,
    monthlyTurnoverFen: 0,
  }
}

/** Formats where they belong first: malls and nightlife in the core, the rest anywhere. */
const HOME_CODES: Partial<Record<Format, readonly UrbanRuralCode[]>> = {
  department_store: ['111'],
  supermarket: ['111', '121', '123'],
  entertainment: ['111', '121'],
}

function drawFormats(random: Random, drafts: readonly CustomerDraft[]): void {
  for (const market of ['urban', 'rural'] as const) {
    const members = random.shuffle(drafts.filter((draft) => draft.marketType === market))
    const counts = apportion(
      members.length,
      FORMATS.map((format) => FORMAT_PERCENT[market][format]),
    )
    // Even a small city shows every format once.
    if (members.length >= 200 && market === 'urban') {
      FORMATS.forEach((_, index) => {
        if (counts[index] === 0) {
          counts[index] = 1
          counts[0]!--
        }
      })
    }
    const isTaken = new Set<CustomerDraft>()
    for (const format of [...FORMATS].reverse()) {
      const homes = HOME_CODES[format]
      let left = counts[FORMATS.indexOf(format)]!
      for (const onlyHome of homes ? [true, false] : [false]) {
        for (const draft of members) {
          if (left === 0) break
          if (isTaken.has(draft) || (onlyHome && !homes!.includes(draft.urbanRuralCode))) continue
          draft.format = format
          isTaken.add(draft)
          left--
        }
      }
    }
  }
}

/** Tiers by rank of a latent score (area, format, luck), so that their shares are those of the table. */
function drawTiers(random: Random, drafts: readonly CustomerDraft[]): void {
  const scored = drafts.map((draft) => {
    const [mean, deviation] = TIER_BY_CODE[draft.urbanRuralCode]
    return { draft, score: mean + TIER_BY_FORMAT[draft.format] - 15.2 + deviation * random.normal() }
  })
  scored.sort((a, b) => a.score - b.score)
  let next = 0
  apportion(drafts.length, TIER_SHARE_PERCENT).forEach((count, index) => {
    for (let left = count; left > 0; left--) scored[next++]!.draft.tier = index + 1
  })
}

const DISTRICT_HOMES: readonly (readonly [DistrictType, readonly UrbanRuralCode[]])[] = [
  ['school', ['111', '123']],
  ['other', URBAN_RURAL_CODES],
  ['transport', ['111', '121']],
  ['scenic', ['122', '220', '123']],
  ['office', ['111']],
  ['entertainment', ['111']],
  ['industrial', ['123', '112', '122']],
  ['market', ['121', '210', '122', '220', '111']],
]

function drawDistricts(random: Random, drafts: readonly CustomerDraft[]): void {
  const left = random.shuffle([...drafts])
  const isPlaced = new Set<CustomerDraft>()
  for (const [district, codes] of DISTRICT_HOMES) {
    let count = Math.round((drafts.length * DISTRICT_PERCENT[district]) / 100)
    // Markets are in every kind of place; the others where they belong.
    const isAnywhere = district === 'market'
    for (const draft of left) {
      if (count === 0) break
      if (isPlaced.has(draft) || !codes.includes(draft.urbanRuralCode)) continue
      if (isAnywhere && draft.urbanRuralCode === '111' && random.next() < 0.35) continue
      draft.districtType = district
      isPlaced.add(draft)
      count--
    }
  }
}

function drawCredit(random: Random, drafts: readonly CustomerDraft[]): void {
  const grades = Object.keys(CREDIT_PERCENT) as CreditGrade[]
  const counts = apportion(
    drafts.length,
    grades.map((grade) => CREDIT_PERCENT[grade]),
  )
  const order = random.shuffle([...drafts])
  let next = 0
  grades.forEach((grade, index) => {
    for (let left = counts[index]!; left > 0; left--) order[next++]!.creditGrade = grade
  })
}

function drawKeepers(random: Random, drafts: readonly CustomerDraft[], geography: Geography): void {
  drafts.forEach((draft, index) => {
    const settlement = geography.settlements[geography.sites[index]!.settlement]!
    draft.contactName = drawPersonName(random, random.next() < 0.46)
    draft.phone = drawPhone(random)
    draft.bankAccount = drawBankAccount(random)
    const place = settlement.name.replace(/[镇乡].*$/, '') || draft.street.replace(/[路街巷]|大道/g, '')
    const { name, subFormat, shopKind } = drawCustomerName(random, {
      format: draft.format,
      keeper: draft.contactName,
      place,
    })
    draft.name = name
    draft.subFormat = subFormat
    draft.shopKind = shopKind
  })
}

/** Usual share of cigarettes in the turnover by format, and the shop's floor space. */
const DEPENDENCE: Readonly<Record<Format, readonly [number, number]>> = {
  grocery: [0.34, 0.62],
  convenience: [0.26, 0.5],
  supermarket: [0.05, 0.14],
  department_store: [0.01, 0.04],
  tobacco_liquor: [0.55, 0.85],
  entertainment: [0.04, 0.12],
  other: [0.05, 0.3],
}
const SHOP_AREA: Readonly<Record<Format, readonly [number, number]>> = {
  grocery: [15, 70],
  convenience: [30, 120],
  supermarket: [200, 1500],
  department_store: [2000, 9000],
  tobacco_liquor: [25, 110],
  entertainment: [120, 900],
  other: [20, 400],
}
/** Mean retail value of a carton, fen: 134 yuan wholesale and 13 percent. */
const MEAN_RETAIL_FEN = 15_150

function drawTrade(random: Random, drafts: readonly CustomerDraft[]): void {
  for (const draft of drafts) {
    draft.weeklyCartons =
      Math.round(meanWeeklyCartons(draft.tier) * Math.exp(CUSTOMER_DEVIATION * random.normal()) * 100) / 100
    draft.growthPerYear = Math.round((0.015 + 0.06 * random.normal()) * 1000) / 1000
    const [low, high] = DEPENDENCE[draft.format]
    draft.dependenceShare = Math.round((low + (high - low) * random.next()) * 1000) / 1000
    const monthlyFen = draft.weeklyCartons * (365.25 / 7 / 12) * MEAN_RETAIL_FEN
    draft.monthlyTurnoverFen = Math.round(monthlyFen / draft.dependenceShare / 100) * 100
    const [small, large] = SHOP_AREA[draft.format]
    draft.shopAreaSquareMeters = Math.round(small + (large - small) * random.next() ** 2)
    draft.loyaltyScore = score(72 + 11 * random.normal() + 0.15 * draft.tier)
    draft.cooperationScore = score(0.5 * draft.loyaltyScore + 36 + 9 * random.normal())
  }
  for (const format of FORMATS) {
    const members = drafts.filter((draft) => draft.format === format)
    members.sort((a, b) => b.weeklyCartons - a.weeklyCartons)
    members.forEach((draft, rank) => {
      const place = (rank + 0.5) / members.length
      draft.scale = place < 0.15 ? 'large' : place < 0.5 ? 'medium' : 'small'
    })
  }
  // Weak: the smallest, living off the shop; 3 percent.
  const byWeakness = drafts
    .filter((draft) => draft.tier <= 5)
    .sort((a, b) => a.weeklyCartons / a.dependenceShare - b.weeklyCartons / b.dependenceShare)
  for (const draft of byWeakness.slice(0, Math.round(drafts.length * 0.03))) draft.isWeak = true
}

function score(value: number): number {
  return Math.round(Math.max(20, Math.min(100, value)))
}

/** Evening shops are the night group; of the rest the largest third is core or important by loyalty. */
function drawValueGroups(random: Random, drafts: readonly CustomerDraft[]): void {
  const percent = VALUE_GROUP_PERCENT
  const chanceOfEvening = (draft: CustomerDraft): number => {
    if (draft.urbanRuralCode === '220' || draft.urbanRuralCode === '210') return 0.01
    if (draft.format === 'entertainment') return 60
    if (draft.format === 'other') return 4
    return draft.format === 'supermarket' || draft.format === 'department_store' ? 0.01 : 1
  }
  const nightCount = Math.round((drafts.length * percent.night) / 100)
  const ranked = drafts
    .map((draft) => ({ draft, key: Math.log(1 - random.next()) / chanceOfEvening(draft) }))
    .sort((a, b) => b.key - a.key)
  for (const { draft } of ranked.slice(0, nightCount)) {
    draft.isEvening = true
    draft.valueGroup = 'night'
  }
  const day = drafts
    .filter((draft) => !draft.isEvening)
    .map((draft) => ({ draft, value: draft.weeklyCartons * Math.exp(0.15 * random.normal()) }))
    .sort((a, b) => b.value - a.value)
    .map(({ draft }) => draft)
  const coreCount = Math.round((drafts.length * percent.core) / 100)
  const importantCount = Math.round((drafts.length * percent.important) / 100)
  const valuable = day.slice(0, coreCount + importantCount)
  valuable.sort((a, b) => b.loyaltyScore - a.loyaltyScore || b.weeklyCartons - a.weeklyCartons)
  valuable.forEach((draft, rank) => {
    draft.valueGroup = rank < coreCount ? 'core' : 'important'
  })
}

const SERVICE_MINUTES = { core: [12, 15], important: [10, 13], regular: [8, 10], night: [10, 12] } as const
const EVENING_STARTS = ['18:00', '18:00', '18:30', '19:00'] as const
const EVENING_ENDS = ['21:00', '21:30', '22:00'] as const

function drawVisits(random: Random, drafts: readonly CustomerDraft[]): void {
  for (const draft of drafts) {
    const [shortest, longest] = SERVICE_MINUTES[draft.valueGroup]
    draft.serviceMinutes = shortest + random.integer(longest - shortest + 1)
    draft.visitsPerMonth = VISITS_BY_VALUE_GROUP[draft.valueGroup] + (draft.isWeak ? 1 : 0)
    if (draft.isEvening) {
      draft.windowStart = random.pick(EVENING_STARTS)
      draft.windowEnd = random.pick(EVENING_ENDS)
    } else if (draft.format === 'entertainment') {
      draft.windowStart = '14:00'
      draft.windowEnd = '17:30'
    } else if (draft.districtType === 'market' && random.next() < 0.06) {
      // A stall that sells at the morning market.
      draft.windowStart = '08:30'
      draft.windowEnd = '12:00'
    }
    if (draft.valueGroup === 'core') draft.visitsBrand = random.next() < 0.5 ? '1/2' : ''
    else if (draft.valueGroup === 'important') draft.visitsBrand = random.next() < 0.5 ? '1/3' : ''
    if (random.next() < 0.15) draft.visitsTraining = '1/3'
    if (random.next() < 0.1) draft.visitsResearch = '1/3'
  }
  // One customer in ten: the market manager comes along with three of five, the brand and training posts with the rest.
  const byNeed = drafts
    .filter((draft) => !draft.isEvening)
    .map((draft) => {
      const need =
        draft.valueGroup === 'core' ? 4 : draft.valueGroup === 'important' ? 2 : draft.isWeak ? 3 : 1
      return { draft, key: Math.log(1 - random.next()) / need }
    })
    .sort((a, b) => b.key - a.key)
  for (const { draft } of byNeed.slice(0, Math.round(drafts.length * 0.1))) {
    const kind = random.next()
    draft.teamVisit = kind < 0.6 ? 'market_manager' : kind < 0.8 ? 'market_manager;brand' : 'brand;training'
    if (kind >= 0.6) draft.visitsBrand = '1'
    if (kind >= 0.8) draft.visitsTraining = '1'
  }
}

function drawTerminals(random: Random, drafts: readonly CustomerDraft[]): void {
  for (const draft of drafts) {
    const chance = (draft.marketType === 'urban' ? 0.12 : 0.04) + 0.012 * draft.tier
    draft.isModernTerminal = random.next() < chance
    draft.isFunctionalTerminal = draft.isModernTerminal && random.next() < 0.35
    draft.sharesData = draft.isModernTerminal ? random.next() < 0.8 : random.next() < 0.08
  }
}

function drawOrderCycles(random: Random, drafts: readonly CustomerDraft[]): void {
  for (const code of URBAN_RURAL_CODES) {
    // Small shops order every second week: from tier 14 up hardly any does.
    const members = drafts
      .filter((draft) => draft.urbanRuralCode === code)
      .map((draft) => ({ draft, key: Math.log(1 - random.next()) * (draft.tier < 14 ? 1 : 25) }))
      .sort((a, b) => b.key - a.key)
    const count = Math.round((members.length * FORTNIGHTLY_PERCENT[code]) / 100)
    for (const { draft } of members.slice(0, count)) {
      draft.orderCycle = random.next() < 0.5 ? 'odd_week' : 'even_week'
    }
  }
  const quiet = random.shuffle(drafts.filter((draft) => draft.tier <= 6))
  for (const draft of quiet.slice(0, Math.round((drafts.length * NO_ORDER_PERCENT) / 100))) {
    draft.orderCycle = 'none'
    draft.orderWeekday = null
    draft.status = 'paused'
  }
}
