import { dayKind } from '../engines/kernel/chinese-calendar.ts'
import { addMonths, datesOfMonth } from '../engines/kernel/dates.ts'
import { formatCsvRow } from '../platform/files/csv.ts'
import { CALENDAR_MONTHS_AFTER, CALENDAR_MONTHS_BEFORE } from './generate-city.ts'
import { deviceIdOf, orderIdOf, payerIdOf } from './read-orders.ts'
import type { City, CityCustomer, CityOrderMonth, PlanningPost } from './types.ts'

/** A CSV file in the making: its header, and its rows already formatted and with line ends. */
export interface CsvFile {
  readonly name: string
  readonly header: string
  readonly rows: Iterable<string>
}

/** Rules of a visit plan with their default values, as a file to change (`rules.json`). */
export const DEFAULT_PLAN_RULES = {
  hoursPerDay: 8,
  shiftStart: '08:30',
  speedKmhUrban: 18,
  speedKmhRural: 32,
  detourFactor: 1.35,
  maxEveningsPerWeek: 2,
  jointToleranceMinutes: 10,
  tolerance: 0.01,
  movePenaltyMinutes: 3,
} as const

/** All files of a city but the orders. `posts` are the posts of managers.csv. */
export function cityFiles(city: City, posts: readonly PlanningPost[]): CsvFile[] {
  const closed = city.customers.slice(city.tradingCount)
  return [
    customersFile(city, 'customers.csv', city.customers.slice(0, city.tradingCount)),
    ...(closed.length > 0 ? [customersFile(city, 'closed/customers.csv', closed)] : []),
    managersFile(city, posts),
    calendarFile(city, posts),
    productsFile(city),
    peopleFile(city),
    deliveryLinesFile(city),
    schoolsFile(city),
    truthFile(city),
  ]
}

function customersFile(city: City, name: string, customers: readonly CityCustomer[]): CsvFile {
  const groupNames = new Map(city.mutualAidGroups.map((group) => [group.groupId, group.name]))
  const chainNames = new Map(city.chains.map((chain) => [chain.chainId, chain.name]))
  const counties = new Map(city.counties.map((county) => [county.countyId, county]))
  const departmentNames = new Map(city.departments.map((each) => [each.departmentId, each.name]))
  return table(name, customers, {
    customer_id: (each) => each.customerId,
    name: (each) => each.name,
    lon: (each) => each.lon.toFixed(6),
    lat: (each) => each.lat.toFixed(6),
    format: (each) => each.format,
    value_group: (each) => each.valueGroup,
    market_type: (each) => each.marketType,
    tier: (each) => each.tier,
    visits_per_month: (each) => each.visitsPerMonth,
    service_minutes: (each) => each.serviceMinutes,
    window_start: (each) => each.windowStart,
    window_end: (each) => each.windowEnd,
    order_weekday: (each) => each.orderWeekday ?? '',
    manager_id: (each) => each.managerId,
    visits_service: () => '',
    visits_brand: (each) => each.visitsBrand,
    visits_training: (each) => each.visitsTraining,
    visits_research: (each) => each.visitsResearch,
    team_visit: (each) => each.teamVisit,
    status: (each) => each.status,
    address: (each) => each.address,
    region: (each) => counties.get(each.countyId)!.adminCode,
    contact_name: (each) => each.contactName,
    phone: (each) => each.phone,
    licence_no: (each) => each.licenceNumber ?? '',
    licence_valid_from: (each) => each.licenceValidFrom ?? '',
    licence_valid_to: (each) => each.licenceValidTo ?? '',
    shop_kind: (each) => each.shopKind,
    chain_name: (each) => (each.chainId === null ? '' : chainNames.get(each.chainId)!),
    urban_rural_code: (each) => each.urbanRuralCode,
    district_type: (each) => each.districtType,
    scale: (each) => each.scale,
    credit_grade: (each) => each.creditGrade,
    mutual_aid_group: (each) => groupNames.get(each.mutualAidGroupId ?? '') ?? '',
    county_name: (each) => counties.get(each.countyId)!.name,
    department: (each) => departmentNames.get(each.departmentId)!,
    delivery_line: (each) => each.deliveryLineId,
    order_cycle: (each) => each.orderCycle,
    floor_area: (each) => each.shopAreaSquareMeters,
    cigarette_share: (each) => `${(each.dependenceShare * 100).toFixed(1)}%`,
    functional_terminal: (each) => flag(each.isFunctionalTerminal),
    tags: tagsOf,
    account_tail: (each) => each.bankAccount.slice(-4),
    payment_account: (each) => each.bankAccount,
    kind_in_words: (each) => each.subFormat,
    opened_on: (each) => each.openedOn,
    closed_on: (each) => each.closedOn ?? '',
  })
}

