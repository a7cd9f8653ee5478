import { pinyin } from 'pinyin-pro'

export interface NameKeys {
  /** Lower case, parts joined by a blank: code, name, full pinyin, initials, and whatever else finds it. */
  readonly searchKey: string
  /** Full pinyin of the name with figures padded, for sorting: `hongxing000003dian`. */
  readonly sortKey: string
}

/**
 * Keys for finding and sorting names without a dictionary or an ICU collation in the database (the embedded one has
 * neither): 红星烟店 is found by 红星, `hongxing` and `hxyd`. Whole names are spelled, so that 重庆 is chongqing.
 */
export function makeNameKeys(
  code: string,
  name: string,
  more: readonly (string | null | undefined)[] = [],
): NameKeys {
  const lower = name.toLowerCase()
  const rest = more.filter((part): part is string => !!part)
  if (!HAN.test(lower)) {
    return { searchKey: [code, lower, ...rest].join(' ').toLowerCase(), sortKey: padFigures(lower) }
  }
  const sounds = pinyin(lower, { toneType: 'none', type: 'array', v: true })
  const full = sounds.join('').replace(NO_LETTER, '')
  const initials = sounds
    .map((sound) => sound.charAt(0))
    .join('')
    .replace(NO_LETTER, '')
  return {
    searchKey: [code, lower, full, initials, ...rest].join(' ').toLowerCase(),
    sortKey: padFigures(full),
  }
}

const HAN = /\p{Script=Han}/u
const NO_LETTER = /[^\p{L}\p{N}]/gu

function padFigures(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(6, '0')).slice(0, 200)
}
