import type {
  CreditGrade,
  CustomerStatus,
  DistrictType,
  Format,
  MarketType,
  OrderCycle,
  Scale,
  ShopKind,
  UrbanRuralCode,
  ValueGroup,
} from '../domain/customers/contract.ts'
import type { LifeState, ORIGINS, SupplyAttribute } from '../domain/goods/contract.ts'
import type { IsoDate, IsoMonth, Weekday } from '../engines/kernel/dates.ts'
import type { GeoPoint } from '../engines/kernel/geometry.ts'

/** What to build. The same options give the same city, to the byte. */
export interface CityOptions {
  /** Shops trading at the end of the period; shops closed before come on top (see `City.customers`). */
  readonly shops: number
  /** Customer managers (general post). */
  readonly managers: number
  readonly seed: number | string
  /** Months of order history, the last of them `endMonth`. 0 = no orders. */
  readonly months: number
  /** Last month of order history. The city has no clock: the caller says what month it is. */
  readonly endMonth: IsoMonth
  /** The city's "today": orders end here, licences and openings are relative to it. Default: last day of `endMonth`. */
  readonly asOf?: IsoDate
  /**
   * Lines per order against the full length `round(4 + 0.75 x tier)`. Default 0.33: about five lines an order, so
   * that 1,200 shops x 24 months stay below 600,000 lines. Cartons per order do not change with it.
   */
  readonly linesPerOrderScale?: number
}

/** What the licence gate finds at `asOf`. */
export type LicenceCase = 'valid' | 'expired' | 'missing'
export type CityChannel = 'online' | 'phone' | 'auto'
export type PlanningPost = 'general' | 'service' | 'brand' | 'training' | 'research' | 'market_manager'

/** A licensed shop (零售户). Every field that could name a living person or firm is invented. */
export interface CityCustomer {
  readonly customerId: string
  readonly name: string
  readonly lon: number
  readonly lat: number
  readonly address: string
  readonly street: string
  readonly contactName: string
  /** 11 digits that no network issues (they begin with 111). Cases of `shared_phone` repeat one. */
  readonly phone: string
  /** 19 digits beginning with 0000: no bank. Cases of `shared_bank_account` repeat one. */
  readonly bankAccount: string
  readonly countyId: string
  readonly departmentId: string
  /** Present owner. */
  readonly managerId: string
  readonly format: Format
  /** What the shop is, in Chinese, finer than its format: 连锁便利店, 宾馆, 餐饮店, 棋牌室 ... */
  readonly subFormat: string
  /** The same in the closed list of the archive. */
  readonly shopKind: ShopKind
  readonly marketType: MarketType
  readonly urbanRuralCode: UrbanRuralCode
  readonly districtType: DistrictType
  /** Business scale within the format. */
  readonly scale: Scale
  /** 1..30, 30 highest. */
  readonly tier: number
  readonly valueGroup: ValueGroup
  readonly creditGrade: CreditGrade
  readonly visitsPerMonth: number
  readonly serviceMinutes: number
  /** `HH:MM`, or '' for the company's working hours. At or after 18:00 = evening shop. */
  readonly windowStart: string
  readonly windowEnd: string
  /** 1..5, or null for a shop that does not order. */
  readonly orderWeekday: Weekday | null
  readonly orderCycle: OrderCycle
  /** Posts whose people join the owner once a month, `;`-separated, or ''. */
  readonly teamVisit: string
  /** Visits wanted from specialised posts ('' = none asked for). */
  readonly visitsBrand: string
  readonly visitsTraining: string
  readonly visitsResearch: string
  /** `invalid` = closed within the period. */
  readonly status: CustomerStatus
  /** First day in the network, and last for a closed shop. */
  readonly openedOn: IsoDate
  readonly closedOn: IsoDate | null
  /** 12 digits: 6 administrative, 1 ownership (1 individual, 2 enterprise), 5 serial; null where missing. */
  readonly licenceNumber: string | null
  readonly licenceValidFrom: IsoDate | null
  readonly licenceValidTo: IsoDate | null
  readonly licenceState: LicenceCase
  readonly chainId: string | null
  readonly mutualAidGroupId: string | null
  readonly deliveryLineId: string
  /** Place along the delivery line, 1... */
  readonly deliverySequence: number
  readonly phoneAgentId: string
  readonly officerId: string
  readonly isWeak: boolean
  readonly isEvening: boolean
  readonly isModernTerminal: boolean
  readonly isFunctionalTerminal: boolean
  readonly sharesData: boolean
  readonly isSample: boolean
  /** Metres to the nearest school or kindergarten gate when within 300, else null. */
  readonly schoolDistanceMeters: number | null
  readonly demolitionAreaId: string | null
  readonly shopAreaSquareMeters: number
  /** Latent mean cartons a week, before season and growth. */
  readonly weeklyCartons: number
  /** Latent growth a year (0.1 = +10 %). */
  readonly growthPerYear: number
  /** 0..100 as a manager would judge them. */
  readonly loyaltyScore: number
  readonly cooperationScore: number
  /** Share of cigarettes in the shop's turnover, 0..1. */
  readonly dependenceShare: number
  readonly monthlyTurnoverFen: number
}

