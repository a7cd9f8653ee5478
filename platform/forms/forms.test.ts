import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Answers,
  columnsOf,
  type FormDefinitionInput,
  findDefinitionFaults,
  formDefinition,
  prefillAnswers,
  scoreAnswers,
  summarise,
  validateAnswers,
  visibleFields,
} from './contract.ts'

const label = (zh: string) => ({ zh, en: zh })
const yesNo = [
  { value: 'yes', label: label('是'), points: 5 },
  { value: 'no', label: label('否'), points: 0 },
]

function form(more: Partial<FormDefinitionInput>) {
  return formDefinition.parse({
    id: 'test.form',
    title: label('测试'),
    subjectKind: 'customer',
    fields: [{ id: 'note', type: 'text', label: label('备注') }],
    ...more,
  })
}

/** A price sheet as a customer manager fills it in at a shop. */
const prices = form({
  fields: [
    { id: 'sells', type: 'choice', label: label('在售'), required: true, options: yesNo },
    {
      id: 'price',
      type: 'number',
      label: label('零售价'),
      unit: label('元/包'),
      decimals: 2,
      min: 1,
      max: 200,
      required: true,
      visibleWhen: { field: 'sells', in: ['yes'] },
    },
    { id: 'guide', type: 'number', label: label('指导价'), decimals: 2, prefill: 'product.guidePrice' },
    {
      id: 'reason',
      type: 'text',
      label: label('原因'),
      maxLength: 5,
      visibleWhen: { field: 'price', atLeast: 100 },
    },
    { id: 'shelf', type: 'photo', label: label('柜台照片'), min: 1, max: 2 },
  ],
  checks: [
    {
      id: 'nearGuide',
      message: label('零售价不得高于指导价'),
      require: { left: { field: 'price' }, is: '<=', right: { field: 'guide' } },
    },
  ],
})

const codes = (answers: Answers, definition = prices) =>
  validateAnswers(definition, answers).map(({ code, subject }) => `${code} ${subject}`)

test('a complete sheet passes; each thing that is wrong has its code and field, all at once', () => {
  assert.deepEqual(codes({ sells: 'yes', price: 25.5, guide: 26, shelf: ['a'] }), [])
  assert.deepEqual(codes({ sells: 'no', shelf: ['a'] }), [])
  assert.deepEqual(codes({}), ['FORM-01 sells', 'FORM-01 shelf'])
  assert.deepEqual(codes({ sells: 'maybe', guide: 'x', shelf: ['a', 'b', 'c'], odd: 1 }), [
    'FORM-04 sells',
    'FORM-02 guide',
    'FORM-07 shelf',
    'FORM-05 odd',
  ])
  assert.deepEqual(codes({ sells: 'yes', price: 25.555, shelf: ['a', 'a'] }), [
    'FORM-02 price',
    'FORM-02 shelf',
  ])
  assert.deepEqual(codes({ sells: 'yes', price: 0.5, shelf: ['a'] }), ['FORM-03 price'])
  assert.deepEqual(codes({ sells: 'no', price: 25, shelf: ['a'] }), ['FORM-06 price'])
  assert.deepEqual(codes({ sells: 'yes', price: 120, reason: '很长的原因说明', shelf: ['a'] }), [
    'FORM-03 reason',
  ])
  assert.deepEqual(codes({ sells: 'yes', price: 27, guide: 26, shelf: ['a'] }), ['FORM-08 nearGuide'])
})

test('decimals are what a person sees: 0.1 + 0.2 is 0.3', () => {
  const sums = form({
    fields: ['a', 'b', 'total'].map((id) => ({ id, type: 'number' as const, label: label(id), decimals: 2 })),
    checks: [
      {
        id: 'sum',
        message: label('合计'),
        require: { left: { sum: ['a', 'b'] }, is: '=', right: { field: 'total' } },
      },
    ],
  })
  assert.deepEqual(codes({ a: 0.1, b: 0.2, total: 0.3 }, sums), [])
  assert.deepEqual(codes({ a: 0.1, b: 0.2, total: 0.31 }, sums), ['FORM-08 sum'])
  assert.deepEqual(codes({ total: 0.31 }, sums), [], 'nothing to sum is nothing to compare')
})

