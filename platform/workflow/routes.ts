import type { Principal, Scope } from '../auth/principal.ts'
import type { Tx } from '../database/index.ts'
import { notFound } from '../http/failure.ts'
import { type Implementation, implement } from '../http/handler.ts'
import * as contract from './contract.ts'
import { getItem, type WorkflowItem } from './items.ts'
import { doneTasks, isConcerned, itemHistory, openTasks, overdueItems, type Reach } from './lists.ts'

export const routes: Implementation[] = [
  implement(contract.listOpenTasks, (context, { query }) =>
    context.transaction(
      async (tx) => {
        const found = await openTasks(tx, context.principal, {
          ...pageOf(query),
          ...(query.kinds ? { kinds: query.kinds } : {}),
        })
        const now = context.clock.now()
        return { rows: found.rows.map((item) => viewOf(item, now)), total: found.total }
      },
      { readOnly: true },
    ),
  ),
  implement(contract.listDoneTasks, (context, { query }) =>
    context.transaction(
      async (tx) => {
        const found = await doneTasks(tx, context.principal, pageOf(query))
        return { rows: found.rows.map((row) => ({ ...row, at: row.at.toISOString() })), total: found.total }
      },
      { readOnly: true },
    ),
  ),
  implement(contract.listOverdueTasks, (context, { query }) =>
    context.transaction(
      async (tx) => {
        const now = context.clock.now()
        const items = await overdueItems(tx, {
          at: now,
          reach: reachOf(context.principal, context.scope),
          ...(query.kinds ? { kinds: query.kinds } : {}),
        })
        return items.map((item) => viewOf(item, now))
      },
      { readOnly: true },
    ),
  ),
  implement(contract.getTaskHistory, (context, { params }) =>
    context.transaction(
      async (tx) => {
        const item = await getItem(tx, params.itemId)
        if (!item || !(await mayRead(tx, item, context.principal, context.scope))) throw notFound()
        const { steps, lines } = await itemHistory(tx, item.itemId)
        return {
          task: viewOf(item, context.clock.now()),
          steps: steps.map(({ actorAccountId: _account, assignedPersonId: _person, ...step }) => ({
            ...step,
            wasDueAt: step.wasDueAt?.toISOString() ?? null,
            at: step.at.toISOString(),
          })),
          lines: lines.map((line) => ({ ...line, answeredAt: line.answeredAt?.toISOString() ?? null })),
        }
      },
      { readOnly: true },
    ),
  ),
]

/** Whoever oversees the organisation reads every chain; others those they had a hand in or have before them. */
async function mayRead(tx: Tx, item: WorkflowItem, principal: Principal, scope: Scope): Promise<boolean> {
  return scope === 'organisation' || isConcerned(tx, item.itemId, principal)
}

function reachOf(principal: Principal, scope: Scope): Reach {
  if (scope === 'organisation') return { kind: 'all' }
  return scope === 'team' && principal.unitId
    ? { kind: 'unit', unitId: principal.unitId, principal }
    : { kind: 'own', principal }
}

function pageOf(query: { readonly page: number; readonly pageSize: number }) {
  return { limit: query.pageSize, offset: (query.page - 1) * query.pageSize }
}

function viewOf(item: WorkflowItem, now: Date) {
  return {
    itemId: item.itemId,
    kind: item.kind,
    objectKind: item.objectKind,
    objectId: item.objectId,
    title: item.title,
    state: item.state,
    version: item.version,
    authorName: item.authorName,
    dueAt: item.dueAt?.toISOString() ?? null,
    isOverdue: !item.closed && item.dueAt !== null && item.dueAt < now,
    changedAt: item.changedAt.toISOString(),
  }
}
