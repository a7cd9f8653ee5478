import { z } from 'zod'
import { addMonths, monthOf } from '../../../engines/kernel/dates.ts'
import { sql } from '../../../platform/database/index.ts'
import { defineJob } from '../../../platform/jobs/index.ts'
import { NOBODY, refreshSalesMonth } from '../../orders/index.ts'
import { bringUpToDate } from '../follow-up.ts'

/**
 * Every night: what killed imports left, and months whose owners have changed since their roll-up was made. Those are
 * the present month, the last one, and older months with sales of nobody, whose customers may have got their first
 * customer manager meanwhile.
 */
export const catchUpJob = defineJob<{ date: string }, { months: number }>({
  kind: 'imports.catch-up',
  title: { zh: '汇总数据夜间校正', en: 'Nightly catching-up of roll-ups' },
  repeatable: true,
  input: z.strictObject({ date: z.iso.date() }),
  daily: { at: '02:30', input: (date) => ({ date }) },
  async run({ database, orgId, clock, signal, progress }, { date }) {
    await bringUpToDate(database, orgId, [], clock)
    const recent = [addMonths(monthOf(date), -1), monthOf(date)]
    const { rows } = await database.inOrg(
      orgId,
      (tx) =>
        sql<{ month: string }>`
          select distinct month from sales_month
          where org_id = (select current_org()) and (manager_id = ${NOBODY} or month = any(${recent}::text[]))
          order by month`.execute(tx),
      { readOnly: true },
    )
    for (const [index, { month }] of rows.entries()) {
      signal.throwIfAborted()
      await database.inOrg(orgId, (tx) => refreshSalesMonth(tx, month))
      progress(index + 1, rows.length)
    }
    return { months: rows.length }
  },
})