test('a hidden section asks nothing; fields that hang on it are hidden too', () => {
  const nested = form({
    fields: [
      { id: 'evening', type: 'choice', label: label('夜店'), options: yesNo },
      {
        id: 'night',
        type: 'section',
        label: label('夜间'),
        visibleWhen: { field: 'evening', in: ['yes'] },
        fields: [
          { id: 'opens', type: 'text', label: label('开门'), required: true },
          {
            id: 'guard',
            type: 'text',
            label: label('保安'),
            visibleWhen: { field: 'opens', answered: true },
          },
        ],
      },
    ],
  })
  assert.deepEqual([...visibleFields(nested, { evening: 'no', opens: '20:00' })], ['evening'])
  assert.deepEqual(
    [...visibleFields(nested, { evening: 'yes', opens: '20:00' })],
    ['evening', 'opens', 'guard'],
  )
  assert.deepEqual(codes({ evening: 'yes' }, nested), ['FORM-01 opens'])
})

test('TRM-02: five functions of 20 points; deductions never go below zero, extras never above 20', () => {
  const terminal = form({
    fields: ['display', 'information', 'service', 'brand', 'order'].map((id) => ({
      id,
      type: 'section' as const,
      label: label(id),
      startPoints: 20,
      maxPoints: 20,
      fields: [
        {
          id: `${id}Faults`,
          type: 'multi' as const,
          label: label('扣分项'),
          options: [
            { value: 'dirty', label: label('脏'), points: -8 },
            { value: 'empty', label: label('空'), points: -15 },
          ],
        },
        {
          id: `${id}Extra`,
          type: 'number' as const,
          label: label('加分'),
          bands: [
            { from: 10, points: 2 },
            { from: 20, points: 4 },
          ],
        },
      ],
    })),
  })
  assert.equal(scoreAnswers(terminal, {})?.points, 100)
  assert.equal(scoreAnswers(terminal, {})?.possible, 100)
  const score = scoreAnswers(terminal, {
    displayFaults: ['dirty', 'empty'],
    informationFaults: ['dirty'],
    serviceExtra: 25,
    brandFaults: ['dirty'],
    brandExtra: 12,
  })
  assert.deepEqual(
    score?.sections.map(({ id, points }) => [id, points]),
    [
      ['display', 0],
      ['information', 12],
      ['service', 20],
      ['brand', 14],
      ['order', 20],
    ],
  )
  assert.equal(score?.points, 66)
  assert.equal(scoreAnswers(form({}), { note: 'x' }), null, 'a form without points has no score')
})

test('definitions that do not hold together are told why', () => {
  const broken = formDefinition.parse({
    id: 'test.broken',
    title: label('坏'),
    subjectKind: 'customer',
    fields: [
      { id: 'first', type: 'text', label: label('一'), visibleWhen: { field: 'second', answered: true } },
      { id: 'second', type: 'multi', label: label('二'), options: [yesNo[0], yesNo[0]], min: 3 },
      {
        id: 'second',
        type: 'number',
        label: label('三'),
        min: 5,
        max: 4,
        bands: [
          { from: 2, points: 1 },
          { from: 1, points: 2 },
        ],
      },
    ],
    checks: [
      { id: 'c', message: label('检'), require: { left: { sum: ['first'] }, is: '=', right: { value: 1 } } },
    ],
  })
  assert.deepEqual(findDefinitionFaults(broken), [
    'first: second is not an earlier field',
    'second: an option is listed twice',
    'second: more options are asked for than there are',
    'second: two fields of this id',
    'second: the least is more than the most',
    'second: bands do not rise',
    'c: first is not a number',
  ])
})

test('prefilled answers come from what the page knows and only where they fit', () => {
  assert.deepEqual(prefillAnswers(prices, { 'product.guidePrice': 26, 'product.name': 'x' }), { guide: 26 })
  assert.deepEqual(prefillAnswers(prices, { 'product.guidePrice': 'unknown' }), {})
})

test('answers become a table and a summary', () => {
  assert.deepEqual(
    columnsOf(prices).map(({ key, type }) => [key, type]),
    [
      ['sells', 'choice'],
      ['price', 'number'],
      ['guide', 'number'],
      ['reason', 'text'],
      ['shelf', 'photo'],
    ],
  )
  const [sells, price, , reason] = summarise(prices, [
    { sells: 'yes', price: 20 },
    { sells: 'yes', price: 30, reason: 'x' },
    { sells: 'no' },
  ])
  assert.deepEqual(sells, { key: 'sells', answered: 3, counts: { yes: 2, no: 1 } })
  assert.deepEqual(price, { key: 'price', answered: 2, sum: 50, mean: 25, min: 20, max: 30 })
  assert.deepEqual(reason, { key: 'reason', answered: 1 })
})
