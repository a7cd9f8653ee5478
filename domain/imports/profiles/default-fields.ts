import {
  type Cell,
  problem,
  readClockTime,
  readCode,
  readDate,
  readFlag,
  readMoney,
  readNumber,
  readOrderDay,
  readTier,
  readVisits,
  readWhole,
} from '../values.ts'
import { allowedOf, codeReader, type FieldSpec, textReader, type WordList } from './field.ts'
import * as words from './words.ts'

function coded(list: WordList) {
  return { read: codeReader(list), allowed: allowedOf(list) } as const
}

function limited(least: number, most: number) {
  return (text: string): Cell<number> => {
    const cell = readNumber(text)
    if (cell.problem) return cell
    return cell.value < least || cell.value > most ? problem('IMP-04', { least, most }) : cell
  }
}

function code(most: number) {
  return (text: string): Cell<string> => {
    const cell = readCode(text)
    return cell.problem ? cell : textReader(most)(cell.value)
  }
}

/** A share as `35`, `35%` or `0.35`: up to 1 it is taken for a fraction. */
function readShare(text: string): Cell<number> {
  const cell = readNumber(text.replace(/%$/, ''))
  if (cell.problem) return cell
  const percent = !text.endsWith('%') && cell.value <= 1 ? cell.value * 100 : cell.value
  return percent < 0 || percent > 100
    ? problem('IMP-04', { least: 0, most: 100 })
    : { value: Math.round(percent * 100) / 100 }
}

