import { z } from 'zod'
import { sql } from '../database/index.ts'
import { defineRule, ruleAt } from '../rules/index.ts'
import { defineJob } from './job.ts'

const keepDays = defineRule({
  id: 'jobs.keep-days',
  schema: z.number().int().min(1).max(3650),
  default: 90,
  unit: 'days',
  title: { zh: '作业记录保留天数', en: 'Days finished jobs are kept' },
  clause: {
    zh: (days) => `已结束的作业及其结果保留 ${days} 天。`,
    en: (days) => `Finished jobs and their results are kept for ${days} days.`,
  },
  source: 'default',
})

export const cleanJobs = defineJob({
  kind: 'jobs.clean',
  title: { zh: '清理已结束的作业', en: 'Remove finished jobs' },
  repeatable: true,
  input: z.strictObject({ date: z.iso.date() }),
  daily: { at: '03:10', input: (date) => ({ date }) },
  run({ database, orgId, clock }, { date }) {
    return database.inOrg(orgId, async (tx) => {
      const { value } = await ruleAt(tx, keepDays, date)
      const before = new Date(clock.now().getTime() - value * 86_400_000)
      const { rows } = await sql`
        delete from job where state in ('done', 'failed', 'cancelled') and finished_at < ${before}
        returning job_id`.execute(tx)
      return { removed: rows.length }
    })
  },
})