function managersFile(city: City, posts: readonly PlanningPost[]): CsvFile {
  const people = city.people.filter((each) => each.planningPost !== null && posts.includes(each.planningPost))
  return table('managers.csv', people, {
    manager_id: (each) => each.personId,
    name: (each) => each.name,
    post: (each) => each.planningPost,
    home_lon: (each) => each.home.lon.toFixed(6),
    home_lat: (each) => each.home.lat.toFixed(6),
    grade: (each) => each.grade,
    team_id: (each) => each.teamId ?? '',
    department_id: (each) => each.departmentId ?? '',
    county_id: (each) => each.countyId ?? '',
    phone: (each) => each.phone,
  })
}

/** Every date of the months around, then the personal days off (rows that name a manager). */
function calendarFile(city: City, posts: readonly PlanningPost[]): CsvFile {
  const rows: { date: string; working: 0 | 1; managerId: string; note: string }[] = []
  for (let offset = -CALENDAR_MONTHS_BEFORE; offset <= CALENDAR_MONTHS_AFTER; offset++) {
    for (const date of datesOfMonth(addMonths(city.options.endMonth, offset))) {
      const day = dayKind(date)
      const note = `${day.name?.zh ?? ''}${day.kind === 'makeup' ? '调休上班' : ''}`
      rows.push({ date, working: day.working ? 1 : 0, managerId: '', note })
    }
  }
  if (posts.includes('general')) {
    for (const { date, managerId, reason } of city.daysOff) {
      rows.push({ date, working: 0, managerId, note: reason === 'leave' ? '休假' : '培训' })
    }
  }
  return table('calendar.csv', rows, {
    date: (each) => each.date,
    working: (each) => each.working,
    manager_id: (each) => each.managerId,
    note: (each) => each.note,
  })
}

function productsFile(city: City): CsvFile {
  return table('products.csv', city.products, {
    product_id: (each) => each.productId,
    name: (each) => each.name,
    name_en: (each) => each.nameEn,
    brand: (each) => each.brand,
    manufacturer: (each) => each.manufacturer,
    origin: (each) => each.origin,
    price_class: (each) => each.priceClass,
    price_band: (each) => each.priceBand ?? '',
    transfer_price: (each) => yuan(each.transferPriceFen),
    wholesale_price: (each) => yuan(each.wholesalePriceFen),
    retail_price: (each) => yuan(each.retailPriceFen),
    supply_attribute: (each) => each.supplyAttribute,
    life_state: (each) => each.lifeState,
    launched_on: (each) => each.launchedOn,
    barcode_pack: (each) => each.packBarcode,
    barcode_carton: (each) => each.cartonBarcode,
    weekly_cap_by_tier: (each) => each.weeklyCapByTier?.join(';') ?? '',
  })
}

function peopleFile(city: City): CsvFile {
  return table('people.csv', city.people, {
    person_id: (each) => each.personId,
    name: (each) => each.name,
    post: (each) => each.post,
    grade: (each) => each.grade,
    county_id: (each) => each.countyId ?? '',
    department_id: (each) => each.departmentId ?? '',
    team_id: (each) => each.teamId ?? '',
    home_lon: (each) => each.home.lon.toFixed(6),
    home_lat: (each) => each.home.lat.toFixed(6),
    phone: (each) => each.phone,
    hired_on: (each) => each.hiredOn,
  })
}

