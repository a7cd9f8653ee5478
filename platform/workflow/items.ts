import { newId } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'
import { conflict, notFound } from '../http/failure.ts'
import type { Acting } from '../ledger/index.ts'
import { assert, Refusal, refuse, type Violation } from '../refusal.ts'
import { barsAuthor, type Transition, type Workflow } from './workflow.ts'
import { dueAfter, type WorkingCalendar } from './working-time.ts'

/** Who has it next. Several fields narrow down: a role in a unit is whoever holds that role there. */
export interface Assignment {
  readonly accountId?: string
  readonly personId?: string
  readonly role?: string
  readonly unitId?: string
}

export interface WorkflowItem<State extends string = string> {
  readonly itemId: string
  readonly kind: string
  readonly objectKind: string
  readonly objectId: string
  readonly title: string
  readonly state: State
  readonly version: number
  readonly closed: boolean
  readonly authorAccountId: string | null
  readonly authorPersonId: string | null
  readonly authorName: string
  readonly assigned: Assignment
  readonly dueAt: Date | null
  readonly startedAt: Date
  readonly changedAt: Date
}

interface Timing {
  /** Needed when the state that is entered has a due time. */
  readonly calendar?: WorkingCalendar
  /** A due time of the module's own, in place of the table's; null for none. */
  readonly dueAt?: Date | null
}

export interface StartOptions extends Timing {
  readonly objectKind: string
  readonly objectId: string
  /** As lists show it: a name in the company's language. */
  readonly title: string
  readonly assignTo?: Assignment
  /** Whose work it is, when somebody else starts it for them. Default the one who acts. */
  readonly author?: { readonly accountId?: string; readonly personId?: string; readonly name: string }
}

export interface AdvanceOptions<Name extends string = string> extends Timing {
  readonly objectId: string
  readonly transition: Name
  /** The version the person saw; another one means somebody was faster. */
  readonly version: number
  readonly comment?: string
  /** Comments on single lines of the object, by the object's own line keys. */
  readonly lines?: readonly { readonly key: string; readonly comment: string }[]
  /** Absent: nobody in particular. */
  readonly assignTo?: Assignment
  /** Into the event, besides states and version. */
  readonly detail?: Readonly<Record<string, unknown>>
  readonly ruleVersions?: Readonly<Record<string, number>>
  /**
   * Whether the person acting has the transition's permit. Pass it where the route's own permit is not the
   * transition's (one route for several transitions).
   */
  readonly may?: (permit: Transition['permit']) => boolean
}

/** Puts an object into its start state, once. Writes no event: starting is part of making the object. */
export async function startItem<State extends string>(
  tx: Tx,
  workflow: Workflow<State, string>,
  options: StartOptions,
  by: Acting,
): Promise<WorkflowItem<State>> {
  const at = by.clock.now()
  const itemId = newId(by.clock)
  const author = options.author ?? by.principal
  const to = assigned(options.assignTo)
  const dueAt = dueIn(workflow, workflow.start, at, options)
  const { rows } = await sql`
    insert into workflow_item (org_id, item_id, kind, object_kind, object_id, title, state, version, closed,
      author_account_id, author_person_id, author_name, assigned_account_id, assigned_person_id, assigned_role,
      assigned_unit_id, due_at, started_at, changed_at)
    values (current_org(), ${itemId}, ${workflow.kind}, ${options.objectKind}, ${options.objectId}, ${options.title},
      ${workflow.start}, 1, false, ${author.accountId ?? null}, ${author.personId ?? null}, ${author.name},
      ${to.accountId}, ${to.personId}, ${to.role}, ${to.unitId}, ${dueAt}, ${at}, ${at})
    on conflict (org_id, kind, object_id) do nothing returning item_id`.execute(tx)
  if (rows.length === 0) throw conflict('WF-01')
  await insertStep(tx, itemId, {
    version: 1,
    transition: 'start',
    from: null,
    to: workflow.start,
    at,
    by,
    next: to,
  })
  return (await findItem(tx, workflow, options.objectId))!
}

/**
 * Takes one transition: checks it, moves the item, keeps the step, the line comments and the event.
 *
 * @throws Failure 404 no such item, 409 `WF-02` another version than the one the person saw.
 * @throws Refusal WF-03 not from this state, WF-04 comment missing, WF-05 own work, WF-06 a line comment is not
 *   answered (one violation per line), WF-07 not permitted.
 */
