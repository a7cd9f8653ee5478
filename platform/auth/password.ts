import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Violation } from '../refusal.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import { createQueue } from './queue.ts'

/** OWASP's minimum set for argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19 * 1024
const PASSES = 2
const TAG_BYTES = 32

/**
 * Each hash holds 19 MiB and a thread of the pool; more at once would only wait and starve file access. Two hundred
 * waiting are about five seconds: who comes then is told to come again.
 */
const queue = createQueue(4, 200)

/** The hash in PHC notation, `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. Runs off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await queue(() => deriveTag(password, salt, MEMORY_KIB, PASSES))
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${encode(salt)}$${encode(tag)}`
}

/**
 * Whether the password belongs to the hash. Without a hash (nobody of that name) the same work is done and the
 * answer is no, so that the time taken tells nobody which names exist.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/.exec(hash ?? NOBODY)
  if (!match) throw new Error('a stored password hash is not argon2id in PHC notation')
  const salt = Buffer.from(match[3]!, 'base64')
  const expected = Buffer.from(match[4]!, 'base64')
  const tag = await queue(() => deriveTag(password, salt, Number(match[1]), Number(match[2])))
  return timingSafeEqual(tag, expected) && hash !== undefined
}

/** Whether the hash was made with other costs than today's and should be made again after a successful sign-in. */
export function isOutdatedHash(hash: string): boolean {
  return !hash.startsWith(`$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$`)
}

const NOBODY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${encode(Buffer.alloc(16))}$${encode(Buffer.alloc(TAG_BYTES))}`

function deriveTag(password: string, salt: Buffer, memory: number, passes: number): Promise<Buffer> {
  // NFC: the same word typed on two systems may arrive composed or decomposed.
  const message = password.normalize('NFC')
  const parameters = { message, nonce: salt, parallelism: 1, tagLength: TAG_BYTES, memory, passes }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)))
  })
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

const MINIMUM_LENGTH = 8

/**
 * Why a new password will not do: AUTH-04 shorter than eight characters, AUTH-05 among the first an attacker tries,
 * AUTH-06 made of words known of this person. No composition rules: they make passwords worse (ASVS 5.0, 6.2.5).
 *
 * @param contextWords login, names, the company's code
 */
export function findPasswordFaults(password: string, contextWords: readonly string[]): Violation[] {
  const faults: Violation[] = []
  const length = [...password].length
  if (length < MINIMUM_LENGTH)
    faults.push({ code: 'AUTH-04', subject: 'password', values: { minimum: MINIMUM_LENGTH, length } })
  const plain = simplify(password)
  if (isCommon(plain)) faults.push({ code: 'AUTH-05', subject: 'password' })
  const word = [...contextWords, 'liuhui', '六会'].map(simplify).find((word) => isBuiltFrom(plain, word))
  if (word !== undefined) faults.push({ code: 'AUTH-06', subject: 'password' })
  return faults
}

/** Lower case and without the usual replacements: `P@ssw0rd` is `password`. */
function simplify(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('@', 'a')
    .replaceAll('$', 's')
    .replaceAll('0', 'o')
    .replaceAll(/[1!]/g, 'i')
    .replaceAll('3', 'e')
}

/** In the list, in the list with a few digits or signs after it, one character repeated, or a run of the keyboard. */
function isCommon(plain: string): boolean {
  const stem = plain.replace(/[\d!@#$%^&*._oies-]{0,4}$/, '')
  if (COMMON.has(plain) || (stem.length >= 4 && COMMON.has(stem))) return true
  if (new Set(plain).size <= 2) return true
  return RUNS.some((run) => run.includes(plain) || [...run].reverse().join('').includes(plain))
}

const COMMON = new Set(COMMON_PASSWORDS.map(simplify))

const RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
].map(simplify)

/** True when what remains without the word is too little to guess: the word itself, doubled, or with a year. */
function isBuiltFrom(plain: string, word: string): boolean {
  if ([...word].length < 2 || !plain.includes(word)) return false
  return plain.replaceAll(word, '').length < 5
}
