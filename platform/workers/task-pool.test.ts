import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createTaskPool } from './task-pool.ts'

const file = join(mkdtempSync(join(tmpdir(), 'pool-')), 'square.ts')
writeFileSync(
  file,
  `export function square(task: number, clock: () => number): number {
     if (task === 13) throw new RangeError('unlucky')
     if (!(clock() > 0)) throw new Error('no clock')
     return task * task
   }`,
)
const pool = createTaskPool<number, number>({ module: pathToFileURL(file), name: 'square' }, 2)
after(() => pool.close())

test('every task is done once and its answer comes with its index', async () => {
  const answers: number[] = []
  await pool.run(
    7,
    (index) => index + 20,
    (index, result) => {
      assert.equal(answers[index], undefined)
      answers[index] = result
    },
  )
  assert.deepEqual(answers, [400, 441, 484, 529, 576, 625, 676])
})

test('a failing task rejects with its own error, and the pool works on', async () => {
  await assert.rejects(
    pool.run(
      3,
      () => 13,
      () => {},
    ),
    /unlucky/,
  )
  let sum = 0
  await pool.run(
    2,
    (index) => index + 1,
    (_, result) => {
      sum += result
    },
  )
  assert.equal(sum, 5)
})

test('no tasks are done at once; a signal stops the run', async () => {
  await pool.run(
    0,
    () => 1,
    () => assert.fail(),
  )
  await assert.rejects(
    pool.run(
      1000,
      () => 2,
      () => {},
      AbortSignal.timeout(1),
    ),
    /TimeoutError|timeout/,
  )
})
