/**
 * GB18030 bytes of a text, for tests: the platform decodes GB18030 but does not encode it. The tables are the
 * decoder's own, turned around: two bytes for the GBK characters, four for the rest.
 */
const decoder = new TextDecoder('gb18030')
const pairs = new Map<string, readonly number[]>()
const fours = new Map<string, readonly number[]>()

for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    if (trail !== 0x7f) remember(pairs, [lead, trail])
  }
}
for (let lead = 0x81; lead <= 0x84; lead++) {
  for (let second = 0x30; second <= 0x39; second++) {
    for (let third = 0x81; third <= 0xfe; third++) {
      for (let fourth = 0x30; fourth <= 0x39; fourth++) remember(fours, [lead, second, third, fourth])
    }
  }
}

function remember(table: Map<string, readonly number[]>, bytes: readonly number[]): void {
  const text = decoder.decode(Uint8Array.from(bytes))
  if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, bytes)
}

/** Undefined when a character has no bytes (lone surrogates). */
export function encodeGb18030(text: string): Buffer | undefined {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code < 0x80) {
      bytes.push(code)
      continue
    }
    const known = pairs.get(character) ?? fours.get(character) ?? beyondBasicPlane(code)
    if (!known) return undefined
    bytes.push(...known)
  }
  return Buffer.from(bytes)
}

/** From U+10000 on the four-byte codes count straight up from 90 30 81 30. */
function beyondBasicPlane(code: number): readonly number[] | undefined {
  if (code < 0x10000) return undefined
  const index = code - 0x10000
  return [
    0x90 + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1_260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ]
}
