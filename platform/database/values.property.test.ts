import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { getParser, writeArray, writeParameter } from './values.ts'

const TEXT_ARRAY = 1009
const INTEGER_ARRAY = 1007
const BIGINT = 20
const NUMERIC = 1700
const TIMESTAMPTZ = 1184

test('an array literal is read back as it was, whatever its text', () => {
  const element = fc.option(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('NULL', 'null', '', '{', '}', ',', '"', '\\', ' a ', '王'),
    ),
  )
  fc.assert(
    fc.property(fc.array(element), (list) => {
      assert.deepEqual(getParser(TEXT_ARRAY)(writeArray(list)), list)
    }),
  )
})

test('arrays of numbers and arrays of arrays', () => {
  assert.deepEqual(getParser(INTEGER_ARRAY)(writeArray([1, -2, null])), [1, -2, null])
  assert.deepEqual(getParser(INTEGER_ARRAY)('{{1,2},{3,4}}'), [
    [1, 2],
    [3, 4],
  ])
  assert.deepEqual(getParser(INTEGER_ARRAY)('[0:1]={5,6}'), [5, 6])
})

test('whole numbers are exact or refused', () => {
  assert.equal(getParser(BIGINT)('9007199254740991'), Number.MAX_SAFE_INTEGER)
  assert.throws(() => getParser(BIGINT)('9007199254740992'), RangeError)
  assert.throws(() => getParser(NUMERIC)('-9007199254740993'), RangeError)
  assert.equal(getParser(NUMERIC)('12.50'), 12.5)
})

test('times keep their milliseconds, also before 1970', () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date('0100-01-01'), max: new Date('9999-01-01') }),
      (date) => {
        const text = writeParameter(date)!
        const asPostgres = text.replace('T', ' ').replace('Z', '+00')
        assert.deepEqual(getParser(TIMESTAMPTZ)(asPostgres), date)
      },
    ),
  )
})

test('what cannot be a parameter is refused', () => {
  assert.throws(() => writeParameter(() => 1), TypeError)
  assert.throws(() => writeParameter(Symbol('x')), TypeError)
})
