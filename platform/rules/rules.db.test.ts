import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { addDays } from '../../engines/kernel/dates.ts'
import { describeOnDatabases } from '../../test/database.ts'
import { fixedClock, newId } from '../clock.ts'
import { type Database, SqlError, sql, type Tx } from '../database/index.ts'
import { readEvents, systemActing } from '../ledger/index.ts'
import { Refusal } from '../refusal.ts'
import {
  closeRules,
  defineRule,
  describeValue,
  differencesBetween,
  differencesFromDefault,
  pinRules,
  type RuleChange,
  ruleAt,
  ruleHistory,
  ruleOfVersion,
  rulesAt,
  setRule,
} from './index.ts'

const hours = defineRule({
  id: 'test.hours-per-day',
  schema: z.number().min(1).max(12),
  default: 8,
  unit: 'hours',
  title: { zh: '每日工时', en: 'Hours per day' },
  clause: { zh: (value) => `每天不超过 ${value} 小时。`, en: (value) => `At most ${value} hours a day.` },
  source: 'default',
})

const weights = defineRule({
  id: 'test.weights',
  schema: z.strictObject({ loyalty: z.number().min(0), growth: z.number().min(0) }),
  default: { loyalty: 0.6, growth: 0.4 },
  title: { zh: '权重', en: 'Weights' },
  clause: {
    zh: ({ loyalty, growth }) => `忠诚度 ${loyalty}，成长度 ${growth}。`,
    en: ({ loyalty, growth }) => `Loyalty ${loyalty}, growth ${growth}.`,
  },
  source: 'SEG-04',
})

const TODAY = '2026-03-10'

