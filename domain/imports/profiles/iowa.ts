import {
  type Cell,
  problem,
  readCode,
  readDate,
  readMoney,
  readNumber,
  readPosition,
  readWhole,
} from '../values.ts'
import { DEBIT_FIELD_SPECS } from './default-fields.ts'
import { codeReader, type FieldSpec, textReader } from './field.ts'
import type { ImportProfile, RowValues } from './profile.ts'
import { STATUS_WORDS } from './words.ts'

/**
 * The State of Iowa, sole wholesaler of spirits: its registers of stores and products, its invoice lines, and the
 * four older spellings of the open data set that go around. Quantities are bottles, money is US cents.
 */
const readText = textReader(200)
const american = (text: string): Cell<string> => readDate(text, true)
const code = (text: string): Cell<string> => readCode(text)

const text = (field: string, en: string, aliases: readonly string[] = []): FieldSpec => ({
  field,
  zh: en,
  en,
  aliases,
  read: readText,
  example: '',
})

const PLACE: readonly FieldSpec[] = [
  text('street', 'Address'),
  text('city', 'City'),
  text('state', 'State'),
  text('zip', 'Zip Code', ['zipcode']),
  text('county', 'County', ['County (added)']),
  {
    field: 'location',
    zh: 'Store Location',
    en: 'Store Location',
    aliases: ['store_location'],
    read: readLocation,
    example: '',
  },
]

const CUSTOMERS: readonly FieldSpec[] = [
  {
    field: 'customerId',
    zh: 'Store',
    en: 'Store',
    aliases: ['Store Number'],
    required: true,
    read: code,
    example: '2190',
  },
  {
    field: 'name',
    zh: 'Name',
    en: 'Name',
    aliases: ['Store Name'],
    required: true,
    read: textReader(120),
    example: '',
  },
  {
    field: 'status',
    zh: 'Store Status',
    en: 'Store Status',
    aliases: [],
    read: codeReader(STATUS_WORDS),
    example: 'A',
  },
  ...PLACE,
  { field: 'lat', zh: 'latitude', en: 'latitude', aliases: [], read: readNumber, example: '' },
  { field: 'lon', zh: 'longitude', en: 'longitude', aliases: [], read: readNumber, example: '' },
]

const GOODS: readonly FieldSpec[] = [
  {
    field: 'productCode',
    zh: 'Item Number',
    en: 'Item Number',
    aliases: ['item'],
    required: true,
    read: code,
    example: '11788',
  },
  {
    field: 'name',
    zh: 'Item Description',
    en: 'Item Description',
    aliases: ['description'],
    required: true,
    read: textReader(120),
    example: '',
  },
  text('category', 'Category Name'),
  text('manufacturer', 'Vendor Name', ['vendor']),
  {
    field: 'millilitres',
    zh: 'Bottle Volume (ml)',
    en: 'Bottle Volume (ml)',
    aliases: ['liter_size'],
    read: readNumber,
    example: '750',
  },
  {
    field: 'unitsPerCase',
    zh: 'Pack',
    en: 'Pack',
    aliases: [],
    read: (cell) => readWhole(cell, 0, 100_000),
    example: '12',
  },
  {
    field: 'transferFen',
    zh: 'State Bottle Cost',
    en: 'State Bottle Cost',
    aliases: ['state_btl_cost'],
    read: readMoney,
    example: '',
  },
  {
    field: 'wholesaleFen',
    zh: 'State Bottle Retail',
    en: 'State Bottle Retail',
    aliases: ['btl_price'],
    read: readMoney,
    example: '',
  },
]

/** Columns of a line; those of the store and the product are used where the registers do not know them. */
const ORDERS: readonly FieldSpec[] = [
  {
    field: 'orderLine',
    zh: 'Invoice/Item Number',
    en: 'Invoice/Item Number',
    aliases: [],
    read: code,
    example: 'INV-24369600001',
  },
  {
    field: 'orderDate',
    zh: 'Date',
    en: 'Date',
    aliases: [],
    required: true,
    read: american,
    example: '2020-01-06',
  },
  {
    field: 'customerId',
    zh: 'Store Number',
    en: 'Store Number',
    aliases: ['store'],
    required: true,
    read: code,
    example: '2190',
  },
  {
    field: 'productCode',
    zh: 'Item Number',
    en: 'Item Number',
    aliases: ['item'],
    required: true,
    read: code,
    example: '11788',
  },
  {
    field: 'quantity',
    zh: 'Bottles Sold',
    en: 'Bottles Sold',
    aliases: ['bottle_qty'],
    required: true,
    read: (cell) => readWhole(cell, -100_000_000, 100_000_000),
    example: '12',
  },
  {
    field: 'amountFen',
    zh: 'Sale (Dollars)',
    en: 'Sale (Dollars)',
    aliases: ['total'],
    required: true,
    read: readMoney,
    example: '99.00',
  },
  text('customerName', 'Store Name', ['name']),
  ...PLACE,
  text('productName', 'Item Description', ['description']),
  ...GOODS.filter(({ field }) => field !== 'productCode' && field !== 'name'),
]

