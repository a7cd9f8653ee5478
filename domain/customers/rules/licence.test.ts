import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOpen, judgeLicence, type Licence, licenceViolation, reminderStep } from './licence.ts'

const DAYS = [60, 30, 7]
const TODAY = '2026-11-22'
const good: Licence = {
  licenceNo: '370102100001',
  licenceStatus: 'active',
  licenceValidFrom: '2023-05-01',
  licenceValidTo: '2028-04-30',
}
const judge = (change: Partial<Licence>) => judgeLicence({ ...good, ...change }, TODAY, DAYS)

test('DAT-08 R1 LIC-01..LIC-07 what a licence is worth, the gravest fault first', () => {
  assert.equal(judge({}), 'valid')
  assert.equal(judge({ licenceNo: null }), 'missing_number')
  assert.equal(judge({ licenceNo: '' }), 'missing_number')
  for (const licenceNo of ['37010210000', '3701021000011', '370102300001', '37010A100001'])
    assert.equal(judge({ licenceNo }), 'malformed_number', licenceNo)
  assert.equal(judge({ licenceNo: '370102200001' }), 'valid', 'an enterprise')
  assert.equal(judge({ licenceStatus: 'cancelled', licenceValidTo: '2020-01-01' }), 'cancelled')
  assert.equal(judge({ licenceStatus: 'suspended' }), 'suspended')
  assert.equal(judge({ licenceValidTo: null }), 'missing_expiry')
  assert.equal(judge({ licenceValidTo: '2026-11-21' }), 'expired')
  assert.equal(judge({ licenceValidTo: TODAY }), 'expiring', 'the last day is inside')
  assert.equal(judge({ licenceValidFrom: '2026-11-23' }), 'not_yet_valid')
})

test('DAT-08 expiring begins sixty days before the end', () => {
  assert.equal(judge({ licenceValidTo: '2027-01-21' }), 'expiring', '60 days')
  assert.equal(judge({ licenceValidTo: '2027-01-22' }), 'valid', '61 days')
})

test('DAT-08 only valid and expiring licences are open; every other state has its reason', () => {
  const states = [
    'valid',
    'expiring',
    'expired',
    'not_yet_valid',
    'suspended',
    'cancelled',
    'missing_number',
    'malformed_number',
    'missing_expiry',
  ] as const
  assert.deepEqual(states.filter(isOpen), ['valid', 'expiring'])
  for (const state of states)
    assert.equal(licenceViolation(good, state, 'C1') === undefined, isOpen(state), state)
  assert.deepEqual(licenceViolation(good, 'expired', 'C1')?.code, 'LIC-04')
})

test('DAT-08 reminders at 60, 30 and 7 days', () => {
  const step = (validTo: string) => reminderStep(validTo, TODAY, DAYS)
  assert.equal(step('2027-01-22'), null)
  assert.equal(step('2027-01-21'), 60)
  assert.equal(step('2026-12-23'), 60, '31 days')
  assert.equal(step('2026-12-22'), 30)
  assert.equal(step('2026-11-30'), 30, '8 days')
  assert.equal(step('2026-11-29'), 7)
  assert.equal(step('2026-11-22'), 7)
  assert.equal(step('2026-11-21'), null)
})