export async function advance<State extends string, Name extends string>(
  tx: Tx,
  workflow: Workflow<State, Name>,
  options: AdvanceOptions<Name>,
  by: Acting,
): Promise<WorkflowItem<State>> {
  const item = await lockItem(tx, workflow, options.objectId)
  if (!item) throw notFound()
  if (item.version !== options.version) throw conflict('WF-02')
  const transition = workflow.transitions.find(
    (candidate) => candidate.name === options.transition && candidate.from.includes(item.state),
  )
  if (!transition)
    return refuse('WF-03', item.objectId, { transition: options.transition, state: item.state })
  const comment = options.comment?.trim() || undefined
  const violations: Violation[] = []
  if (options.may && !options.may(transition.permit))
    violations.push({ code: 'WF-07', subject: transition.name })
  if (transition.requiresComment && !comment && !options.lines?.length)
    violations.push({ code: 'WF-04', subject: transition.name })
  if (barsAuthor(transition) && (await isOwnWork(tx, item, by)))
    violations.push({ code: 'WF-05', subject: item.objectId, values: { author: item.authorName } })
  if (transition.requiresAnswers)
    for (const line of await openLines(tx, item.itemId))
      violations.push({ code: 'WF-06', subject: line.key, values: { comment: line.comment } })
  if (violations.length > 0) throw new Refusal(violations)

  const at = by.clock.now()
  const version = item.version + 1
  const next = assigned(options.assignTo)
  const closed = workflow.final.includes(transition.to)
  const late = item.dueAt !== null && at > item.dueAt
  const dueAt = closed ? null : dueIn(workflow, transition.to, at, options)
  await sql`
    update workflow_item set state = ${transition.to}, version = ${version}, closed = ${closed},
      assigned_account_id = ${next.accountId}, assigned_person_id = ${next.personId}, assigned_role = ${next.role},
      assigned_unit_id = ${next.unitId}, due_at = ${dueAt}, changed_at = ${at}
    where item_id = ${item.itemId}`.execute(tx)
  await insertStep(tx, item.itemId, {
    version,
    transition: transition.name,
    from: item.state,
    to: transition.to,
    at,
    by,
    next,
    comment,
    wasDueAt: item.dueAt,
    late,
  })
  for (const [place, line] of (options.lines ?? []).entries())
    await sql`
      insert into workflow_line (org_id, item_id, line_id, version, place, line_key, comment)
      values (current_org(), ${item.itemId}, ${newId(by.clock)}, ${version}, ${place}, ${line.key},
        ${line.comment})`.execute(tx)
  await by.record(tx, {
    kind: `${workflow.kind}.${transition.name}`,
    objectKind: item.objectKind,
    objectId: item.objectId,
    detail: {
      from: item.state,
      to: transition.to,
      version,
      late,
      lines: options.lines?.length ?? 0,
      ...options.detail,
    },
    ...(options.ruleVersions ? { ruleVersions: options.ruleVersions } : {}),
  })
  return {
    ...item,
    state: transition.to,
    version,
    closed,
    assigned: options.assignTo ?? {},
    dueAt,
    changedAt: at,
  }
}

/** What was done about a line comment; the item's version stays. False: no such open line. */
export async function answerLine(
  tx: Tx,
  lineId: string,
  answer: string,
  by: Pick<Acting, 'clock'>,
): Promise<boolean> {
  const text = answer.trim()
  if (text === '') refuse('WF-04', lineId)
  const { rows } = await sql`
    update workflow_line set answer = ${text}, answered_at = ${by.clock.now()}
    where line_id = ${lineId} and answered_at is null returning line_id`.execute(tx)
  return rows.length > 0
}

/** Gives an open item to somebody else without changing its state; a step of the chain all the same. */
export async function reassign<State extends string>(
  tx: Tx,
  workflow: Workflow<State, string>,
  objectId: string,
  assignTo: Assignment,
  comment: string,
  by: Acting,
): Promise<WorkflowItem<State>> {
  const item = await lockItem(tx, workflow, objectId)
  if (!item) throw notFound()
  if (item.closed) refuse('WF-03', objectId, { transition: 'reassign', state: item.state })
  const at = by.clock.now()
  const version = item.version + 1
  const next = assigned(assignTo)
  await sql`
    update workflow_item set version = ${version}, assigned_account_id = ${next.accountId},
      assigned_person_id = ${next.personId}, assigned_role = ${next.role}, assigned_unit_id = ${next.unitId},
      changed_at = ${at}
    where item_id = ${item.itemId}`.execute(tx)
  await insertStep(tx, item.itemId, {
    version,
    transition: 'reassign',
    from: item.state,
    to: item.state,
    at,
    by,
    next,
    comment,
  })
  await by.record(tx, {
    kind: `${workflow.kind}.reassign`,
    objectKind: item.objectKind,
    objectId,
    detail: { version, to: assignTo },
  })
  return { ...item, version, assigned: assignTo, changedAt: at }
}

