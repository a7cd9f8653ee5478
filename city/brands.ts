import type { ProductOrigin } from './types.ts'

/**
 * Invented brands. None may be a brand on sale: `products.test.ts` holds a list of real ones against them.
 * `bands` are the first and last price band (0 = dearest) the brand has specifications in.
 */
export interface Brand {
  readonly name: string
  readonly nameEn: string
  readonly manufacturer: string
  readonly origin: ProductOrigin
  readonly bands: readonly [number, number]
}

const HOME = '云陌卷烟厂'
const NORTH = '朔原工业公司'
const EAST = '汐州工业公司'
const SOUTH = '岭葵工业公司'
const WEST = '陇芜工业公司'

export const BRANDS: readonly Brand[] = [
  brand('青砚', 'Qingyan', HOME, 'local', 0, 4),
  brand('松涧', 'Songjian', HOME, 'local', 1, 4),
  brand('麦陇香', 'Mailongxiang', HOME, 'local', 2, 5),
  brand('半亩塘', 'Banmutang', HOME, 'local', 3, 5),
  brand('渡云', 'Duyun', HOME, 'local', 2, 4),
  brand('桑麻', 'Sangma', HOME, 'local', 4, 6),
  brand('听澜', 'Tinglan', EAST, 'other_province', 0, 3),
  brand('雁回', 'Yanhui', EAST, 'other_province', 1, 4),
  brand('鹤汀', 'Heting', EAST, 'other_province', 1, 3),
  brand('沉璧', 'Chenbi', EAST, 'other_province', 0, 2),
  brand('芦渚', 'Luzhu', EAST, 'other_province', 3, 5),
  brand('归棹', 'Guizhao', EAST, 'other_province', 2, 4),
  brand('霁岚', 'Jilan', SOUTH, 'other_province', 0, 2),
  brand('梧影', 'Wuying', SOUTH, 'other_province', 1, 4),
  brand('苔痕', 'Taihen', SOUTH, 'other_province', 2, 4),
  brand('浅川', 'Qianchuan', SOUTH, 'other_province', 1, 3),
  brand('采薇', 'Caiwei', SOUTH, 'other_province', 2, 4),
  brand('杏坞', 'Xingwu', SOUTH, 'other_province', 3, 6),
  brand('远岫', 'Yuanxiu', WEST, 'other_province', 0, 3),
  brand('溪亭', 'Xiting', WEST, 'other_province', 1, 4),
  brand('南窗', 'Nanchuang', WEST, 'other_province', 2, 4),
  brand('晴耕', 'Qinggeng', WEST, 'other_province', 2, 5),
  brand('素履', 'Sulü', WEST, 'other_province', 1, 2),
  brand('柴门', 'Chaimen', WEST, 'other_province', 4, 5),
  brand('星槎', 'Xingcha', NORTH, 'other_province', 0, 2),
  brand('石渠', 'Shiqu', NORTH, 'other_province', 1, 4),
  brand('墨池春', 'Mochichun', NORTH, 'other_province', 1, 3),
  brand('疏影', 'Shuying', NORTH, 'other_province', 2, 4),
  brand('秋水谣', 'Qiushuiyao', NORTH, 'other_province', 1, 2),
  brand('鹿鸣坡', 'Lumingpo', NORTH, 'other_province', 3, 5),
  brand('诺凡', 'Norvane', 'Norvane & Co.', 'imported', 2, 3),
  brand('贝洛克', 'Bellocq Ridge', 'Bellocq Ridge Ltd.', 'imported', 2, 3),
  brand('卡德恩', 'Caderne', 'Caderne S.A.', 'imported', 1, 2),
]

/** Editions in the order a brand issues them. */
export const EDITIONS: readonly {
  readonly name: string
  readonly nameEn: string
  readonly isSlim: boolean
}[] = [
  { name: '硬', nameEn: 'Hard', isSlim: false },
  { name: '软', nameEn: 'Soft', isSlim: false },
  { name: '细支', nameEn: 'Slim', isSlim: true },
  { name: '中支', nameEn: 'Medium', isSlim: false },
  { name: '硬金', nameEn: 'Hard Gold', isSlim: false },
  { name: '软蓝', nameEn: 'Soft Blue', isSlim: false },
  { name: '细支青', nameEn: 'Slim Green', isSlim: true },
  { name: '硬红', nameEn: 'Hard Red', isSlim: false },
  { name: '中支晴', nameEn: 'Medium Clear', isSlim: false },
  { name: '短支', nameEn: 'Short', isSlim: false },
  { name: '软珍', nameEn: 'Soft Reserve', isSlim: false },
  { name: '细支雪', nameEn: 'Slim Snow', isSlim: true },
]

function brand(
  name: string,
  nameEn: string,
  manufacturer: string,
  origin: ProductOrigin,
  firstBand: number,
  lastBand: number,
): Brand {
  return { name, nameEn, manufacturer, origin, bands: [firstBand, lastBand] }
}
