import type { WordList } from './field.ts'

/** What people and systems write for our codes. */
export const FORMAT_WORDS: WordList = {
  grocery: ['食杂店', 'Z', '食杂', '杂货店'],
  convenience: ['便利店', 'B', '便利'],
  supermarket: ['超市', 'S'],
  department_store: ['商场', 'N', '大型商场', 'mall'],
  tobacco_liquor: ['烟酒商店', 'Y', '烟酒店', '烟草专业店', '烟酒', 'tobacco_shop', 'liquor'],
  entertainment: ['娱乐服务类', 'F', '娱乐服务', '娱乐', '服务娱乐类'],
  other: ['其他', 'Q', '其它', '其他类'],
}
export const MARKET_WORDS: WordList = {
  urban: ['城镇', 'C', '城网', '城市', '城区', '1'],
  rural: ['乡村', 'X', '农网', '农村', '2'],
}
export const VALUE_GROUP_WORDS: WordList = {
  core: ['核心', '核心客户'],
  important: ['重要', '重要客户', '重点'],
  regular: ['常规', '常规客户', '普通', '一般'],
  night: ['夜店', '夜店客户'],
}
export const SCALE_WORDS: WordList = {
  large: ['大', '1', '大型', '大户'],
  medium: ['中', '2', '中型'],
  small: ['小', '3', '小型'],
}
export const STATUS_WORDS: WordList = {
  new: ['新户', '新增', '新入网'],
  valid: ['有效', '正常', '01', '02', '1', 'A', 'active', '经营', '营业'],
  paused: ['暂停', '停业', '歇业', '03', 'suspended'],
  invalid: ['无效', '注销', '04', 'I', 'inactive', 'closed', '停供', '取消'],
}
export const LICENCE_STATUS_WORDS: WordList = {
  active: ['有效', '正常', '在用', 'valid'],
  suspended: ['停业', '中止', '暂停', '责令暂停'],
  cancelled: ['注销', '吊销', '撤销', '收回', '失效'],
}
export const URBAN_RURAL_WORDS: WordList = {
  '111': ['主城区'],
  '112': ['城乡结合区', '城乡接合区'],
  '121': ['镇中心区'],
  '122': ['镇乡结合区', '镇乡接合区'],
  '123': ['特殊区域', '特殊区'],
  '210': ['乡中心区'],
  '220': ['村庄'],
}
export const DISTRICT_WORDS: WordList = {
  residential: ['居民区', '居住区', '社区'],
  market: ['集贸区', '集贸市场'],
  industrial: ['工业区'],
  entertainment: ['商业娱乐区', '娱乐区', '商业区', 'leisure'],
  office: ['办公区'],
  scenic: ['旅游景区', '景区'],
  transport: ['交通枢纽区', '交通枢纽'],
  school: ['院校学区', '学区', 'campus'],
  other: ['其他', '其它'],
}
export const SHOP_KIND_WORDS: WordList = {
  mall: ['大型商场', '商场', '百货', '购物中心'],
  supermarket_chain: ['连锁超市', '超市连锁', '大卖场'],
  supermarket_large: ['大型超市'],
  supermarket_small: ['中小超市', '超市', '生活超市', '中型超市', '小型超市'],
  hotel: ['宾馆', '酒店', '大酒店', '饭店', '星级酒店'],
  restaurant: ['餐厅', '中档餐饮', '大型餐饮', '酒楼'],
  entertainment_venue: ['娱乐场所', 'KTV', '酒吧', '网吧', '棋牌室', '浴场', '会所', '歌厅', '网咖', '足浴'],
  inn: ['旅馆', '小旅馆', '招待所', '旅店', '客栈', '民宿'],
  eatery: ['餐饮店', '小餐饮', '小型餐饮', '小吃店', '面馆', '快餐店'],
  convenience_shop: ['便利店', '连锁便利店', '加油站便利店'],
  tobacco_liquor_shop: ['烟酒店', '烟酒商店', '烟酒专卖', '烟草专业店', '名烟名酒'],
  grocery_shop: ['食杂店', '杂货店', '小卖部', '副食店', '便民店', '日杂店'],
  stall: ['摊点', '报刊亭', '兼营摊点', '烟摊', '书报亭', '彩票店'],
  other: ['其他', '其它'],
}
export const CREDIT_WORDS: WordList = { AAA: [], AA: [], A: [], B: [], C: [], D: [] }
export const ORDER_CYCLE_WORDS: WordList = {
  weekly: ['每周', '周', '单双周', '一周一访', 'w'],
  odd_week: ['单周', 'odd_weeks', 'odd'],
  even_week: ['双周', 'even_weeks', 'even'],
  none: ['不访销', '不订货', '无订货'],
}
export const ORDER_CHANNEL_WORDS: WordList = {
  online: ['网上', '网上订货', '网订', '互联网', 'web', 'app', '1'],
  phone: ['电话', '电话订货', '电访', '2'],
}
export const ORDER_CHANNELS: WordList = {
  ...ORDER_CHANNEL_WORDS,
  auto: ['自动分配', '自动', '系统分配', 'automatic', '3'],
  manual: ['手工', '补单', '手工补单', '手工录入', '4'],
}
export const CRS_WORDS: WordList = {
  WGS84: ['WGS-84', 'GPS', 'EPSG:4326'],
  GCJ02: ['GCJ-02', '火星坐标', '高德'],
  BD09: ['BD-09', '百度'],
  CGCS2000: ['2000', '国家2000'],
}
export const SUPPLY_WORDS: WordList = {
  tight: ['紧俏', '紧俏货源', '紧'],
  balanced: ['均衡', '均衡满足', '平'],
  full: ['完全满足', '敞开', '充足'],
  new: ['新品', '新品满足'],
}
export const LIFE_STATE_WORDS: WordList = {
  new: ['新品', '新品规', '导入'],
  key: ['重点', '重点培育', '成长', '重点品规'],
  maintained: ['维护', '在销', '维持', '成熟'],
  withdrawn: ['退出', '退市', '停销', '衰退'],
}
export const ORIGIN_WORDS: WordList = {
  local: ['省产', '省内', '0', '本省'],
  other_province: ['省外', '1', '外省'],
  imported: ['进口', '3', '国外'],
}
export const MARKET_STATE_WORDS: WordList = {
  hot: ['俏'],
  tight: ['紧', '偏紧'],
  balanced: ['平', '平衡'],
  loose: ['松', '偏松'],
  soft: ['软', '疲软'],
}
export const DEBIT_WORDS: WordList = {
  paid: ['成功', '已扣', '扣款成功', 'success', 'ok', '1', '00', '0000'],
  failed: ['失败', '扣款失败', '余额不足', 'fail', 'failure', '0', '9'],
  reversed: ['冲正', '退款', '撤销', 'refund'],
}
