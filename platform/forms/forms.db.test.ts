import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { describeOnDatabases } from '../../test/database.ts'
import { fixedClock, newId } from '../clock.ts'
import { type Database, SqlError, sql, type Tx } from '../database/index.ts'
import { Failure } from '../http/failure.ts'
import { readEvents, systemActing } from '../ledger/index.ts'
import { Refusal } from '../refusal.ts'
import {
  type Answers,
  defineForm,
  type FormDefinitionInput,
  findAnswer,
  formAt,
  formHistory,
  formsAt,
  listAnswers,
  type NewAnswer,
  pinForms,
  publishForm,
  saveAnswer,
  summariseAnswers,
} from './index.ts'

const label = (zh: string) => ({ zh, en: zh })
const input = {
  id: 'test.visit-note',
  title: label('走访记录'),
  subjectKind: 'customer',
  fields: [
    {
      id: 'mood',
      type: 'choice',
      label: label('态度'),
      required: true,
      options: [
        { value: 'good', label: label('好'), points: 10 },
        { value: 'poor', label: label('差'), points: 2 },
      ],
    },
    {
      id: 'why',
      type: 'text',
      label: label('原因'),
      required: true,
      visibleWhen: { field: 'mood', in: ['poor'] },
    },
  ],
} satisfies FormDefinitionInput

const shipped = defineForm(1, input)
defineForm(1, {
  ...input,
  id: 'test.survey',
  title: label('满意度'),
  anonymous: true,
})

const TODAY = '2026-03-10'
const NOW = `${TODAY}T02:30:45.678Z`

