import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPasswordFaults, hashPassword, isOutdatedHash, verifyPassword } from './password.ts'
import { createQueue, QueueFull } from './queue.ts'

test('a password belongs to its own hash only, and every hash has a salt of its own', async () => {
  const [first, second] = await Promise.all([hashPassword('长江大桥 1957'), hashPassword('长江大桥 1957')])
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.notEqual(first, second)
  assert.equal(await verifyPassword('长江大桥 1957', first), true)
  assert.equal(await verifyPassword('长江大桥 1958', first), false)
  assert.equal(isOutdatedHash(first), false)
  assert.equal(isOutdatedHash(first.replace('t=2', 't=1')), true)
})

test('composed and decomposed letters are one password', async () => {
  const hash = await hashPassword('caf\u00e9 noir')
  assert.equal(await verifyPassword('cafe\u0301 noir', hash), true)
})

test('an unknown name costs the same work and is refused', async () => {
  const hash = await hashPassword('something else')
  const timed = async (work: () => Promise<boolean>) => {
    const started = performance.now()
    const answer = await work()
    return { answer, milliseconds: performance.now() - started }
  }
  const known: number[] = []
  const unknown: number[] = []
  for (let round = 0; round < 5; round++) {
    known.push((await timed(() => verifyPassword('x', hash))).milliseconds)
    const { answer, milliseconds } = await timed(() => verifyPassword('x', undefined))
    assert.equal(answer, false)
    unknown.push(milliseconds)
  }
  // Coarse on purpose: the machine may be busy. Without the dummy hash the quotient would be near 0.
  assert.ok(Math.min(...unknown) > Math.min(...known) * 0.3, `${unknown} against ${known}`)
})

test('hashing leaves the main thread free', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await Promise.all(Array.from({ length: 8 }, () => hashPassword('some password')))
  clearInterval(timer)
  assert.ok(ticks > 5, `only ${ticks} ticks`)
})

test('AUTH-04 AUTH-05 AUTH-06: short, common and personal passwords are named', () => {
  const codes = (password: string) =>
    findPasswordFaults(password, ['zhoumin', '周敏', 'jiangzhou']).map(({ code }) => code)
  assert.deepEqual(codes('k7#fq'), ['AUTH-04'])
  assert.deepEqual(codes('P@ssw0rd123'), ['AUTH-05'])
  assert.deepEqual(codes('12345678'), ['AUTH-05'])
  assert.deepEqual(codes('qwertyuiop'), ['AUTH-05'])
  assert.deepEqual(codes('aaaaaaaaaa'), ['AUTH-05'])
  assert.deepEqual(codes('ZhouMin2026'), ['AUTH-06'])
  assert.deepEqual(codes('周敏周敏1990'), ['AUTH-06'])
  assert.deepEqual(codes('liuhui2026'), ['AUTH-06'])
  assert.deepEqual(codes('correct horse battery staple'), [])
  assert.deepEqual(codes('江水东流到海不复回'), [])
  assert.deepEqual(codes('mq7-tuvw-x2'), [])
  assert.deepEqual(codes('x'.repeat(3) + 'Brücke über den Fluss'.repeat(4)), [])
})

test('at most four pieces of work run at once, in order', async () => {
  const queue = createQueue(4)
  let running = 0
  let most = 0
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      queue(async () => {
        order.push(index)
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 1))
        running--
        if (index === 3) throw new Error('one fails')
      }).catch(() => undefined),
    ),
  )
  assert.equal(most, 4)
  assert.deepEqual(
    order,
    Array.from({ length: 20 }, (_, index) => index),
  )
})

test('a queue that is full says so at once, and works again when it is not', async () => {
  const queue = createQueue(1, 2)
  const work = () => new Promise((resolve) => setTimeout(resolve, 5))
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => queue(work)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
  )
  assert.ok(answers[3]!.status === 'rejected' && answers[3]!.reason instanceof QueueFull)
  await queue(work)
})
