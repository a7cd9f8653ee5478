import type { Clock } from '../clock.ts'
import type { RequestContext } from '../http/handler.ts'
import { appendEvent, SYSTEM_ACTOR } from './ledger.ts'

/** Who acts, when, and how it is traced. Every `RequestContext` is one: actions of mechanisms take it as it is. */
export type Acting = Pick<RequestContext, 'principal' | 'clock' | 'record'>

/** The account id of the system's own actions in columns that hold an account. */
export const SYSTEM_ACCOUNT_ID = '00000000-0000-0000-0000-000000000000'

/** The system acting by itself: schedules, jobs, imports from the command line. */
export function systemActing(orgId: string, clock: Clock): Acting {
  return {
    principal: {
      orgId,
      accountId: SYSTEM_ACCOUNT_ID,
      role: 'system',
      name: SYSTEM_ACTOR.name,
      sessionId: 'system',
    },
    clock,
    async record(tx, event) {
      await appendEvent(tx, { success: true, ...event, actor: SYSTEM_ACTOR, at: clock.now() })
    },
  }
}