export type PriceClass = 1 | 2 | 3 | 4 | 5
export type ProductOrigin = (typeof ORIGINS)[number]

export interface CityProduct {
  readonly productId: string
  /** Full name, e.g. 青砚(硬). Brands are invented. */
  readonly name: string
  readonly nameEn: string
  readonly brand: string
  readonly brandEn: string
  readonly manufacturer: string
  readonly packBarcode: string
  readonly cartonBarcode: string
  readonly transferPriceFen: number
  readonly wholesalePriceFen: number
  /** Suggested retail price of a carton; a pack is a tenth. */
  readonly retailPriceFen: number
  readonly priceClass: PriceClass
  /** 1..9 from the dearest self-select band down; null below 109 yuan wholesale. */
  readonly priceBand: number | null
  readonly supplyAttribute: SupplyAttribute
  readonly origin: ProductOrigin
  readonly lifeState: LifeState
  readonly launchedOn: IsoDate
  readonly isSlim: boolean
  /** Share of the city's demand, all products together 1. */
  readonly demandShare: number
  /** Most cartons a week by tier (index 0 = tier 1), never falling as the tier rises; null = not capped. */
  readonly weeklyCapByTier: readonly number[] | null
}

export interface CityCounty {
  readonly countyId: string
  readonly name: string
  readonly kind: 'district' | 'county'
  /** 6 digits of a code space that no place uses (99xxxx). */
  readonly adminCode: string
  readonly seat: GeoPoint
}
/** A market department (市场部) of a county, with two or three customer managers. */
export interface CityDepartment {
  readonly departmentId: string
  readonly name: string
  readonly countyId: string
  /** The market manager's team that the department reports to. */
  readonly teamId: string
}
/** A market manager and the customer managers led: one or more departments of one county. */
export interface CityTeam {
  readonly teamId: string
  readonly name: string
  readonly countyId: string
  readonly leaderId: string
}
export type PersonPost =
  | 'company_leader'
  | 'service_director'
  | 'service_deputy'
  | 'branch_head'
  | 'market_manager'
  | 'customer_manager'
  | 'brand_manager'
  | 'trainer'
  | 'market_researcher'
  | 'info_clerk'
  | 'phone_agent'
  | 'deliveryman'
  | 'monopoly_officer'
  | 'internal_auditor'
  | 'system_administrator'
export interface CityPerson {
  readonly personId: string
  readonly name: string
  readonly post: PersonPost
  /** Post in a visit plan; null for people who do not plan visits. */
  readonly planningPost: PlanningPost | null
  /** Skill grade 1..5 (5 highest). */
  readonly grade: number
  /** null for people of the centre. */
  readonly countyId: string | null
  /** Customer managers only. */
  readonly departmentId: string | null
  /** Customer managers and market managers. */
  readonly teamId: string | null
  readonly home: GeoPoint
  readonly phone: string
  readonly hiredOn: IsoDate
  readonly isWoman: boolean
}

export interface CityChain {
  readonly chainId: string
  readonly name: string
  readonly ownerName: string
  readonly customerIds: readonly string[]
}
export interface CityMutualAidGroup {
  readonly groupId: string
  readonly name: string
  readonly customerIds: readonly string[]
}
export interface CityWarehouse {
  readonly warehouseId: string
  readonly name: string
  readonly place: GeoPoint
}
export interface CityDeliveryLine {
  readonly lineId: string
  readonly name: string
  readonly warehouseId: string
  readonly deliverymanId: string
  /** Delivery is the day after the order day; a Friday's order comes on Monday. */
  readonly deliveryWeekday: Weekday
}
export interface CitySchool {
  readonly schoolId: string
  readonly name: string
  readonly kind: 'school' | 'kindergarten'
  readonly lon: number
  readonly lat: number
}
export interface CityDemolitionArea {
  readonly areaId: string
  readonly name: string
  readonly centre: GeoPoint
  readonly radiusMeters: number
  /** Clearing begins. */
  readonly from: IsoDate
}

