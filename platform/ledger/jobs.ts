import { z } from 'zod'
import { defineJob } from '../jobs/index.ts'
import { defineRule, ruleAt } from '../rules/index.ts'
import { ANCHOR_FILE_VARIABLE, writeAnchor } from './anchors.ts'
import { MINIMUM_RETENTION_DAYS } from './chain.ts'
import { pruneLedger } from './prune.ts'

export const keepDays = defineRule({
  id: 'ledger.keep-days',
  schema: z.number().int().min(MINIMUM_RETENTION_DAYS).max(36_500),
  default: 1096,
  unit: 'days',
  title: { zh: '审计日志保留天数', en: 'Days the audit log is kept' },
  clause: {
    zh: (days) => `审计日志至少保留 ${days} 天，任何设置不得少于 ${MINIMUM_RETENTION_DAYS} 天。`,
    en: (days) => `The audit log is kept for ${days} days, and never less than ${MINIMUM_RETENTION_DAYS}.`,
  },
  source: '网络安全法 21',
})

const ofDate = z.strictObject({ date: z.iso.date() })

/** Once a day the end of the chain is written down outside the database, where a file for it is named. */
export const anchorLedger = defineJob({
  kind: 'ledger.anchor',
  title: { zh: '封存审计日志', en: 'Anchor the audit log' },
  repeatable: true,
  input: ofDate,
  daily: { at: '23:50', input: (date) => ({ date }) },
  async run({ database, orgId, clock }) {
    const file = process.env[ANCHOR_FILE_VARIABLE]
    return (file && (await writeAnchor(database, orgId, file, clock.now()))) || null
  },
})

export const removeOldEvents = defineJob({
  kind: 'ledger.prune',
  title: { zh: '清理过期审计日志', en: 'Remove old audit events' },
  repeatable: true,
  input: ofDate,
  daily: { at: '03:20', input: (date) => ({ date }) },
  async run({ database, orgId, clock }, { date }) {
    const { value } = await database.inOrg(orgId, (tx) => ruleAt(tx, keepDays, date))
    return { removed: await pruneLedger(database, orgId, { keepDays: value, clock }) }
  },
})
