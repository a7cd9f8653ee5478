import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsAuthor, defineWorkflow, findFaults, type Transition, type Workflow } from './workflow.ts'

const read = { resource: 'tasks', action: 'update' } as const

function flow(more: Partial<Workflow>): Workflow {
  return {
    kind: 'test.flow',
    states: ['draft', 'done'],
    start: 'draft',
    final: ['done'],
    transitions: [{ name: 'finish', from: ['draft'], to: 'done', permit: read }],
    ...more,
  }
}

test('a table of states that holds together has no fault', () => {
  assert.deepEqual(findFaults(flow({})), [])
})

test('dead ends, unreached states, unknown states and doubles are named', () => {
  const faults = findFaults(
    flow({
      states: ['draft', 'stuck', 'lost', 'done'],
      transitions: [
        { name: 'finish', from: ['draft'], to: 'done', permit: read },
        { name: 'finish', from: ['draft'], to: 'stuck', permit: read },
        { name: 'reopen', from: ['done', 'nowhere'], to: 'draft', permit: read },
      ],
    }),
  )
  assert.deepEqual(faults, [
    'finish leaves draft twice',
    'reopen leaves the final state done',
    'reopen comes from nowhere, which is not a state',
    'nothing leaves stuck and it is not final',
    'nothing leads to lost',
    'nothing leaves lost and it is not final',
  ])
  assert.throws(() => defineWorkflow(flow({ start: 'nowhere' })), /nowhere is not a state/)
})

test('H3: approving bars the author unless the table says otherwise', () => {
  const transition = (more: Partial<Transition>): Transition => ({
    name: 'x',
    from: ['draft'],
    to: 'done',
    permit: { resource: 'visit-plans', action: 'approve' },
    ...more,
  })
  assert.equal(barsAuthor(transition({})), true)
  assert.equal(barsAuthor(transition({ authorMayNot: false })), false)
  assert.equal(barsAuthor(transition({ permit: read })), false)
})
