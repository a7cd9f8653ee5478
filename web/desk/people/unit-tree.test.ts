import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Unit } from '../../../domain/people/contract.ts'
import { growTree, visibleNodes } from './unit-tree.ts'

function unit(unitId: string, parentId: string | null, people: number): Unit {
  return {
    unitId,
    parentId,
    people,
    kind: 'department',
    code: unitId,
    name: unitId,
    nameEn: '',
    status: 'active',
  }
}

test('a tree counts the persons of everything below', () => {
  const [company] = growTree([unit('a', null, 1), unit('b', 'a', 2), unit('c', 'b', 3), unit('d', 'a', 4)])
  assert.equal(company?.people, 10)
  assert.deepEqual(
    company?.children.map((child) => [child.unit.unitId, child.people]),
    [
      ['b', 5],
      ['d', 4],
    ],
  )
})

test('who sees only a part of the organisation sees it as a tree of its own', () => {
  const nodes = growTree([unit('c', 'unseen', 3), unit('e', 'c', 1)])
  assert.deepEqual(
    nodes.map((node) => node.unit.unitId),
    ['c'],
  )
  assert.equal(nodes[0]?.people, 4)
})

test('folded units hide what is below them', () => {
  const nodes = growTree([unit('a', null, 0), unit('b', 'a', 0), unit('c', 'b', 0)])
  assert.deepEqual(
    visibleNodes(nodes, new Set(['b'])).map((node) => node.unit.unitId),
    ['a', 'b'],
  )
})