/**
 * What was put into the data on purpose, so that a detector can be scored.
 * Misconduct: diversion, order_on_behalf, shared_phone, shared_bank_account, bulk_buyer. Innocent look-alikes:
 * banquet (a short surge of ordinary goods), chain (one payer, one owner). The rest are plain events.
 */
export type TruthKind =
  | 'diversion'
  | 'order_on_behalf'
  | 'shared_phone'
  | 'shared_bank_account'
  | 'bulk_buyer'
  | 'banquet'
  | 'chain'
  | 'closure'
  | 'opening'
  | 'growth'
  | 'decline'
  | 'debit_failure'
  | 'school_nearby'
  | 'demolition'
  | 'licence_expired'
  | 'licence_missing'
export interface CityTruth {
  readonly customerId: string
  readonly kind: TruthKind
  readonly from: IsoDate
  readonly to: IsoDate
  /** A number or id that helps a reader: factor of the surge, partner, metres ... */
  readonly detail: string
}

export interface CityDayOff {
  readonly managerId: string
  readonly date: IsoDate
  readonly reason: 'leave' | 'training'
}

/** One order with its lines, for callers who prefer objects (`ordersOfMonth`). */
export interface CityOrder {
  readonly orderId: string
  readonly date: IsoDate
  readonly customerId: string
  readonly channel: CityChannel
  readonly warehouseId: string
  /** The device that sent it; a phone agent's desk for channel `phone`, '' for `auto`. */
  readonly deviceId: string
  /** The account that paid it. */
  readonly payerId: string
  readonly quantityCartons: number
  readonly amountFen: number
  readonly lines: readonly CityOrderLine[]
}
export interface CityOrderLine {
  readonly productId: string
  readonly quantityCartons: number
  /** What the shop asked for: more than `quantityCartons` where a cap or the warehouse cut it. */
  readonly requestedCartons: number
  readonly amountFen: number
}
/** A debit that failed: the shop has no order that week. */
export interface CityDebitFailure {
  readonly date: IsoDate
  readonly customerId: string
  readonly amountFen: number
}
/** Asked for, nothing supplied: the product was out of stock at the warehouse, or its cap was 0. */
export interface CityShortage {
  readonly date: IsoDate
  readonly customerId: string
  readonly productId: string
  readonly requestedCartons: number
}

/**
 * One month of orders in columns: header k is row k of the `order…` columns, its lines are rows
 * `lineStart[k] .. lineStart[k + 1] - 1` of the `line…` columns. Headers are in order of date, then customer.
 * Indexes point into `City.customers` and `City.products`. The warehouse is that of the customer's delivery line.
 */
export interface CityOrderMonth {
  readonly month: IsoMonth
  readonly orderCount: number
  readonly lineCount: number
  readonly orderDayOfMonth: Uint8Array
  /** 1... within the day: the order id is the date and this number. */
  readonly orderNumberOfDay: Uint32Array
  readonly orderCustomer: Uint32Array
  /** 0 online, 1 phone, 2 auto. */
  readonly orderChannel: Uint8Array
  /** Numbers of the device and payer; `deviceIdOf` and `payerIdOf` turn them to text. */
  readonly orderDevice: Uint32Array
  readonly orderPayer: Uint32Array
  readonly orderCartons: Uint32Array
  readonly orderAmountFen: Float64Array
  readonly lineStart: Uint32Array
  readonly lineProduct: Uint16Array
  readonly lineCartons: Uint16Array
  readonly lineRequestedCartons: Uint16Array
  readonly lineAmountFen: Uint32Array
  readonly debitFailures: readonly CityDebitFailure[]
  readonly shortages: readonly CityShortage[]
}

export interface City {
  readonly options: Required<CityOptions>
  readonly name: string
  readonly pinyin: string
  readonly companyName: string
  readonly centre: GeoPoint
  readonly counties: readonly CityCounty[]
  readonly departments: readonly CityDepartment[]
  readonly teams: readonly CityTeam[]
  readonly people: readonly CityPerson[]
  readonly products: readonly CityProduct[]
  /** The `shops` trading ones first, in order of id; then those closed within the period. */
  readonly customers: readonly CityCustomer[]
  readonly tradingCount: number
  readonly chains: readonly CityChain[]
  readonly mutualAidGroups: readonly CityMutualAidGroup[]
  readonly warehouses: readonly CityWarehouse[]
  readonly deliveryLines: readonly CityDeliveryLine[]
  readonly schools: readonly CitySchool[]
  readonly demolitionAreas: readonly CityDemolitionArea[]
  readonly truth: readonly CityTruth[]
  readonly daysOff: readonly CityDayOff[]
  /** The months of order history, oldest first, made one at a time; a fresh walk each call gives the same bytes. */
  orderMonths(): Generator<CityOrderMonth>
}
