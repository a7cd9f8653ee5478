import type { ResponseOf } from '../../../platform/http/contract.ts'
import type { listRules } from '../../../platform/rules/contract.ts'

export type RuleView = ResponseOf<typeof listRules>[number]
