import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { COMMANDS } from './command.ts'
import { createProgressPrinter } from './progress.ts'
import { describeUsageError, UsageError } from './usage-error.ts'

const root = join(import.meta.dirname, '..')

function liuhui(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['cli/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test('without a command, and with --help, it says what there is', () => {
  for (const args of [[], ['--help'], ['help']]) {
    const { status, stdout } = liuhui(...args)
    assert.equal(status, 0)
    for (const name of Object.keys(COMMANDS)) assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
  }
  const { status, stdout } = liuhui('start', '--help')
  assert.equal(status, 0)
  assert.match(stdout, /--port N/)
})

test('bad usage ends with 2, its reason on stderr and as the one line of stdout', () => {
  for (const [args, reason] of [
    [['no-such-command'], /there is no command/],
    [['__proto__'], /there is no command/],
    [['start', '--no-such-option'], /no-such-option/],
    [['start', '--port', 'abc'], /whole number/],
    [['start', '--origin', 'liuhui.example'], /origin/],
  ] as const) {
    const { status, stdout, stderr } = liuhui(...args)
    assert.equal(status, 2, args.join(' '))
    assert.match(stderr, reason)
    assert.equal(stdout.trim().split('\n').length, 1)
    assert.ok(JSON.parse(stdout).error)
  }
})

test('a usage error says where, what, and what would have been right', () => {
  const error = new UsageError('not a number', {
    file: 'orders.csv',
    line: 17,
    column: 'quantity',
    expected: 'whole cartons',
    found: 'x',
  })
  assert.equal(
    describeUsageError(error),
    'orders.csv:17 column quantity: not a number (expected whole cartons, found "x")',
  )
  assert.equal(describeUsageError(new UsageError('no file')), 'no file')
})

test('progress: a bar with the time left on a terminal, plain lines elsewhere', () => {
  let now = 0
  const written: string[] = []
  const terminal = createProgressPrinter({ isTTY: true, write: (text) => written.push(text) }, () => now)
  now = 5000
  terminal.report({ step: 'orders', share: 0.25 })
  assert.match(written[0]!, /█████░{15}\s+25 % {2}orders {2}about 15 s left$/)
  terminal.done()
  assert.equal(written[1], '\n')
  const lines: string[] = []
  const pipe = createProgressPrinter({ write: (text) => lines.push(text) }, () => now)
  for (let step = 0; step < 50; step++) {
    pipe.report({ step: 'orders', share: step / 50 })
    now += 100
  }
  assert.equal(lines.length, 3)
  assert.ok(lines.every((line) => line.endsWith('\n') && !line.includes('\u001b')))
})
