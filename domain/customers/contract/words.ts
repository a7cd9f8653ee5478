/** Code lists of the customer archive. Names people read live in the text catalogues and in the rule book. */

/** Seven business formats (业态) of the 2008 rule; a newer set of six is reached through FORMAT_TO_SIX. */
export const FORMATS = [
  'grocery',
  'convenience',
  'supermarket',
  'department_store',
  'tobacco_liquor',
  'entertainment',
  'other',
] as const
export type Format = (typeof FORMATS)[number]

/** Letters used in the 42 customer types (`CZ1` = urban grocery large). */
export const FORMAT_LETTER: Readonly<Record<Format, string>> = {
  grocery: 'Z',
  convenience: 'B',
  supermarket: 'S',
  department_store: 'N',
  tobacco_liquor: 'Y',
  entertainment: 'F',
  other: 'Q',
}

/** The six formats in use since about 2025: grocery shops count as convenience shops. */
export const SIX_FORMATS = [
  'convenience',
  'supermarket',
  'department_store',
  'tobacco_shop',
  'entertainment',
  'other',
] as const
export type SixFormat = (typeof SIX_FORMATS)[number]

export const FORMAT_TO_SIX: Readonly<Record<Format, SixFormat>> = {
  grocery: 'convenience',
  convenience: 'convenience',
  supermarket: 'supermarket',
  department_store: 'department_store',
  tobacco_liquor: 'tobacco_shop',
  entertainment: 'entertainment',
  other: 'other',
}

/** 城镇 C, 乡村 X. */
export const MARKET_TYPES = ['urban', 'rural'] as const
export type MarketType = (typeof MARKET_TYPES)[number]

/** Luwan's groups: 核心, 重要, 常规, 夜店. */
export const VALUE_GROUPS = ['core', 'important', 'regular', 'night'] as const
export type ValueGroup = (typeof VALUE_GROUPS)[number]

/** 经营规模 within the format: 大 1, 中 2, 小 3. */
export const SCALES = ['large', 'medium', 'small'] as const
export type Scale = (typeof SCALES)[number]

/** 城乡分类代码 of the statistics bureau. 城网 = 111..123, 农网 = 210, 220. */
export const URBAN_RURAL_CODES = ['111', '112', '121', '122', '123', '210', '220'] as const
export type UrbanRuralCode = (typeof URBAN_RURAL_CODES)[number]

/** 商圈类型. */
export const DISTRICT_TYPES = [
  'residential',
  'market',
  'industrial',
  'entertainment',
  'office',
  'scenic',
  'transport',
  'school',
  'other',
] as const
export type DistrictType = (typeof DISTRICT_TYPES)[number]

/** What the shop is, finer than its format: the Jinan template needs it (大型商场, 中档以上饭店, 小型餐饮 ...). */
export const SHOP_KINDS = [
  'mall',
  'supermarket_chain',
  'supermarket_large',
  'supermarket_small',
  'hotel',
  'restaurant',
  'entertainment_venue',
  'inn',
  'eatery',
  'convenience_shop',
  'tobacco_liquor_shop',
  'grocery_shop',
  'stall',
  'other',
] as const
export type ShopKind = (typeof SHOP_KINDS)[number]

export const CUSTOMER_STATUSES = ['new', 'valid', 'paused', 'invalid'] as const
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number]

export const LICENCE_STATUSES = ['active', 'suspended', 'cancelled'] as const
export type LicenceStatus = (typeof LICENCE_STATUSES)[number]

/** What the licence gate says on a given day; see rules/licence.ts. */
export const LICENCE_STATES = [
  'valid',
  'expiring',
  'expired',
  'not_yet_valid',
  'suspended',
  'cancelled',
  'missing_number',
  'malformed_number',
  'missing_expiry',
] as const
export type LicenceState = (typeof LICENCE_STATES)[number]

/** weekly, odd weeks (单周), even weeks (双周), not visited for orders (不访销). */
export const ORDER_CYCLES = ['weekly', 'odd_week', 'even_week', 'none'] as const
export type OrderCycle = (typeof ORDER_CYCLES)[number]

export const CREDIT_GRADES = ['AAA', 'AA', 'A', 'B', 'C', 'D'] as const
export type CreditGrade = (typeof CREDIT_GRADES)[number]

/** Who wrote a value. */
export const CHANGE_SOURCES = ['import', 'api', 'desk', 'visit', 'proposal', 'rule', 'undo', 'shop'] as const
export type ChangeSource = (typeof CHANGE_SOURCES)[number]

/** Posts that hold customers through assignments, and the linked posts that come through the delivery line. */
export const ASSIGNMENT_POSTS = ['general', 'service', 'brand', 'training', 'research'] as const
export type AssignmentPost = (typeof ASSIGNMENT_POSTS)[number]
export const LINKED_POSTS = ['phone_agent', 'deliveryman', 'monopoly_officer'] as const
export type LinkedPost = (typeof LINKED_POSTS)[number]

/** Customer groups that are flags beside the value group: 弱势, 边缘, 高端. */
export const CUSTOMER_GROUPS = ['weak', 'marginal', 'high_end'] as const
export type CustomerGroup = (typeof CUSTOMER_GROUPS)[number]

/** Months on the page of a customer. */
export const TIMELINE_WINDOW = 24

/** Ways of dividing all customers into classes; each customer has at most one class of each. */
export const SEGMENT_TEMPLATES = ['merged', 'jinan', 'luwan', 'value'] as const
export type SegmentTemplate = (typeof SEGMENT_TEMPLATES)[number]

/** 甲乙丙丁 of Jinan. */
export const JINAN_CLASSES = ['jia', 'yi', 'bing', 'ding'] as const
export type JinanClass = (typeof JINAN_CLASSES)[number]

/** 忠诚度 诚信度 合作度 成长度 依存度. */
export const VALUE_CRITERIA = ['loyalty', 'integrity', 'cooperation', 'growth', 'dependence'] as const
export type ValueCriterion = (typeof VALUE_CRITERIA)[number]

/** The fields of the archive, in the order of the page. Every one has value, source, author and time. */
export const CUSTOMER_FIELDS = [
  'code',
  'name',
  'status',
  'address',
  'regionCode',
  'lon',
  'lat',
  'crs',
  'contactName',
  'phone',
  'licenceNo',
  'licenceStatus',
  'licenceValidFrom',
  'licenceValidTo',
  'format',
  'shopKind',
  'chainName',
  'marketType',
  'urbanRuralCode',
  'districtType',
  'scale',
  'tier',
  'valueGroup',
  'creditGrade',
  'mutualAidGroup',
  'managerId',
  'unitId',
  'deliveryLineId',
  'orderWeekday',
  'orderCycle',
  'orderChannel',
  'visitsPerMonth',
  'visitsService',
  'visitsBrand',
  'visitsTraining',
  'visitsResearch',
  'teamVisit',
  'serviceMinutes',
  'windowStart',
  'windowEnd',
  'floorAreaM2',
  'cigaretteSharePercent',
  'functionalTerminal',
  'paymentAccountTail',
  'openedOn',
  'closedOn',
  'tags',
  'remark',
] as const
export type CustomerField = (typeof CUSTOMER_FIELDS)[number]

/** Fields a policy may mask; the names of the policy table's resources for them. */
export const PHONE_FIELDS = ['contactName', 'phone'] as const satisfies readonly CustomerField[]
export const PERSONAL_FIELDS = ['licenceNo', 'paymentAccountTail'] as const satisfies readonly CustomerField[]