function deliveryLinesFile(city: City): CsvFile {
  return table('delivery_lines.csv', city.deliveryLines, {
    line_id: (each) => each.lineId,
    name: (each) => each.name,
    warehouse_id: (each) => each.warehouseId,
    deliveryman_id: (each) => each.deliverymanId,
    delivery_weekday: (each) => each.deliveryWeekday,
  })
}

function schoolsFile(city: City): CsvFile {
  return table('schools.csv', city.schools, {
    school_id: (each) => each.schoolId,
    name: (each) => each.name,
    kind: (each) => each.kind,
    lon: (each) => each.lon.toFixed(6),
    lat: (each) => each.lat.toFixed(6),
  })
}

function truthFile(city: City): CsvFile {
  return table('truth.csv', city.truth, {
    customer_id: (each) => each.customerId,
    kind: (each) => each.kind,
    from: (each) => each.from,
    to: (each) => each.to,
    detail: (each) => each.detail,
  })
}

export const ORDERS_HEADER =
  'order_id,date,customer_id,line_no,product_id,quantity_cartons,amount_fen,requested_cartons,channel,warehouse_id,device_id,payer_id'
export const DEBITS_HEADER = 'date,customer_id,amount,result'
export const SHORTAGES_HEADER = 'date,customer_id,product_id,requested_cartons'

const CHANNELS = ['online', 'phone', 'auto'] as const

/**
 * Order lines of one month as text with line ends, in pieces of some thousand lines; `ofClosed` chooses between the
 * trading customers' orders and those of customers closed since.
 */
export function* orderText(city: City, month: CityOrderMonth, ofClosed: boolean): Generator<string> {
  const warehouses = new Map(city.deliveryLines.map((line) => [line.lineId, line.warehouseId]))
  const products = city.products.map((product) => formatCsvRow([product.productId]))
  let text = ''
  for (let order = 0; order < month.orderCount; order++) {
    const index = month.orderCustomer[order]!
    if (index >= city.tradingCount !== ofClosed) continue
    const customer = city.customers[index]!
    const day = month.orderDayOfMonth[order]!
    const date = `${month.month}-${day < 10 ? '0' : ''}${day}`
    // The cells that all lines of an order share are formatted once.
    const before = formatCsvRow([orderIdOf(month, order), date, customer.customerId])
    const after = formatCsvRow([
      CHANNELS[month.orderChannel[order]!],
      warehouses.get(customer.deliveryLineId)!,
      deviceIdOf(month.orderDevice[order]!),
      payerIdOf(month.orderPayer[order]!),
    ])
    const first = month.lineStart[order]!
    for (let line = first; line < month.lineStart[order + 1]!; line++) {
      text += `${before},${line - first + 1},${products[month.lineProduct[line]!]!},${month.lineCartons[line]!},${month.lineAmountFen[line]!},${month.lineRequestedCartons[line]!},${after}\n`
    }
    if (text.length > 50_000) {
      yield text
      text = ''
    }
  }
  if (text !== '') yield text
}

/** Failed debits of a month: the customer had no order that week. */
export function* debitRows(month: CityOrderMonth): Generator<string> {
  for (const { date, customerId, amountFen } of month.debitFailures) {
    yield `${formatCsvRow([date, customerId, yuan(amountFen), 'failed'])}\n`
  }
}

/** What was asked for and not supplied at all. */
export function* shortageRows(month: CityOrderMonth): Generator<string> {
  for (const { date, customerId, productId, requestedCartons } of month.shortages) {
    yield `${formatCsvRow([date, customerId, productId, requestedCartons])}\n`
  }
}

function table<Row>(
  name: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => unknown>>,
): CsvFile {
  const cells = Object.values(columns)
  return {
    name,
    header: formatCsvRow(Object.keys(columns)),
    rows: rows.values().map((row) => `${formatCsvRow(cells.map((cell) => cell(row)))}\n`),
  }
}

function tagsOf(customer: CityCustomer): string {
  const tags = [
    customer.isModernTerminal && '现代终端',
    customer.sharesData && '数据共享',
    customer.isSample && '样本户',
    customer.isWeak && '弱势',
  ]
  return tags.filter(Boolean).join(';')
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2)
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
