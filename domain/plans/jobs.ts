import { z } from 'zod'
import { newId } from '../../platform/clock.ts'
import { defineJob } from '../../platform/jobs/index.ts'
import { planTeams } from './plan-month.ts'
import { drawProposal, readTerritoryInput } from './territories.ts'

const author = z.strictObject({ accountId: z.uuid(), name: z.string() })

export const generatePlansJob = defineJob({
  kind: 'plans.generate',
  title: { zh: '生成月度拜访计划', en: 'Plan the month' },
  // Writing a plan anew replaces it whole, so a second run leaves nothing behind of the first.
  repeatable: true,
  input: z.strictObject({
    month: z.string(),
    managerIds: z.array(z.uuid()),
    effort: z.enum(['quick', 'normal', 'thorough']),
    keepMinutes: z.number(),
    author,
  }),
  async run({ database, clock, orgId, progress, signal }, input) {
    return planTeams(database, clock, { ...input, orgId }, progress, signal)
  },
})

export const proposeTerritoriesJob = defineJob({
  kind: 'territories.propose',
  title: { zh: '片区划分方案', en: 'Propose territories' },
  repeatable: true,
  input: z.strictObject({
    unitId: z.uuid(),
    tolerance: z.number(),
    keepMinutes: z.number(),
    author,
  }),
  async run({ database, clock, orgId, progress, complete }, input) {
    progress(0, 1)
    return database.inOrg(orgId, async (tx) => {
      const proposalId = newId(clock)
      const { summary } = await drawProposal(tx, await readTerritoryInput(tx, input.unitId), input, {
        orgId,
        accountId: input.author.accountId,
        at: clock.now(),
        proposalId,
      })
      const result = { proposalId, ...summary }
      await complete(tx, result)
      return result
    })
  },
})
