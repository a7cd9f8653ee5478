import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Column,
  isColumnHidden,
  noChoice,
  orderColumns,
  textOf,
  toClipboardText,
  visibleColumns,
  withColumn,
} from './column.ts'
import { type Filter, sayFilter } from './filter.ts'
import { nextSort, pageOfRows, readState, writeChange } from './table-state.ts'

interface Shop {
  readonly name: string
  readonly amountFen: number | null
  readonly tier: number
}
const columns: readonly Column<Shop>[] = [
  { key: 'name', title: '名称', isTitle: true },
  { key: 'tier', title: '档位', kind: 'number' },
  { key: 'amountFen', title: '金额', kind: 'money', unit: '元' },
  { key: 'note', title: '备注', isHidden: true, value: () => null },
]
const filters: readonly Filter[] = [
  {
    kind: 'choice',
    key: 'format',
    label: '业态',
    options: [
      { value: 'grocery', label: '食杂店' },
      { value: 'mall', label: '商场' },
    ],
  },
  { kind: 'range', keys: ['tierFrom', 'tierTo'], label: '档位', unit: '档' },
]

test('the state of a table goes into the address and comes back', () => {
  const change = writeChange({
    sort: '-tier',
    search: '烟',
    filters: { format: 'grocery,mall', tierFrom: '' },
  })
  assert.deepEqual(change, {
    page: undefined,
    sort: '-tier',
    search: '烟',
    format: 'grocery,mall',
    tierFrom: undefined,
  })
  const state = readState({ page: '3', sort: '-tier', format: 'grocery', unknown: 'x' }, filters, {
    pageSize: 50,
  })
  assert.deepEqual(state, {
    page: 3,
    pageSize: 50,
    sort: '-tier',
    search: '',
    filters: { format: 'grocery' },
  })
})

test('nonsense in the address becomes the default', () => {
  const state = readState({ page: '-1', pageSize: '999999' }, [], { pageSize: 50, sort: 'name' })
  assert.deepEqual([state.page, state.pageSize, state.sort], [1, 50, 'name'])
})

test('two tables of one page keep apart by their prefix', () => {
  assert.deepEqual(writeChange({ page: 2 }, 'a.'), { 'a.page': '2' })
  assert.equal(readState({ 'a.page': '2' }, [], { pageSize: 20 }, 'b.').page, 1)
})

test('the head of a column goes through rising, falling and none', () => {
  assert.equal(nextSort(undefined, 'tier'), 'tier')
  assert.equal(nextSort('tier', 'tier'), '-tier')
  assert.equal(nextSort('-tier', 'tier'), undefined)
  assert.equal(nextSort('-tier', 'name'), 'name')
})

test('lists held by the page are searched, ordered and paged; empty values come last both ways', () => {
  const rows: Shop[] = [
    { name: '丙', amountFen: null, tier: 3 },
    { name: '甲', amountFen: 100, tier: 1 },
    { name: '乙', amountFen: 300, tier: 2 },
  ]
  const state = { page: 1, pageSize: 2, sort: '-amountFen', search: '', filters: {} }
  assert.deepEqual(
    pageOfRows(rows, columns, state).rows.map((row) => row.name),
    ['乙', '甲'],
  )
  assert.deepEqual(
    pageOfRows(rows, columns, { ...state, sort: 'amountFen' }).all.map((row) => row.name),
    ['甲', '乙', '丙'],
  )
  assert.equal(pageOfRows(rows, columns, { ...state, search: '丙' }).total, 1)
})

test('a choice of columns survives columns that are added later', () => {
  const chosen = orderColumns(columns, ['name', 'amountFen', 'tier'])
  assert.deepEqual(
    chosen.map((column) => column.key),
    ['name', 'amountFen', 'note', 'tier'],
  )
  assert.deepEqual(
    visibleColumns(columns, noChoice).map((column) => column.key),
    ['name', 'tier', 'amountFen'],
  )
  const shown = withColumn(noChoice, columns[3]!, true)
  assert.equal(isColumnHidden(columns[3]!, shown), false)
  assert.equal(isColumnHidden(columns[3]!, withColumn(shown, columns[3]!, false)), true)
  assert.equal(isColumnHidden(columns[1]!, withColumn(noChoice, columns[1]!, false)), true)
})

test('what is copied can be added up in a sheet', () => {
  const row = { name: '城东\t烟酒', amountFen: 123_450, tier: 12 }
  assert.equal(textOf(columns[2]!, row), '¥1,234.50')
  assert.equal(toClipboardText(columns.slice(0, 3), [row]), '名称\t档位\t金额 (元)\n城东 烟酒\t12\t1234.5')
})

test('a filter says in a few words what it lets through', () => {
  assert.equal(sayFilter(filters[0]!, { format: 'grocery,mall' }), '食杂店、商场')
  assert.equal(sayFilter(filters[0]!, {}), undefined)
  assert.equal(sayFilter(filters[1]!, { tierFrom: '3' }), '3档 – …')
})