function readTags(text: string): Cell<string[]> {
  const tags = [
    ...new Set(
      text
        .split(/[;；,，、|]+/)
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ]
  return tags.length > 20 || tags.some((tag) => tag.length > 30)
    ? problem('IMP-14', { most: 30 })
    : { value: tags }
}

/** Headers of real systems: CUST_… of the ordering platform, plain Chinese of department workbooks, our own exports. */
export const CUSTOMER_FIELD_SPECS: readonly FieldSpec[] = [
  {
    field: 'customerId',
    zh: '客户编码',
    en: 'Customer code',
    aliases: [
      'customer_id',
      'cust_code',
      'cust_id',
      '零售户编码',
      '零售户代码',
      '客户代码',
      '编码',
      'code',
      'customer code',
    ],
    required: true,
    read: code(40),
    example: 'C000123',
  },
  {
    field: 'name',
    zh: '客户名称',
    en: 'Name',
    aliases: ['cust_name', '零售户名称', '店名', '店铺名称', '企业字号', '名称', '商户名称'],
    required: true,
    read: textReader(120),
    example: '红星烟酒店',
  },
  {
    field: 'status',
    zh: '经营状态',
    en: 'Status',
    aliases: ['business_status', '状态', '客户状态'],
    ...coded(words.STATUS_WORDS),
    example: '有效',
  },
  {
    field: 'address',
    zh: '经营地址',
    en: 'Address',
    aliases: ['busi_addr', '地址', '店铺地址', '经营场所'],
    read: textReader(200),
    example: '解放路8号',
  },
  {
    field: 'regionCode',
    zh: '行政区划代码',
    en: 'Region code',
    aliases: ['行政区划', 'county', 'region', '区县'],
    read: textReader(20),
    example: '370102',
  },
  {
    field: 'lon',
    zh: '经度',
    en: 'Longitude',
    aliases: ['lng', 'long', 'longitude', 'x', '经度坐标'],
    read: limited(-180, 180),
    example: '117.02',
  },
  {
    field: 'lat',
    zh: '纬度',
    en: 'Latitude',
    aliases: ['latitude', 'y', '纬度坐标'],
    read: limited(-90, 90),
    example: '36.66',
  },
  {
    field: 'crs',
    zh: '坐标系',
    en: 'Coordinate system',
    aliases: ['crs', '坐标系统'],
    ...coded(words.CRS_WORDS),
    example: 'WGS84',
  },
  {
    field: 'contactName',
    zh: '联系人',
    en: 'Contact',
    aliases: ['负责人', '法人', '经营者', '店主', 'manager_name_of_shop', 'contact_name'],
    read: textReader(60),
    example: '张三',
  },
  {
    field: 'phone',
    zh: '联系电话',
    en: 'Phone',
    aliases: ['手机', '电话', '手机号', 'mobile', 'tel', '手机号码'],
    read: code(30),
    example: '11100000000',
  },
  {
    field: 'licenceNo',
    zh: '许可证号',
    en: 'Licence number',
    aliases: [
      'license_code',
      'license_no',
      'licence_no',
      '烟草专卖许可证号',
      '专卖证号',
      '许可证号码',
      'licence_number',
    ],
    read: code(30),
    example: '370102100001',
  },
  {
    field: 'licenceStatus',
    zh: '许可证状态',
    en: 'Licence status',
    aliases: ['证件状态', 'licence_status'],
    ...coded(words.LICENCE_STATUS_WORDS),
    example: '有效',
  },
  {
    field: 'licenceValidFrom',
    zh: '许可证有效期起',
    en: 'Licence valid from',
    aliases: ['发证日期', '有效期起', 'licence_valid_from'],
    read: readDate,
    example: '2023-05-01',
  },
  {
    field: 'licenceValidTo',
    zh: '许可证有效期止',
    en: 'Licence valid to',
    aliases: ['有效期止', '有效期至', '许可证到期日', '到期日期', 'licence_valid_to', '许可证有效期'],
    read: readDate,
    example: '2028-04-30',
  },
  {
    field: 'format',
    zh: '业态',
    en: 'Format',
    aliases: ['cust_format', 'base_type', '零售业态', '经营业态', '客户业态', 'inv_type'],
    ...coded(words.FORMAT_WORDS),
    example: '食杂店',
  },
  {
    field: 'shopKind',
    zh: '细分业态',
    en: 'Shop kind',
    aliases: ['shop_kind', 'sub_format', '业态细分', '店铺类型', '子业态'],
    ...coded(words.SHOP_KIND_WORDS),
    example: '小卖部',
  },
  {
    field: 'chainName',
    zh: '连锁名称',
    en: 'Chain',
    aliases: ['chain_name', 'chain', '连锁', '所属连锁', '连锁企业'],
    read: textReader(80),
    example: '',
  },
  {
    field: 'marketType',
    zh: '市场类型',
    en: 'Market type',
    aliases: ['market_type', '城乡类型', '城网农网', 'area_type'],
    ...coded(words.MARKET_WORDS),
    example: '城镇',
  },
  {
    field: 'urbanRuralCode',
    zh: '城乡分类代码',
    en: 'Urban-rural code',
    aliases: ['classification_code', '城乡分类', 'urban_rural_code'],
    ...coded(words.URBAN_RURAL_WORDS),
    example: '111',
  },
  {
    field: 'districtType',
    zh: '商圈类型',
    en: 'District type',
    aliases: ['business_district_type', '商圈', 'district_type'],
    ...coded(words.DISTRICT_WORDS),
    example: '居民区',
  },
  {
    field: 'scale',
    zh: '经营规模',
    en: 'Scale',
    aliases: ['规模', '客户规模', 'scale'],
    ...coded(words.SCALE_WORDS),
    example: '中',
  },
  {
    field: 'tier',
    zh: '档位',
    en: 'Tier',
    aliases: ['grade', 'cust_seg', '客户档位', '分档'],
    read: readTier,
    example: '18',
  },
  {
    field: 'valueGroup',
    zh: '价值群',
    en: 'Value group',
    aliases: ['value_group', '客户价值', '价值分类', '客户分类'],
    ...coded(words.VALUE_GROUP_WORDS),
    example: '常规',
  },
  {
    field: 'creditGrade',
    zh: '诚信等级',
    en: 'Credit grade',
    aliases: ['credit_level', '信用等级', '诚信', 'credit_grade', 'compliance_grade'],
    ...coded(words.CREDIT_WORDS),
    example: 'AA',
  },
  {
    field: 'mutualAidGroup',
    zh: '互助小组',
    en: 'Mutual-aid group',
    aliases: ['group_name', '自律小组', '诚信小组', '诚信互助小组', 'mutual_aid_group'],
    read: textReader(60),
    example: '解放路1组',
  },
  {
    field: 'manager',
    zh: '客户经理编码',
    en: 'Customer manager',
    aliases: ['manager_id', 'manager', '客户经理', '客户经理工号', 'cm'],
    read: code(60),
    example: 'M001',
  },
  {
    field: 'unit',
    zh: '市场部',
    en: 'Department',
    aliases: [
      'market_department',
      '部门',
      '服务站',
      '营销部',
      '客户服务部',
      'unit',
      'department',
      'department_id',
    ],
    read: textReader(80),
    example: '城东市场部',
  },
  {
    field: 'deliveryLine',
    zh: '送货线路',
    en: 'Delivery line',
    aliases: ['delivery_line', 'line', '线路', '配送线路', 'route', 'delivery_line_id'],
    read: textReader(60),
    example: 'L01',
  },
  {
    field: 'orderDay',
    zh: '订货日',
    en: 'Order day',
    aliases: ['order_weekday', '访销日', '订货周期', '访销周期', 'periods', '订货星期', 'order_day'],
    read: readOrderDay,
    example: '周二',
  },
  {
    field: 'orderCycle',
    zh: '访销频次',
    en: 'Order cycle',
    aliases: ['order_cycle', '访销频率'],
    read: readCycle,
    allowed: allowedOf(words.ORDER_CYCLE_WORDS),
    example: '每周',
  },
  {
    field: 'orderChannel',
    zh: '订货方式',
    en: 'Order channel',
    aliases: ['order_way', 'order_channel'],
    ...coded(words.ORDER_CHANNEL_WORDS),
    example: '网上',
  },
  {
    field: 'visitsPerMonth',
    zh: '月拜访次数',
    en: 'Visits a month',
    aliases: ['visits_per_month', '拜访频次', '拜访次数'],
    read: readVisits,
    example: '2',
  },
  {
    field: 'visitsService',
    zh: '服务岗拜访次数',
    en: 'Service visits',
    aliases: ['visits_service'],
    read: readVisits,
    example: '',
  },
  {
    field: 'visitsBrand',
    zh: '品牌岗拜访次数',
    en: 'Brand visits',
    aliases: ['visits_brand'],
    read: readVisits,
    example: '',
  },
  {
    field: 'visitsTraining',
    zh: '培训岗拜访次数',
    en: 'Training visits',
    aliases: ['visits_training'],
    read: readVisits,
    example: '',
  },
  {
    field: 'visitsResearch',
    zh: '调研岗拜访次数',
    en: 'Research visits',
    aliases: ['visits_research'],
    read: readVisits,
    example: '',
  },
  {
    field: 'teamVisit',
    zh: '团队拜访岗位',
    en: 'Team visit',
    aliases: ['team_visit'],
    read: textReader(120),
    example: '',
  },
  {
    field: 'serviceMinutes',
    zh: '服务时长',
    en: 'Service minutes',
    aliases: ['service_minutes', '拜访时长', '服务分钟'],
    read: (text) => readWhole(text, 1, 480),
    example: '12',
  },
  {
    field: 'windowStart',
    zh: '可拜访开始',
    en: 'Window start',
    aliases: ['window_start', '营业开始', '开门时间'],
    read: readClockTime,
    example: '',
  },
  {
    field: 'windowEnd',
    zh: '可拜访结束',
    en: 'Window end',
    aliases: ['window_end', '营业结束', '关门时间'],
    read: readClockTime,
    example: '',
  },
  {
    field: 'floorAreaM2',
    zh: '营业面积',
    en: 'Floor area',
    aliases: ['面积', '经营面积', 'floor_area', 'area', '店铺面积'],
    read: limited(0, 1_000_000),
    example: '35',
  },
  {
    field: 'cigaretteSharePercent',
    zh: '卷烟销售占比',
    en: 'Cigarette share',
    aliases: ['卷烟占比', '依存度', 'cigarette_share'],
    read: readShare,
    example: '40%',
  },
  {
    field: 'functionalTerminal',
    zh: '功能终端',
    en: 'Functional terminal',
    aliases: ['is_func_cust', '现代终端', 'functional_terminal'],
    read: readFlag,
    example: '否',
  },
  {
    field: 'paymentAccountTail',
    zh: '结算账号后四位',
    en: 'Account tail',
    aliases: ['账号后四位', '银行卡后四位', 'account_tail'],
    read: (text) =>
      /^\d{1,4}$/.test(text)
        ? { value: text.padStart(4, '0') }
        : problem('IMP-06', { expected: '0000-9999' }),
    example: '1234',
  },
  {
    field: 'openedOn',
    zh: '入网日期',
    en: 'Opened on',
    aliases: ['开户日期', 'opened_on', '入网时间'],
    read: readDate,
    example: '2020-03-01',
  },
  {
    field: 'closedOn',
    zh: '退网日期',
    en: 'Closed on',
    aliases: ['停业日期', 'closed_on', '注销日期'],
    read: readDate,
    example: '',
  },
  {
    field: 'tags',
    zh: '标签',
    en: 'Tags',
    aliases: ['tag', '客户标签'],
    read: readTags,
    example: '优质客户',
  },
  {
    field: 'remark',
    zh: '备注',
    en: 'Remark',
    aliases: ['说明', 'note'],
    read: textReader(1000),
    example: '',
  },
]

const readCycleCode = codeReader(words.ORDER_CYCLE_WORDS)
/** The cycle alone; some systems put the weekday into the same cell. */
function readCycle(text: string): Cell<string> {
  const cell = readCycleCode(text)
  if (!cell.problem) return cell
  const day = readOrderDay(text)
  return day.problem ? cell : { value: day.value.cycle }
}

const money = (
  field: string,
  zh: string,
  en: string,
  aliases: readonly string[],
  example: string,
): FieldSpec => ({
  field,
  zh,
  en,
  aliases,
  read: readMoney,
  example,
})

export const GOODS_FIELD_SPECS: readonly FieldSpec[] = [
  {
    field: 'productCode',
    zh: '品规编码',
    en: 'Product code',
    aliases: [
      'item_id',
      'item_code',
      'product_id',
      'product_code',
      '商品编码',
      '卷烟编码',
      '品规代码',
      'code',
      '编码',
    ],
    required: true,
    read: code(40),
    example: 'P0001',
  },
  {
    field: 'name',
    zh: '品规名称',
    en: 'Name',
    aliases: ['item_name', 'product_name', '商品名称', '卷烟名称', '规格名称', '名称'],
    required: true,
    read: textReader(120),
    example: '青砚(硬)',
  },
  {
    field: 'brand',
    zh: '品牌',
    en: 'Brand',
    aliases: ['牌号', 'brand_name'],
    read: textReader(80),
    example: '青砚',
  },
  {
    field: 'category',
    zh: '类别',
    en: 'Category',
    aliases: ['品类', 'category_name'],
    read: textReader(80),
    example: '',
  },
  {
    field: 'manufacturer',
    zh: '生产厂家',
    en: 'Manufacturer',
    aliases: ['厂家', '生产企业', '工业公司', '供应商', 'vendor', 'factory'],
    read: textReader(120),
    example: '',
  },
  {
    field: 'origin',
    zh: '产地',
    en: 'Origin',
    aliases: ['yieldly_type', '省内外', 'origin'],
    ...coded(words.ORIGIN_WORDS),
    example: '省产',
  },
  {
    field: 'priceClass',
    zh: '价类',
    en: 'Price class',
    aliases: ['kind', '类', 'price_class', '卷烟类别'],
    read: readClass,
    example: '2',
  },
  money(
    'transferFen',
    '调拨价',
    'Transfer price',
    ['price_transfer', '调拨价格', 'cost', 'transfer_price', '不含税调拨价'],
    '82.00',
  ),
  money(
    'wholesaleFen',
    '批发价',
    'Wholesale price',
    ['price_trade', '批发价格', 'wholesale', 'wholesale_price'],
    '110.00',
  ),
  money(
    'retailFen',
    '零售价',
    'Retail price',
    ['建议零售价', '零售指导价', 'retail', 'retail_price', '统一零售价'],
    '130.00',
  ),
  {
    field: 'supplyAttribute',
    zh: '货源属性',
    en: 'Supply attribute',
    aliases: ['supply_attribute', '投放属性'],
    ...coded(words.SUPPLY_WORDS),
    example: '均衡',
  },
  {
    field: 'marketState',
    zh: '市场状态',
    en: 'Market state',
    aliases: ['market_state'],
    ...coded(words.MARKET_STATE_WORDS),
    example: '平',
  },
  {
    field: 'lifeState',
    zh: '生命状态',
    en: 'Life state',
    aliases: ['life_state', '品规状态', '培育状态'],
    ...coded(words.LIFE_STATE_WORDS),
    example: '重点',
  },
  {
    field: 'unit',
    zh: '单位',
    en: 'Unit',
    aliases: ['计量单位', 'unit'],
    read: textReader(10),
    example: '条',
  },
  {
    field: 'unitsPerCase',
    zh: '每箱数量',
    en: 'Units per case',
    aliases: ['箱条比', 'pack', '件条比', 'units_per_case'],
    read: (text) => readWhole(text, 1, 100_000),
    example: '250',
  },
  {
    field: 'barcodePack',
    zh: '盒码',
    en: 'Pack barcode',
    aliases: ['小盒条码', '盒条码', 'pack_barcode'],
    read: readBarcode,
    example: '6900000000008',
  },
  {
    field: 'barcodeCarton',
    zh: '条码',
    en: 'Carton barcode',
    aliases: ['条盒条码', '条条码', 'carton_barcode', 'upc'],
    read: readBarcode,
    example: '6900000000015',
  },
  {
    field: 'onSale',
    zh: '在销',
    en: 'On sale',
    aliases: ['是否在销', 'on_sale'],
    read: readFlag,
    example: '是',
  },
]

const CLASS_WORDS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  无: 6,
  i: 1,
  ii: 2,
  iii: 3,
  iv: 4,
  v: 5,
  Ⅰ: 1,
  Ⅱ: 2,
  Ⅲ: 3,
  Ⅳ: 4,
  Ⅴ: 5,
}

