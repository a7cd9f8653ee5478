import { createCompany, createDemoAccounts } from '../domain/people/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/index.ts'

export interface DemonstrationProgress {
  /** What is being done now, in words. */
  readonly step: string
  /** 0 to 1 of the whole. */
  readonly share: number
}

/** Fills an empty database with the demonstration city and its accounts. */
export async function fillDemonstration(
  database: Database,
  clock: Clock,
  onProgress: (progress: DemonstrationProgress) => void,
): Promise<void> {
  onProgress({ step: 'company and accounts', share: 0 })
  const company = await createCompany(database, clock, {
    code: 'demo',
    name: '示范市烟草公司',
    nameEn: 'Demonstration City Company',
  })
  await createDemoAccounts(database, clock, { orgId: company.orgId })
  onProgress({ step: 'done', share: 1 })
}
