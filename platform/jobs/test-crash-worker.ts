/**
 * A worker process for the crash test: takes the job `crash.hang`, says so, and never ends it. Arguments: address of
 * the database, company, lease in seconds. The test kills it with SIGKILL.
 */
import { z } from 'zod'
import { systemClock } from '../clock.ts'
import { openDatabase } from '../database/index.ts'
import { defineJob, startWorker } from './index.ts'

const [url, orgId, leaseSeconds] = process.argv.slice(2) as [string, string, string]

defineJob({
  kind: 'crash.hang',
  title: { zh: '不会结束', en: 'Never ends' },
  input: z.strictObject({}),
  repeatable: true,
  run({ progress, attempt }) {
    progress(3, 10, `attempt ${attempt}`)
    console.log('running')
    return new Promise<never>(() => {})
  },
})

startWorker({
  database: await openDatabase({ url }),
  clock: systemClock,
  companies: async () => [{ orgId, timeZone: 'Asia/Shanghai' }],
  leaseSeconds: Number(leaseSeconds),
  pollSeconds: 0.05,
})