export async function findItem<State extends string>(
  tx: Tx,
  workflow: Workflow<State, string>,
  objectId: string,
): Promise<WorkflowItem<State> | undefined> {
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from workflow_item where kind = ${workflow.kind} and object_id = ${objectId}`.execute(
    tx,
  )
  return rows[0] && (toItem(rows[0]) as WorkflowItem<State>)
}

export async function getItem(tx: Tx, itemId: string): Promise<WorkflowItem | undefined> {
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from workflow_item where item_id = ${itemId}`.execute(tx)
  return rows[0] && toItem(rows[0])
}

async function lockItem<State extends string>(
  tx: Tx,
  workflow: Workflow<State, string>,
  objectId: string,
): Promise<WorkflowItem<State> | undefined> {
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from workflow_item where kind = ${workflow.kind} and object_id = ${objectId}
    for update`.execute(tx)
  return rows[0] && (toItem(rows[0]) as WorkflowItem<State>)
}

/** A person is one person under any account; the step into the present state counts as own work too. */
async function isOwnWork(tx: Tx, item: WorkflowItem, by: Acting): Promise<boolean> {
  const { accountId, personId } = by.principal
  if (item.authorAccountId === accountId) return true
  if (personId !== undefined && item.authorPersonId === personId) return true
  const { rows } = await sql<{ accountId: string | null; personId: string | null }>`
    select actor_account_id as "accountId", actor_person_id as "personId" from workflow_step
    where item_id = ${item.itemId} and to_state = ${item.state} and transition <> 'reassign'
    order by version desc limit 1`.execute(tx)
  const step = rows[0]
  return step !== undefined && (step.accountId === accountId || (!!personId && step.personId === personId))
}

async function openLines(tx: Tx, itemId: string): Promise<{ key: string; comment: string }[]> {
  const { rows } = await sql<{ key: string; comment: string }>`
    select line_key as key, comment from workflow_line
    where item_id = ${itemId} and answered_at is null order by version, place`.execute(tx)
  return rows
}

function dueIn<State extends string>(
  workflow: Workflow<State, string>,
  state: State,
  at: Date,
  timing: Timing,
): Date | null {
  if (timing.dueAt !== undefined) return timing.dueAt
  const due = workflow.due?.[state]
  if (!due) return null
  assert(
    timing.calendar,
    `entering ${state} of ${workflow.kind} sets a due time and needs the working calendar`,
  )
  return dueAfter(timing.calendar, at, due)
}

function assigned(to: Assignment | undefined) {
  return {
    accountId: to?.accountId ?? null,
    personId: to?.personId ?? null,
    role: to?.role ?? null,
    unitId: to?.unitId ?? null,
  }
}

async function insertStep(
  tx: Tx,
  itemId: string,
  step: {
    readonly version: number
    readonly transition: string
    readonly from: string | null
    readonly to: string
    readonly at: Date
    readonly by: Acting
    readonly next: ReturnType<typeof assigned>
    readonly comment?: string
    readonly wasDueAt?: Date | null
    readonly late?: boolean
  },
): Promise<void> {
  const { principal } = step.by
  await sql`
    insert into workflow_step (org_id, item_id, version, transition, from_state, to_state, actor_account_id,
      actor_person_id, actor_name, comment, assigned_account_id, assigned_person_id, assigned_role, assigned_unit_id,
      was_due_at, late, at)
    values (current_org(), ${itemId}, ${step.version}, ${step.transition}, ${step.from}, ${step.to},
      ${principal.accountId}, ${principal.personId ?? null}, ${principal.name}, ${step.comment ?? null},
      ${step.next.accountId}, ${step.next.personId}, ${step.next.role}, ${step.next.unitId},
      ${step.wasDueAt ?? null}, ${step.late ?? false}, ${step.at})`.execute(tx)
}

export const itemColumns = sql`item_id as "itemId", kind, object_kind as "objectKind", object_id as "objectId", title,
  state, version, closed, author_account_id as "authorAccountId", author_person_id as "authorPersonId",
  author_name as "authorName", assigned_account_id as "assignedAccountId",
  assigned_person_id as "assignedPersonId", assigned_role as "assignedRole", assigned_unit_id as "assignedUnitId",
  due_at as "dueAt", started_at as "startedAt", changed_at as "changedAt"`

export interface ItemRow extends Omit<WorkflowItem, 'assigned'> {
  readonly assignedAccountId: string | null
  readonly assignedPersonId: string | null
  readonly assignedRole: string | null
  readonly assignedUnitId: string | null
}

export function toItem(row: ItemRow): WorkflowItem {
  const { assignedAccountId, assignedPersonId, assignedRole, assignedUnitId, ...item } = row
  return {
    ...item,
    assigned: {
      ...(assignedAccountId ? { accountId: assignedAccountId } : {}),
      ...(assignedPersonId ? { personId: assignedPersonId } : {}),
      ...(assignedRole ? { role: assignedRole } : {}),
      ...(assignedUnitId ? { unitId: assignedUnitId } : {}),
    },
  }
}