export const IOWA: ImportProfile = {
  name: 'iowa',
  fields: { customers: CUSTOMERS, goods: GOODS, orders: ORDERS, debits: DEBIT_FIELD_SPECS },
  createCustomers: true,
  unit: 'bottle',
  currency: 'USD',
  deriveCustomer(values) {
    const place = [values.street, [values.city, values.state].filter(Boolean).join(' '), values.zip]
    const address = place.filter((part) => part !== undefined && part !== '').join(', ')
    if (address !== '') values.address = address.slice(0, 200)
    if (values.county !== undefined) values.regionCode = String(values.county).toUpperCase().slice(0, 20)
    const position = values.location as { lon: number; lat: number } | undefined
    if (position && values.lon === undefined) {
      values.lon = position.lon
      values.lat = position.lat
    }
    Object.assign(values, guessFormat(String(values.name ?? '')))
  },
  deriveProduct(values) {
    if (values.millilitres !== undefined)
      values.name = `${values.name} ${values.millilitres} ml`.slice(0, 120)
    if (values.unitsPerCase === 0) delete values.unitsPerCase
    values.unit = 'bottle'
  },
  /** The last five digits are the line, the rest is the invoice. */
  splitOrderLine(cell) {
    if (cell.length < 6) return undefined
    const lineNo = Number(cell.slice(-5))
    return Number.isInteger(lineNo) ? { orderNo: cell.slice(0, -5), lineNo } : undefined
  },
  isReturn: (orderNo) => orderNo.startsWith('RINV-'),
}

/** No position in the cell is no problem: many rows have none. */
function readLocation(cell: string): Cell<{ lon: number; lat: number } | undefined> {
  return cell.length > 2_000 ? problem('IMP-14', { most: 2_000 }) : { value: readPosition(cell) }
}

/** Formats are in no register; chains and kinds of shop are known by their names. The first that fits counts. */
const NAME_PATTERNS: readonly (readonly [RegExp, string, string, string?])[] = [
  [/\bHY-?\s?VEE\b.*\b(GAS|C-?STORE|FAST|EXPRESS)/, 'convenience', 'convenience_shop', 'HY-VEE'],
  [/\bHY-?\s?VEE\b.*\b(WINE|SPIRITS|DRUG)/, 'tobacco_liquor', 'tobacco_liquor_shop', 'HY-VEE'],
  [/\bHY-?\s?VEE\b/, 'supermarket', 'supermarket_chain', 'HY-VEE'],
  [/\bFAREWAY\b/, 'supermarket', 'supermarket_chain', 'FAREWAY'],
  [/\bWAL-?\s?MART\b/, 'supermarket', 'supermarket_chain', 'WAL-MART'],
  [/\bTARGET\b/, 'department_store', 'mall', 'TARGET'],
  [/\bSAM'?S CLUB\b/, 'department_store', 'mall', "SAM'S CLUB"],
  [/\bCOSTCO\b/, 'department_store', 'mall', 'COSTCO'],
  [/\bSHOPKO\b/, 'department_store', 'mall', 'SHOPKO'],
  [/\bCASEY'?S\b/, 'convenience', 'convenience_shop', "CASEY'S"],
  [/\bKUM\s?&\s?GO\b/, 'convenience', 'convenience_shop', 'KUM & GO'],
  [/\bKWIK\s?(STAR|SHOP|TRIP|STOP)\b/, 'convenience', 'convenience_shop', 'KWIK'],
  [/\bQUIK\s?TRIP\b|\bQT\b/, 'convenience', 'convenience_shop', 'QUIKTRIP'],
  [/\bYESWAY\b/, 'convenience', 'convenience_shop', 'YESWAY'],
  [/\bWALGREENS?\b/, 'other', 'other', 'WALGREENS'],
  [/\bCVS\b/, 'other', 'other', 'CVS'],
  [/\bDOLLAR GENERAL\b/, 'other', 'other', 'DOLLAR GENERAL'],
  [
    /\b(CASINO|INN|RESORT|HOTEL|CLUB|BAR|LOUNGE|TAVERN|GOLF|RACETRACK|MEADOWS)\b/,
    'entertainment',
    'entertainment_venue',
  ],
  [
    /\b(LIQUORS?|SPIRITS|WINES?|BEVERAGES?|BOTTLE|TOBACCO|SMOKE|VINEYARD|CIGAR|VAPE|DISTILL\w*|BREW\w*)\b/,
    'tobacco_liquor',
    'tobacco_liquor_shop',
  ],
  [
    /\b(SUPER\s?MARKET|SUPER\s?VALU|MARKET\s?PLACE|FOODS?|FOOD STORE|FOODLAND|FOOD CENTER|SUPER\s?SAVER|ALDI|JUBILEE|NO FRILLS|THRIFTWAY)\b/,
    'supermarket',
    'supermarket_small',
  ],
  [
    /\b(EXPRESS|C-?STORE|CONVENIENCE|GAS|PETRO\w*|FUEL|TRAVEL|TRUCK|STOP|MART|QUICK|QUIK|SINCLAIR|BP|SHELL|CONOCO|PHILLIPS 66|CENEX|CORNER)\b/,
    'convenience',
    'convenience_shop',
  ],
  [/\b(GROCERY|GROCERIES|GENERAL STORE|VARIETY|MARKET)\b/, 'grocery', 'grocery_shop'],
]

export function guessFormat(name: string): RowValues {
  const upper = name.toUpperCase()
  for (const [pattern, format, shopKind, chainName] of NAME_PATTERNS)
    if (pattern.test(upper)) return chainName ? { format, shopKind, chainName } : { format, shopKind }
  return { format: 'other', shopKind: 'other' }
}