describeOnDatabases('forms', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  test('the forms of the release are there once; a version of the company holds from its date and old ones stay', async () => {
    const { inOrg, by } = await company()
    assert.equal(await inOrg((tx) => pinForms(tx, new Date(NOW), TODAY)), 0)
    assert.ok((await inOrg((tx) => formsAt(tx, TODAY))).length >= 2)
    const renamed = { ...input, title: label('拜访记录') }
    await inOrg((tx) => publishForm(tx, renamed, '2026-04-01', by))
    const titleOn = async (date: string) =>
      (await inOrg((tx) => formAt(tx, input.id, date)))?.definition.title.zh
    assert.deepEqual([await titleOn('2026-03-31'), await titleOn('2026-04-01')], ['走访记录', '拜访记录'])
    assert.deepEqual(
      (await inOrg((tx) => formHistory(tx, input.id))).map(({ version, shippedVersion }) => [
        version,
        shippedVersion,
      ]),
      [
        [2, null],
        [1, 1],
      ],
    )
    const events = await inOrg((tx) => readEvents(tx, { objectKind: 'form', objectId: input.id }))
    assert.deepEqual(
      events.map(({ kind, detail }) => [kind, detail.version]),
      [['form.publish', 2]],
    )
    assert.equal(await inOrg((tx) => formAt(tx, 'test.nothing', TODAY)), undefined)
  })

  test('ORG-03: a form that changes nothing, begins in the past or does not hold together is refused', async () => {
    const { inOrg, by } = await company()
    const publish = (definition: FormDefinitionInput, from: string) =>
      codesOf(inOrg((tx) => publishForm(tx, definition, from, by)))
    assert.equal(await publish(input, TODAY), 'FORM-13')
    assert.equal(await publish({ ...input, title: label('x') }, '2026-03-09'), 'FORM-11')
    assert.equal(await publish({ ...input, fields: [...input.fields, input.fields[0]!] }, TODAY), 'FORM-10')
  })

  test('an answer is checked, cleaned of what is hidden, scored and kept with the version it was given to', async () => {
    const { inOrg, by, answer } = await company()
    const { answerId, score } = await answer({ mood: 'good', why: 'typed before the other choice' })
    assert.equal(score?.points, 10)
    const stored = await inOrg((tx) => findAnswer(tx, answerId))
    assert.deepEqual(stored?.answers, { mood: 'good' })
    assert.deepEqual([stored?.points, stored?.formVersion, stored?.authorName], [10, 1, 'system'])
    assert.equal(await codesOf(answer({ mood: 'poor' })), 'FORM-01')
    await inOrg((tx) => publishForm(tx, { ...input, fields: [input.fields[0]!] }, TODAY, by))
    assert.equal(
      await codesOf(answer({ mood: 'poor' })),
      'FORM-01',
      'the form in front of the person was version 1',
    )
    await answer({ mood: 'poor' }, { formVersion: 2 })
    assert.equal(await codesOf(answer({ mood: 'poor' }, { formVersion: 3 })), 'NOT-FOUND')
  })

  test('X-01: sent twice is kept once; another answer under the same id is a conflict', async () => {
    const { inOrg, answer } = await company()
    const answerId = newId()
    assert.equal((await answer({ mood: 'good' }, { answerId })).isNew, true)
    assert.equal((await answer({ mood: 'good', why: 'hidden' }, { answerId })).isNew, false)
    assert.equal(await codesOf(answer({ mood: 'poor', why: 'x' }, { answerId })), 'FORM-12')
    assert.equal((await inOrg((tx) => listAnswers(tx, { formId: input.id }))).total, 1)
  })

  test('a correction replaces an answer once; the replaced one stays readable', async () => {
    const { inOrg, answer } = await company()
    const first = await answer({ mood: 'good' })
    const second = await answer({ mood: 'poor', why: 'x' }, { replaces: first.answerId })
    assert.equal(await codesOf(answer({ mood: 'good' }, { replaces: first.answerId })), 'FORM-12')
    assert.equal(await codesOf(answer({ mood: 'good' }, { replaces: newId() })), 'NOT-FOUND')
    const list = (withReplaced: boolean) => inOrg((tx) => listAnswers(tx, { formId: input.id, withReplaced }))
    assert.deepEqual(
      (await list(false)).rows.map((row) => row.answerId),
      [second.answerId],
    )
    assert.equal((await list(true)).total, 2)
  })

  test('H4: an anonymous answer holds neither author, time of day nor an id that tells one', async () => {
    const { inOrg, answer } = await company()
    const given = newId()
    const { answerId } = await answer({ mood: 'good' }, { formId: 'test.survey', answerId: given })
    assert.notEqual(answerId, given)
    assert.equal(answerId[14], '4', 'a random id, not one made by time')
    const stored = await inOrg((tx) => findAnswer(tx, answerId))
    assert.deepEqual([stored?.authorAccountId, stored?.authorName], [null, null])
    assert.equal(stored?.answeredAt.toISOString(), `${TODAY}T00:00:00.000Z`)
    assert.equal(stored?.receivedAt.toISOString(), `${TODAY}T00:00:00.000Z`)
  })

  test('answers are listed by subject and counted by question', async () => {
    const { inOrg, answer } = await company()
    await answer({ mood: 'good' }, { subjectId: 'shop-1' })
    await answer({ mood: 'good' }, { subjectId: 'shop-2' })
    await answer({ mood: 'poor', why: 'x' }, { subjectId: 'shop-2' })
    const list = await inOrg((tx) => listAnswers(tx, { formId: input.id, subjectIds: ['shop-2'] }))
    assert.equal(list.total, 2)
    const summary = await inOrg((tx) => summariseAnswers(tx, { formId: input.id, formVersion: 1 }))
    assert.deepEqual(summary.questions, [
      { key: 'mood', answered: 3, counts: { good: 2, poor: 1 } },
      { key: 'why', answered: 1 },
    ])
    assert.equal(summary.answers, 3)
    assert.ok(Math.abs(summary.meanPoints! - 22 / 3) < 1e-9)
  })

  test('published definitions cannot be changed, and another company has its own', async () => {
    const { inOrg } = await company()
    for (const attempt of [sql`delete from form_definition`, sql`update form_definition set version = 9`])
      await assert.rejects(
        inOrg((tx) => attempt.execute(tx)),
        (error) => error instanceof SqlError && error.code === '42501',
      )
    const other = newId()
    assert.equal(await database.inOrg(other, (tx) => formAt(tx, shipped.definition.id, TODAY)), undefined)
  })

  async function company() {
    const orgId = newId()
    const by = systemActing(orgId, fixedClock(NOW))
    const inOrg = <T>(work: (tx: Tx) => Promise<T>) => database.inOrg(orgId, work)
    await inOrg((tx) => pinForms(tx, new Date(NOW), TODAY))
    const answer = (answers: Answers, more: Partial<NewAnswer> = {}) =>
      inOrg((tx) =>
        saveAnswer(
          tx,
          {
            formId: input.id,
            formVersion: 1,
            subjectId: 'shop-1',
            answers,
            answeredAt: new Date(NOW),
            ...more,
          },
          by,
        ),
      )
    return { orgId, by, inOrg, answer }
  }
})

async function codesOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.violations[0]!.code
    if (error instanceof Failure) return error.code
    throw error
  }
}
