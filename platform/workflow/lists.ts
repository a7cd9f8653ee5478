import type { Principal } from '../auth/principal.ts'
import { sql, type Tx } from '../database/index.ts'
import { type ItemRow, itemColumns, toItem, type WorkflowItem } from './items.ts'

/** What waits for this person (待办), the most urgent first. */
export async function openTasks(
  tx: Tx,
  principal: Principal,
  page: { readonly limit?: number; readonly offset?: number; readonly kinds?: readonly string[] } = {},
): Promise<{ readonly rows: WorkflowItem[]; readonly total: number }> {
  const where = sql`not closed and ${isAssignedTo(principal)}
    ${page.kinds?.length ? sql`and kind = any(${page.kinds}::text[])` : sql``}`
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from workflow_item where ${where}
    order by due_at nulls last, changed_at limit ${page.limit ?? 50} offset ${page.offset ?? 0}`.execute(tx)
  const counted = await sql<{ total: number }>`
    select count(*) as total from workflow_item where ${where}`.execute(tx)
  return { rows: rows.map(toItem), total: counted.rows[0]!.total }
}

export interface DoneTask {
  readonly itemId: string
  readonly kind: string
  readonly objectKind: string
  readonly objectId: string
  readonly title: string
  readonly transition: string
  readonly toState: string
  readonly state: string
  readonly comment: string | null
  readonly late: boolean
  readonly at: Date
}

/** What this person did (已办), newest first, with where it stands now. */
export async function doneTasks(
  tx: Tx,
  principal: Pick<Principal, 'accountId'>,
  page: { readonly limit?: number; readonly offset?: number } = {},
): Promise<{ readonly rows: DoneTask[]; readonly total: number }> {
  const { rows } = await sql<DoneTask>`
    select item.item_id as "itemId", item.kind, item.object_kind as "objectKind", item.object_id as "objectId",
      item.title, step.transition, step.to_state as "toState", item.state, step.comment, step.late, step.at
    from workflow_step step
    join workflow_item item on item.org_id = step.org_id and item.item_id = step.item_id
    where step.actor_account_id = ${principal.accountId} and step.transition <> 'start'
    order by step.at desc, step.item_id limit ${page.limit ?? 50} offset ${page.offset ?? 0}`.execute(tx)
  const counted = await sql<{ total: number }>`
    select count(*) as total from workflow_step
    where actor_account_id = ${principal.accountId} and transition <> 'start'`.execute(tx)
  return { rows, total: counted.rows[0]!.total }
}

/** Whose open items: everybody's, those of a unit (given to it, or started there by the reader), or one's own. */
export type Reach =
  | { readonly kind: 'all' }
  | { readonly kind: 'unit'; readonly unitId: string; readonly principal: Principal }
  | { readonly kind: 'own'; readonly principal: Principal }
  /** Given to, or made by, one of these persons: a module that knows who belongs to a team says it so. */
  | { readonly kind: 'persons'; readonly personIds: readonly string[] }

/** Open items whose time is over, the longest overdue first: the list that goes up the line. */
export async function overdueItems(
  tx: Tx,
  filter: {
    readonly at: Date
    readonly kinds?: readonly string[]
    readonly reach: Reach
    readonly limit?: number
  },
): Promise<WorkflowItem[]> {
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from workflow_item
    where not closed and due_at < ${filter.at}
      ${filter.kinds?.length ? sql`and kind = any(${filter.kinds}::text[])` : sql``}
      and ${within(filter.reach)}
    order by due_at limit ${filter.limit ?? 500}`.execute(tx)
  return rows.map(toItem)
}

export interface Step {
  readonly version: number
  readonly transition: string
  readonly fromState: string | null
  readonly toState: string
  readonly actorAccountId: string | null
  readonly actorName: string
  readonly comment: string | null
  readonly assignedPersonId: string | null
  readonly assignedRole: string | null
  readonly wasDueAt: Date | null
  readonly late: boolean
  readonly at: Date
}

export interface LineComment {
  readonly lineId: string
  readonly version: number
  readonly key: string
  readonly comment: string
  readonly answer: string | null
  readonly answeredAt: Date | null
}

/** The hand-over chain of an item with its line comments, oldest first. */
export async function itemHistory(
  tx: Tx,
  itemId: string,
): Promise<{ readonly steps: Step[]; readonly lines: LineComment[] }> {
  const steps = await sql<Step>`
    select version, transition, from_state as "fromState", to_state as "toState",
      actor_account_id as "actorAccountId", actor_name as "actorName", comment,
      assigned_person_id as "assignedPersonId", assigned_role as "assignedRole", was_due_at as "wasDueAt", late, at
    from workflow_step where item_id = ${itemId} order by version`.execute(tx)
  const lines = await sql<LineComment>`
    select line_id as "lineId", version, line_key as key, comment, answer, answered_at as "answeredAt"
    from workflow_line where item_id = ${itemId} order by version, place`.execute(tx)
  return { steps: steps.rows, lines: lines.rows }
}

export interface Timeliness {
  readonly actorAccountId: string | null
  readonly actorName: string
  readonly steps: number
  readonly late: number
}

/** How many of the steps that had a due time came late, by who took them (PLN-04: on-time rate of approvals). */
export async function timeliness(
  tx: Tx,
  filter: {
    readonly kind: string
    readonly transitions: readonly string[]
    readonly from: Date
    readonly to: Date
  },
): Promise<Timeliness[]> {
  const { rows } = await sql<Timeliness>`
    select step.actor_account_id as "actorAccountId", max(step.actor_name) as "actorName", count(*) as steps,
      count(*) filter (where step.late) as late
    from workflow_step step
    join workflow_item item on item.org_id = step.org_id and item.item_id = step.item_id
    where item.kind = ${filter.kind} and step.transition = any(${filter.transitions}::text[])
      and step.was_due_at is not null and step.at >= ${filter.from} and step.at < ${filter.to}
    group by step.actor_account_id order by max(step.actor_name)`.execute(tx)
  return rows
}

/** Whether the person made the item, has it before them, or took a step of it. */
export async function isConcerned(tx: Tx, itemId: string, principal: Principal): Promise<boolean> {
  const { rows } = await sql`
    select 1 from workflow_item item where item_id = ${itemId}
      and (${isOwn(principal)} or exists (select 1 from workflow_step step
        where step.org_id = item.org_id and step.item_id = item.item_id
          and step.actor_account_id = ${principal.accountId}))`.execute(tx)
  return rows.length > 0
}

function within(reach: Reach) {
  switch (reach.kind) {
    case 'all':
      return sql`true`
    case 'unit':
      return sql`(assigned_unit_id = ${reach.unitId} or ${isOwn(reach.principal)})`
    case 'own':
      return isOwn(reach.principal)
    case 'persons':
      return sql`(assigned_person_id = any(${reach.personIds}::uuid[])
        or author_person_id = any(${reach.personIds}::uuid[]))`
  }
}

function isOwn(principal: Principal) {
  return sql`(author_account_id = ${principal.accountId} or ${isAssignedTo(principal)})`
}

/** Given to the account, to the person, or to the role (everywhere, or in the unit the person belongs to). */
function isAssignedTo(principal: Principal) {
  return sql`(assigned_account_id = ${principal.accountId}
    or assigned_person_id = ${principal.personId ?? null}
    or (assigned_role = ${principal.role} and assigned_account_id is null and assigned_person_id is null
      and (assigned_unit_id is null or assigned_unit_id = ${principal.unitId ?? null}))
    or (assigned_unit_id = ${principal.unitId ?? null} and assigned_role is null and assigned_person_id is null
      and assigned_account_id is null))`
}