function readClass(text: string): Cell<number> {
  const bare = text.replace(/(价)?类(烟)?$/, '').toLowerCase()
  const level = CLASS_WORDS[bare] ?? CLASS_WORDS[text.charAt(0)] ?? Number(bare)
  return Number.isInteger(level) && level >= 1 && level <= 6
    ? { value: level }
    : problem('IMP-06', { expected: '1-6, 一类…五类' })
}

function readBarcode(text: string): Cell<string> {
  const cell = readCode(text)
  if (cell.problem) return cell
  return /^\d{8,14}$/.test(cell.value) ? cell : problem('IMP-06', { expected: '8-14 位数字' })
}

/** Columns of order lines. Cells of customers and goods that some sources repeat in every line come after them. */
export const ORDER_FIELD_SPECS: readonly FieldSpec[] = [
  {
    field: 'orderNo',
    zh: '订单号',
    en: 'Order number',
    aliases: ['co_num', 'order_no', 'order_id', '订单编号', '单号'],
    read: code(60),
    example: '202611020001',
  },
  {
    field: 'lineNo',
    zh: '行号',
    en: 'Line',
    aliases: ['line_no', 'line_num', '序号'],
    read: (text) => readWhole(text, 0, 2_000_000_000),
    example: '1',
  },
  {
    field: 'orderDate',
    zh: '订货日期',
    en: 'Order date',
    aliases: ['born_date', 'date', '日期', '订单日期', 'order_date'],
    required: true,
    read: readDate,
    example: '2026-11-02',
  },
  {
    field: 'customerId',
    zh: '客户编码',
    en: 'Customer code',
    aliases: ['cust_id', 'cust_code', 'customer_id', '零售户编码', '客户代码'],
    required: true,
    read: code(40),
    example: 'C000123',
  },
  {
    field: 'productCode',
    zh: '品规编码',
    en: 'Product code',
    aliases: ['item_id', 'product_id', 'product_code', '商品编码', '卷烟编码', '品规代码'],
    required: true,
    read: code(40),
    example: 'P0001',
  },
  {
    field: 'quantity',
    zh: '数量',
    en: 'Quantity',
    aliases: ['qty_ord', 'qty', '订货量', '订购数量', '数量条', 'quantity_cartons'],
    required: true,
    read: (text) => readWhole(text, -100_000_000, 100_000_000),
    example: '3',
  },
  money('amountFen', '金额', 'Amount', ['amt', 'amount', '订货金额', 'amt_ord', '金额元'], '330.00'),
  money('priceFen', '单价', 'Price', ['price', '批发价', '订货单价'], '110.00'),
  /** Money that is already in fen, as our own city files write it. */
  {
    field: 'amountInFen',
    zh: '金额（分）',
    en: 'Amount in fen',
    aliases: ['amount_fen', 'amountfen', 'amount in fen'],
    read: (text) => readWhole(text, -1e12, 1e12),
    example: '',
  },
  {
    field: 'channel',
    zh: '订货方式',
    en: 'Channel',
    aliases: ['order_way', 'channel', '渠道', '订货渠道'],
    ...coded(words.ORDER_CHANNELS),
    example: '网上',
  },
  {
    field: 'warehouse',
    zh: '仓库',
    en: 'Warehouse',
    aliases: ['warehouse_id', 'warehouse', '配送中心'],
    read: textReader(60),
    example: '中心库',
  },
  {
    field: 'deviceId',
    zh: '订货设备',
    en: 'Device',
    aliases: ['device_id', 'device', '终端号', 'ip'],
    read: textReader(120),
    example: '',
  },
  {
    field: 'payerId',
    zh: '付款账户',
    en: 'Payer',
    aliases: ['payer_id', 'payer', '扣款账号', '银行账号'],
    read: code(120),
    example: '',
  },
]

