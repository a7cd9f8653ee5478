import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTotpStep, fromBase32, newTotpSecret, toBase32, totpCode, totpLink } from './totp.ts'

const RFC_SECRET = new TextEncoder().encode('12345678901234567890')
const at = (seconds: number) => new Date(seconds * 1000)

test('codes are those of RFC 6238, appendix B (last six of eight digits)', () => {
  const expected: [number, string][] = [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ]
  for (const [seconds, code] of expected) assert.equal(totpCode(RFC_SECRET, at(seconds)), code)
})

test('a code counts one step early and late, and never twice', () => {
  const now = 1_700_000_000
  const code = totpCode(RFC_SECRET, at(now))
  const step = findTotpStep(RFC_SECRET, code, at(now), 0)
  assert.equal(step, Math.floor(now / 30))
  assert.equal(findTotpStep(RFC_SECRET, code, at(now + 30), 0), step)
  assert.equal(findTotpStep(RFC_SECRET, code, at(now - 30), 0), step)
  assert.equal(findTotpStep(RFC_SECRET, code, at(now + 90), 0), undefined)
  assert.equal(findTotpStep(RFC_SECRET, code, at(now), step!), undefined)
  assert.equal(findTotpStep(RFC_SECRET, 'xxxxxx', at(now), 0), undefined)
  assert.equal(findTotpStep(RFC_SECRET, '', at(now), 0), undefined)
})

test('base 32 is that of RFC 4648 and comes back', () => {
  const text = new TextEncoder()
  assert.equal(toBase32(text.encode('foobar')), 'MZXW6YTBOI')
  assert.equal(toBase32(text.encode('f')), 'MY')
  for (let round = 0; round < 20; round++) {
    const secret = newTotpSecret()
    assert.deepEqual(fromBase32(toBase32(secret).toLowerCase()), secret)
  }
  assert.throws(() => fromBase32('1'), RangeError)
})

test('the link names company and account', () => {
  assert.equal(
    totpLink(RFC_SECRET, '江州', 'xitong'),
    'otpauth://totp/%E6%B1%9F%E5%B7%9E:xitong?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%B1%9F%E5%B7%9E&algorithm=SHA1&digits=6&period=30',
  )
})
