import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** RFC 6238 with what every authenticator app understands: SHA-1, six digits, thirty seconds. */
const STEP_SECONDS = 30
const DIGITS = 6
/** Clocks of phones differ: one step before and after counts as well. */
const TOLERANCE_STEPS = 1

export function newTotpSecret(): Uint8Array {
  return new Uint8Array(randomBytes(20))
}

/** The code of the moment `at` (RFC 4226 section 5.3 over the counter of thirty-second steps). */
export function totpCode(secret: Uint8Array, at: Date): string {
  return codeOfStep(secret, stepOf(at))
}

/**
 * The step whose code was given, or nothing. A step is accepted once: `lastStep` is the last one accepted before,
 * and whoever reads a code over a shoulder comes too late.
 */
export function findTotpStep(
  secret: Uint8Array,
  code: string,
  at: Date,
  lastStep: number,
): number | undefined {
  const now = stepOf(at)
  for (let step = now - TOLERANCE_STEPS; step <= now + TOLERANCE_STEPS; step++)
    if (step > lastStep && equal(codeOfStep(secret, step), code)) return step
  return undefined
}

/** What a QR code for authenticator apps holds. */
export function totpLink(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  const parameters = `secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`
  return `otpauth://totp/${label}?${parameters}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base 32 without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text
}

/** Throws a RangeError on anything but base 32; blanks and case do not matter. */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of text.replaceAll(/[\s=]/g, '').toUpperCase()) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) throw new RangeError(`not base 32: ${letter}`)
    value = (value << 5) | digit
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >>> bits) & 255)
      value &= (1 << bits) - 1
    }
  }
  return Uint8Array.from(bytes)
}

function stepOf(at: Date): number {
  return Math.floor(at.getTime() / 1000 / STEP_SECONDS)
}

function codeOfStep(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac[mac.length - 1]! & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

function equal(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
}