export const DEBIT_FIELD_SPECS: readonly FieldSpec[] = [
  {
    field: 'customerId',
    zh: '客户编码',
    en: 'Customer code',
    aliases: ['cust_id', 'cust_code', 'customer_id', '零售户编码'],
    required: true,
    read: code(40),
    example: 'C000123',
  },
  {
    field: 'debitDate',
    zh: '扣款日期',
    en: 'Debit date',
    aliases: ['debit_date', 'date', '日期', '结算日期'],
    required: true,
    read: readDate,
    example: '2026-11-02',
  },
  money('amountFen', '扣款金额', 'Amount', ['amt', 'amount', '金额'], '1260.00'),
  {
    field: 'result',
    zh: '扣款结果',
    en: 'Result',
    aliases: ['pmt_status', 'result', '结果', '状态'],
    required: true,
    ...coded(words.DEBIT_WORDS),
    example: '成功',
  },
  {
    field: 'reason',
    zh: '失败原因',
    en: 'Reason',
    aliases: ['原因', 'reason', '返回信息'],
    read: textReader(120),
    example: '余额不足',
  },
  {
    field: 'reference',
    zh: '流水号',
    en: 'Reference',
    aliases: ['ref', '交易流水', 'co_num', '订单号'],
    read: code(60),
    example: '',
  },
]
