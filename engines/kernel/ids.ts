/**
 * UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits, so ids sort by time of making.
 * The clock and the random bytes are arguments: engines stay reproducible, callers at the edge pass real ones.
 */
export function uuidV7(milliseconds: number, randomBytes: Uint8Array): string {
  const bytes = new Uint8Array(16)
  bytes.set(randomBytes.subarray(0, 10), 6)
  let rest = milliseconds
  for (let index = 5; index >= 0; index--) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  let text = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += bytes[index]!.toString(16).padStart(2, '0')
  }
  return text
}
