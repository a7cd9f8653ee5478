/**
 * Whether a spreadsheet could take a text for a formula or a command: it starts with = + - @, their full-width
 * forms, TAB, CR, LF or NUL, behind blanks and invisible characters or not (ASVS 5.0, 1.2.10, and a few more).
 */
export function looksLikeFormula(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (STARTERS.has(code)) return true
    if (code > 32 && code !== 0x7f && !isInvisible(code)) return false
  }
  return false
}

const STARTERS: ReadonlySet<number> = new Set(
  [...'=+-@\t\r\n\0＝＋－＠﹦﹢﹣﹫'].map((character) => character.charCodeAt(0)),
)

function isInvisible(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xad ||
    code === 0x3000 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x2064)
  )
}
