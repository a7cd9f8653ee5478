import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { addProperty, addTo, blankOf, type JsonSchema, kindOf, partsOf, withPart } from './value-shape.ts'

const describe = (schema: z.ZodType) => z.toJSONSchema(schema) as JsonSchema

test('every shape rules have gets an editor of its own, and others JSON', () => {
  assert.equal(kindOf(describe(z.number().min(1))), 'number')
  assert.equal(kindOf(describe(z.int())), 'number')
  assert.equal(kindOf(describe(z.enum(['a', 'b']))), 'choice')
  assert.equal(kindOf(describe(z.boolean())), 'boolean')
  assert.equal(kindOf(describe(z.string().regex(/x/))), 'text')
  assert.equal(kindOf(describe(z.array(z.number()))), 'list')
  assert.equal(kindOf(describe(z.array(z.enum(['a', 'b'])))), 'choices')
  assert.equal(kindOf(describe(z.strictObject({ a: z.number(), b: z.array(z.string()) }))), 'object')
  assert.equal(kindOf(describe(z.record(z.string(), z.number()))), 'record')
  assert.equal(kindOf(describe(z.union([z.number(), z.string()]))), 'json')
  assert.equal(kindOf(describe(z.array(z.union([z.number(), z.string()])))), 'json')
})

test('what is added fits the shape', () => {
  const schema = z.array(z.strictObject({ from: z.number().min(5), name: z.enum(['x', 'y']) }))
  assert.deepEqual(addTo([], describe(schema)), [{ from: 5, name: 'x' }])
  assert.ok(schema.safeParse(addTo([], describe(schema))).success)
  assert.deepEqual(addProperty({ '1': 4 }, describe(z.record(z.string(), z.number()))), { '1': 4, '2': 0 })
  assert.equal(blankOf(describe(z.union([z.number(), z.string()]))), null)
})

test('a record of known keys is an object of those keys', () => {
  const schema = describe(z.record(z.enum(['a', 'b']), z.number()))
  assert.equal(kindOf(schema), 'object')
  assert.deepEqual(
    partsOf(schema).map(([name]) => name),
    ['a', 'b'],
  )
})

test('an optional part that was emptied is left out, a needed one stays', () => {
  const schema = describe(z.strictObject({ code: z.string(), tags: z.array(z.string()).optional() }))
  assert.deepEqual(withPart({ code: 'x', tags: ['a'] }, 'tags', [], schema), { code: 'x' })
  assert.deepEqual(withPart({ code: 'x' }, 'code', '', schema), { code: '' })
  assert.deepEqual(blankOf(schema), { code: '' })
})
