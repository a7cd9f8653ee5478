import { z } from 'zod'
import { tidyAuth } from '../../platform/auth/tidy.ts'
import { defineJob } from '../../platform/jobs/index.ts'

/** Every night: old sessions and old counts of failed sign-ins go. */
export const tidySessionsJob = defineJob({
  kind: 'people.tidy-sessions',
  title: { zh: '清理过期会话', en: 'Remove old sessions' },
  repeatable: true,
  input: z.strictObject({}),
  daily: { at: '02:30', input: () => ({}) },
  async run({ database, orgId, clock }) {
    return database.inOrg(orgId, (tx) => tidyAuth(tx, clock))
  },
})