describeOnDatabases('rule book', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  test('a rule nobody set has the default and version 0, and pinning makes it version 1 for ever', async () => {
    const { orgId, inOrg } = company()
    assert.deepEqual(await inOrg((tx) => ruleAt(tx, hours, TODAY)), {
      value: 8,
      version: 0,
      validFrom: '2000-01-01',
    })
    assert.ok((await inOrg((tx) => pinRules(tx, new Date()))) >= 2)
    assert.equal(await inOrg((tx) => pinRules(tx, new Date())), 0)
    const { values, versions } = await inOrg((tx) => rulesAt(tx, { hours, weights }, '2020-01-01'))
    assert.deepEqual(values, { hours: 8, weights: { loyalty: 0.6, growth: 0.4 } })
    assert.deepEqual(versions, { 'test.hours-per-day': 1, 'test.weights': 1 })
    assert.ok(orgId)
  })

  test('a default pinned after the first change still stands before that change', async () => {
    const { inOrg, set } = company()
    await set({ validFrom: TODAY, value: 7 })
    await inOrg((tx) => pinRules(tx, new Date()))
    const before = await inOrg((tx) => ruleAt(tx, hours, '2026-03-09'))
    assert.deepEqual([before.value, before.version], [8, 2])
    assert.equal((await inOrg((tx) => ruleAt(tx, hours, TODAY))).value, 7)
  })

  test('a change from a date never alters the days before it', async () => {
    const { inOrg, set } = company()
    await set({ validFrom: '2026-04-01', value: 7 })
    await set({ validFrom: '2026-05-01', value: 6 })
    const onDays = async (days: readonly string[]) => {
      const found: number[] = []
      for (const day of days) found.push((await inOrg((tx) => ruleAt(tx, hours, day))).value)
      return found
    }
    assert.deepEqual(await onDays(['2026-03-31', '2026-04-01', '2026-04-30', '2026-05-01']), [8, 7, 7, 6])
    await set({ validFrom: '2026-04-15', value: 5 })
    assert.deepEqual(await onDays(['2026-04-14', '2026-04-15', '2026-05-01']), [7, 5, 6])
    await set({ validFrom: '2026-05-01', value: 4 })
    assert.deepEqual(await onDays(['2026-04-30', '2026-05-01']), [5, 4], 'the later one of a date wins')
  })

  test('law: after any series of changes each day has the value of the obvious slow rule, and old days stay', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ inDays: fc.integer({ min: 0, max: 6 }), value: fc.integer({ min: 1, max: 12 }) }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        async (changes) => {
          const { inOrg, setOrSkip } = company()
          const kept: { from: string; value: number }[] = []
          for (const { inDays, value } of changes) {
            const validFrom = addDays(TODAY, inDays)
            if (await setOrSkip({ validFrom, value })) kept.push({ from: validFrom, value })
          }
          for (let day = -1; day <= 7; day++) {
            const date = addDays(TODAY, day)
            const from = kept
              .map((item) => item.from)
              .filter((start) => start <= date)
              .sort()
              .at(-1)
            const expected = kept.findLast((item) => item.from === from)?.value ?? 8
            assert.equal((await inOrg((tx) => ruleAt(tx, hours, date))).value, expected, date)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  test('the past is refused unless called a correction, and a closed computation refuses even that', async () => {
    const { inOrg, set, refusal } = company()
    assert.equal(await refusal({ validFrom: '2026-03-09', value: 7 }), 'RULE-03')
    await set({ validFrom: TODAY, value: 7 })
    await set({ validFrom: '2026-02-01', value: 9, correction: true })
    assert.equal((await inOrg((tx) => ruleAt(tx, hours, '2026-02-15'))).value, 9)
    await inOrg((tx) =>
      closeRules(tx, [hours], {
        closureId: newId(),
        throughDate: '2026-02-28',
        objectKind: 'score_sheet',
        objectId: 'sheet-1',
        at: new Date(),
      }),
    )
    assert.equal(await refusal({ validFrom: '2026-02-28', value: 5, correction: true }), 'RULE-04')
    await set({ validFrom: '2026-03-01', value: 5, correction: true })
    assert.equal((await inOrg((tx) => ruleAt(tx, hours, '2026-02-28'))).value, 9, 'the closed month stands')
    const [latest] = await inOrg((tx) => ruleHistory(tx, hours))
    assert.equal(latest?.correction, true)
  })

  test('a value outside its limits, without a reason, or without a change is refused with its place', async () => {
    const { inOrg, set, refusal, by } = company()
    assert.equal(await refusal({ validFrom: TODAY, value: 13 }), 'RULE-01')
    assert.equal(await refusal({ validFrom: TODAY, value: 7, reason: '  ' }), 'RULE-02')
    await assert.rejects(
      inOrg((tx) =>
        setRule(
          tx,
          weights,
          { validFrom: TODAY, value: { loyalty: -1, growth: Number.NaN }, reason: 'try' },
          by,
        ),
      ),
      (error) =>
        error instanceof Refusal &&
        assert.deepEqual(
          error.violations.map(({ code, values }) => [code, values?.path]),
          [
            ['RULE-01', 'loyalty'],
            ['RULE-01', 'growth'],
          ],
        ) === undefined,
    )
    await set({ validFrom: TODAY, value: 7 })
    assert.equal(await refusal({ validFrom: TODAY, value: 7 }), 'RULE-05')
    await assert.rejects(
      inOrg((tx) => setRule(tx, hours, { validFrom: '2026-13-01', value: 7, reason: 'x' }, by)),
      RangeError,
    )
  })

  test('a decision finds the value it used by the version it stored', async () => {
    const { inOrg, set } = company()
    const first = await set({ validFrom: TODAY, value: 7 })
    await set({ validFrom: TODAY, value: 6 })
    assert.equal((await inOrg((tx) => ruleOfVersion(tx, hours, first.version))).value, 7)
    assert.equal((await inOrg((tx) => ruleOfVersion(tx, hours, 0))).value, 8)
    await assert.rejects(inOrg((tx) => ruleOfVersion(tx, hours, 99)))
  })

  test('X-06: every change is an event with before, after and reason; history reads as sentences', async () => {
    const { inOrg, set } = company()
    await set({ validFrom: TODAY, value: 7, reason: '夏季作息' })
    const events = await inOrg((tx) => readEvents(tx, { objectKind: 'rule', objectId: hours.id }))
    assert.equal(events.length, 1)
    assert.deepEqual(
      [events[0]!.kind, events[0]!.detail.before, events[0]!.detail.after, events[0]!.detail.reason],
      ['rule.set', 8, 7, '夏季作息'],
    )
    const [revision] = await inOrg((tx) => ruleHistory(tx, hours))
    assert.equal(revision!.clause.zh, '每天不超过 7 小时。')
    assert.equal(revision!.reason, '夏季作息')
  })

  test('differences from the release and between two dates list what changed and nothing else', async () => {
    const { inOrg, set } = company()
    await set({ validFrom: '2026-04-01', value: 7 })
    const own = (list: Awaited<ReturnType<typeof differencesFromDefault>>) =>
      list.map(({ rule, before: was, after }) => [rule.id, was.value, after.value])
    assert.deepEqual(own(await inOrg((tx) => differencesFromDefault(tx, TODAY))), [])
    assert.deepEqual(own(await inOrg((tx) => differencesFromDefault(tx, '2026-04-01'))), [[hours.id, 8, 7]])
    assert.deepEqual(own(await inOrg((tx) => differencesBetween(tx, '2026-03-31', '2026-04-01'))), [
      [hours.id, 8, 7],
    ])
  })

  test('two people who set a rule at once get two versions; stored values cannot be changed', async () => {
    const { inOrg, set } = company()
    const results = await Promise.all([2, 3, 4, 5].map((value) => set({ validFrom: TODAY, value })))
    assert.deepEqual(results.map(({ version }) => version).sort(), [1, 2, 3, 4])
    for (const attempt of [sql`update rule_value set value = '1'`, sql`delete from rule_value`])
      await assert.rejects(
        inOrg((tx) => attempt.execute(tx)),
        (error) => error instanceof SqlError && error.code === '42501',
      )
  })

  test('the editor learns the limits from the schema', () => {
    const schema = describeValue(hours)
    assert.deepEqual([schema.type, schema.minimum, schema.maximum], ['number', 1, 12])
  })

  function company() {
    const orgId = newId()
    const by = systemActing(orgId, fixedClock(`${TODAY}T02:00:00Z`))
    const inOrg = <T>(work: (tx: Tx) => Promise<T>) => database.inOrg(orgId, work)
    const set = (change: Omit<RuleChange<number>, 'reason'> & { reason?: string }) =>
      inOrg((tx) => setRule(tx, hours, { reason: 'test', ...change }, by))
    const refusal = (change: Parameters<typeof set>[0]) =>
      set(change).then(
        () => 'done',
        (error) => (error instanceof Refusal ? error.violations[0]!.code : String(error)),
      )
    const setOrSkip = async (change: Parameters<typeof set>[0]) => {
      const code = await refusal(change)
      assert.ok(code === 'done' || code === 'RULE-05', code)
      return code === 'done'
    }
    return { orgId, by, inOrg, set, refusal, setOrSkip }
  }
})
