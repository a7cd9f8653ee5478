import { type Clock, localDate } from '../clock.ts'
import { type Database, sql, type Tx } from '../database/index.ts'
import { systemActing } from '../ledger/index.ts'
import { allJobs } from './job.ts'
import { enqueue } from './queue.ts'

/**
 * Puts every daily job whose time of day has come into the queue, once per local date however many workers ask.
 * A company whose server was down at that time gets the job when it is back on the same day; days that were missed
 * altogether are not made up for.
 *
 * @param known what the caller already saw in the table: spares a transaction per round
 */
export async function enqueueDailyJobs(
  database: Database,
  company: { readonly orgId: string; readonly timeZone: string },
  clock: Clock,
  known: Map<string, string> = new Map(),
): Promise<number> {
  const date = localDate(clock, company.timeZone)
  const time = localTime(clock, company.timeZone)
  const due = allJobs().filter((job) => job.daily && job.daily.at <= time)
  const pending = due.filter((job) => known.get(`${company.orgId}/${job.kind}`) !== date)
  if (pending.length === 0) return 0
  let count = 0
  await database.inOrg(company.orgId, async (tx) => {
    for (const job of pending) {
      if (!(await claimDate(tx, job.kind, date))) continue
      await enqueue(tx, job, job.daily!.input(date), systemActing(company.orgId, clock), { priority: -1 })
      count++
    }
  })
  for (const job of pending) known.set(`${company.orgId}/${job.kind}`, date)
  return count
}

async function claimDate(tx: Tx, name: string, date: string): Promise<boolean> {
  const { rows } = await sql`
    insert into job_schedule as schedule (org_id, name, last_date) values (current_org(), ${name}, ${date})
    on conflict (org_id, name) do update set last_date = excluded.last_date
      where schedule.last_date < excluded.last_date
    returning name`.execute(tx)
  return rows.length > 0
}

function localTime(clock: Clock, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(clock.now())
}
