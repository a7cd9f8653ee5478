/** All SQL of plans and territories. */
import type { IsoDate, IsoMonth } from '../../engines/kernel/dates.ts'
import { insertColumns, sql, type Tx } from '../../platform/database/index.ts'
import type { Finding, Measure, PlanState, PlanSummary } from './contract.ts'

export interface PlanRow {
  readonly planId: string
  readonly managerId: string
  readonly month: IsoMonth
  readonly state: PlanState
  readonly revision: number
  readonly summary: PlanSummary
  readonly createdBy: string
  readonly submittedBy: string | null
  readonly submittedAt: Date | null
  readonly decisionDue: Date | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

/** Another person of a joint visit: his own place and times in his own day. */
export interface JointRow {
  readonly personId: string
  readonly sequence: number
  readonly arriveMinute: number
  readonly departMinute: number
}

export interface VisitRow {
  readonly planId: string
  readonly visitId: string
  readonly customerId: string
  readonly date: IsoDate
  readonly sequence: number
  readonly arriveMinute: number
  readonly departMinute: number
  readonly kind: 'solo' | 'joint'
  readonly joint: readonly JointRow[]
  readonly measures: readonly Measure[]
  readonly pinned: boolean
  readonly remark: string | null
}

export interface ExceptionRow {
  readonly planId: string
  readonly exceptionId: string
  readonly customerId: string
  readonly visits: number
  readonly origin: 'unplaced' | 'removed'
  readonly reason: Finding
  readonly remark: string | null
}

export interface CommentRow {
  readonly planId: string
  readonly commentId: string
  readonly visitId: string
  readonly authorName: string
  readonly writtenAt: Date
  readonly comment: string
  readonly resolvedAt: Date | null
}

/** What is needed to show a change and to take it back: the rows as they were. */
export interface ChangeDetail {
  readonly customerName?: string
  readonly visits?: number
  readonly fromDate?: IsoDate
  readonly toDate?: IsoDate
  readonly remark?: string
  readonly before?: readonly VisitRow[]
  readonly addedExceptionId?: string
  readonly comment?: string
  readonly lines?: number
}

export interface ChangeRow {
  readonly planId: string
  readonly changeId: string
  readonly revision: number
  readonly kind: string
  readonly authorName: string
  readonly changedAt: Date
  readonly detail: ChangeDetail
  readonly undone: boolean
}

const PLAN_COLUMNS = sql`
  plan_id as "planId", manager_id as "managerId", month, state, revision, summary, created_by as "createdBy",
  submitted_by as "submittedBy", submitted_at as "submittedAt", decision_due as "decisionDue",
  decided_by as "decidedBy", decided_at as "decidedAt"`

const VISIT_COLUMNS = sql`
  plan_id as "planId", visit_id as "visitId", customer_id as "customerId", visit_date as "date", sequence,
  arrive_minute as "arriveMinute", depart_minute as "departMinute", kind, joint, measures, pinned, remark`

export async function findPlan(tx: Tx, planId: string): Promise<PlanRow | undefined> {
  const { rows } =
    await sql<PlanRow>`select ${PLAN_COLUMNS} from visit_plan where plan_id = ${planId}`.execute(tx)
  return rows[0]
}

export async function readPlans(tx: Tx, month: IsoMonth, managerIds: readonly string[]): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select ${PLAN_COLUMNS} from visit_plan
    where month = ${month} and manager_id = any(${managerIds}::uuid[])`.execute(tx)
  return rows
}

export async function readVisits(tx: Tx, planIds: readonly string[]): Promise<VisitRow[]> {
  const { rows } = await sql<VisitRow>`
    select ${VISIT_COLUMNS} from planned_visit
    where plan_id = any(${planIds}::uuid[]) order by plan_id, visit_date, sequence`.execute(tx)
  return rows
}

export async function readExceptions(tx: Tx, planId: string): Promise<ExceptionRow[]> {
  const { rows } = await sql<ExceptionRow>`
    select plan_id as "planId", exception_id as "exceptionId", customer_id as "customerId", visits, origin, reason, remark
    from plan_exception where plan_id = ${planId} order by exception_id`.execute(tx)
  return rows
}

export async function readComments(tx: Tx, planIds: readonly string[]): Promise<CommentRow[]> {
  const { rows } = await sql<CommentRow>`
    select plan_id as "planId", comment_id as "commentId", visit_id as "visitId", author_name as "authorName",
      written_at as "writtenAt", comment, resolved_at as "resolvedAt"
    from plan_comment where plan_id = any(${planIds}::uuid[]) order by written_at`.execute(tx)
  return rows
}

export async function readChanges(tx: Tx, planId: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select plan_id as "planId", change_id as "changeId", revision, kind, author_name as "authorName",
      changed_at as "changedAt", detail, undone
    from plan_change where plan_id = ${planId} order by revision desc, change_id desc limit 500`.execute(tx)
  return rows
}

export async function insertPlan(
  tx: Tx,
  orgId: string,
  plan: PlanRow & { ruleVersions: unknown; createdAt: Date },
) {
  await sql`
    insert into visit_plan (org_id, plan_id, manager_id, month, state, revision, summary, rule_versions, created_by, created_at)
    values (${orgId}, ${plan.planId}, ${plan.managerId}, ${plan.month}, ${plan.state}, ${plan.revision},
      ${JSON.stringify(plan.summary)}::jsonb, ${JSON.stringify(plan.ruleVersions)}::jsonb, ${plan.createdBy}, ${plan.createdAt})`.execute(
    tx,
  )
}

export interface PlanAdvance {
  readonly state?: PlanState
  readonly summary?: PlanSummary
  readonly submitted?: { readonly by: string; readonly at: Date; readonly decisionDue: Date } | null
  readonly decided?: { readonly by: string; readonly at: Date }
}

/**
 * Moves a plan on to its next revision. False when somebody else changed it in between: nothing was written then.
 */
export async function advancePlan(
  tx: Tx,
  planId: string,
  revision: number,
  change: PlanAdvance,
): Promise<boolean> {
  const assignments = [sql`revision = revision + 1`]
  if (change.state) assignments.push(sql`state = ${change.state}`)
  if (change.summary) assignments.push(sql`summary = ${JSON.stringify(change.summary)}::jsonb`)
  if (change.submitted !== undefined)
    assignments.push(
      sql`submitted_by = ${change.submitted?.by ?? null}, submitted_at = ${change.submitted?.at ?? null},
          decision_due = ${change.submitted?.decisionDue ?? null}`,
    )
  if (change.decided)
    assignments.push(sql`decided_by = ${change.decided.by}, decided_at = ${change.decided.at}`)
  const result = await sql`
    update visit_plan set ${sql.join(assignments)}
    where plan_id = ${planId} and revision = ${revision}`.execute(tx)
  return Number(result.numAffectedRows ?? 0) === 1
}

export async function insertVisits(tx: Tx, orgId: string, visits: readonly VisitRow[]): Promise<void> {
  if (visits.length === 0) return
  await insertColumns(tx, 'planned_visit', {
    org_id: { type: 'uuid', values: visits.map(() => orgId) },
    plan_id: { type: 'uuid', values: visits.map((visit) => visit.planId) },
    visit_id: { type: 'uuid', values: visits.map((visit) => visit.visitId) },
    customer_id: { type: 'uuid', values: visits.map((visit) => visit.customerId) },
    visit_date: { type: 'date', values: visits.map((visit) => visit.date) },
    sequence: { type: 'integer', values: visits.map((visit) => visit.sequence) },
    arrive_minute: { type: 'double precision', values: visits.map((visit) => visit.arriveMinute) },
    depart_minute: { type: 'double precision', values: visits.map((visit) => visit.departMinute) },
    kind: { type: 'text', values: visits.map((visit) => visit.kind) },
    joint: { type: 'jsonb', values: visits.map((visit) => visit.joint) },
    measures: { type: 'jsonb', values: visits.map((visit) => visit.measures) },
    pinned: { type: 'boolean', values: visits.map((visit) => visit.pinned) },
    remark: { type: 'text', values: visits.map((visit) => visit.remark) },
  })
}

export async function deleteVisits(tx: Tx, planId: string, visitIds: readonly string[]): Promise<void> {
  await sql`delete from planned_visit where plan_id = ${planId} and visit_id = any(${visitIds}::uuid[])`.execute(
    tx,
  )
}

export async function deleteAllVisits(tx: Tx, planId: string): Promise<void> {
  await sql`delete from planned_visit where plan_id = ${planId}`.execute(tx)
}

/** Forgets what could not be placed; what a person took out is forgotten too, for the month is made anew. */
export async function deleteExceptions(tx: Tx, planId: string): Promise<void> {
  await sql`delete from plan_exception where plan_id = ${planId}`.execute(tx)
}

/** Writes rows over the ones with the same plan and visit; unknown ones are added. */
export async function replaceVisits(tx: Tx, orgId: string, visits: readonly VisitRow[]): Promise<void> {
  const byPlan = Map.groupBy(visits, (visit) => visit.planId)
  for (const [planId, rows] of byPlan) {
    await deleteVisits(
      tx,
      planId,
      rows.map((row) => row.visitId),
    )
    await insertVisits(tx, orgId, rows)
  }
}

export async function insertException(tx: Tx, orgId: string, row: ExceptionRow): Promise<void> {
  await sql`
    insert into plan_exception (org_id, plan_id, exception_id, customer_id, visits, origin, reason, remark)
    values (${orgId}, ${row.planId}, ${row.exceptionId}, ${row.customerId}, ${row.visits}, ${row.origin},
      ${JSON.stringify(row.reason)}::jsonb, ${row.remark})`.execute(tx)
}

export async function deleteException(tx: Tx, planId: string, exceptionId: string): Promise<void> {
  await sql`delete from plan_exception where plan_id = ${planId} and exception_id = ${exceptionId}`.execute(
    tx,
  )
}

export async function insertComments(
  tx: Tx,
  orgId: string,
  comments: readonly (Omit<CommentRow, 'resolvedAt'> & { authorId: string })[],
): Promise<void> {
  for (const row of comments)
    await sql`
      insert into plan_comment (org_id, plan_id, comment_id, visit_id, author_id, author_name, written_at, comment)
      values (${orgId}, ${row.planId}, ${row.commentId}, ${row.visitId}, ${row.authorId}, ${row.authorName},
        ${row.writtenAt}, ${row.comment})`.execute(tx)
}

/** The market manager's words on these visits count as answered; without a list, all words of the plan. */
export async function resolveComments(tx: Tx, planId: string, at: Date, visitIds?: readonly string[]) {
  const only = visitIds ? sql`and visit_id = any(${visitIds}::uuid[])` : sql``
  await sql`update plan_comment set resolved_at = ${at} where plan_id = ${planId} and resolved_at is null ${only}`.execute(
    tx,
  )
}

export async function insertChange(
  tx: Tx,
  orgId: string,
  change: Omit<ChangeRow, 'undone'> & { authorId: string },
): Promise<void> {
  await sql`
    insert into plan_change (org_id, plan_id, change_id, revision, kind, author_id, author_name, changed_at, detail)
    values (${orgId}, ${change.planId}, ${change.changeId}, ${change.revision}, ${change.kind}, ${change.authorId},
      ${change.authorName}, ${change.changedAt}, ${JSON.stringify(change.detail)}::jsonb)`.execute(tx)
}

export async function markUndone(tx: Tx, planId: string, changeId: string): Promise<void> {
  await sql`update plan_change set undone = true where plan_id = ${planId} and change_id = ${changeId}`.execute(
    tx,
  )
}

/* Territories */

export interface ProposalRow {
  readonly proposalId: string
  readonly unitId: string
  readonly state: 'draft' | 'adopted' | 'dropped'
  readonly parameters: Readonly<Record<string, number | string>>
  readonly summary: Readonly<Record<string, number>>
  readonly createdBy: string
  readonly createdAt: Date
  readonly adoptedAt: Date | null
}

export interface TerritoryLine {
  readonly customerId: string
  readonly managerId: string
  readonly previousManagerId: string | null
}

const PROPOSAL_COLUMNS = sql`
  proposal_id as "proposalId", unit_id as "unitId", state, parameters, summary, created_by as "createdBy",
  created_at as "createdAt", adopted_at as "adoptedAt"`

export async function insertProposal(tx: Tx, orgId: string, proposal: Omit<ProposalRow, 'adoptedAt'>) {
  await sql`
    insert into territory_proposal (org_id, proposal_id, unit_id, state, parameters, summary, created_by, created_at)
    values (${orgId}, ${proposal.proposalId}, ${proposal.unitId}, ${proposal.state},
      ${JSON.stringify(proposal.parameters)}::jsonb, ${JSON.stringify(proposal.summary)}::jsonb,
      ${proposal.createdBy}, ${proposal.createdAt})`.execute(tx)
}

export async function insertTerritoryLines(
  tx: Tx,
  orgId: string,
  proposalId: string,
  lines: readonly TerritoryLine[],
): Promise<void> {
  await insertColumns(tx, 'territory_line', {
    org_id: { type: 'uuid', values: lines.map(() => orgId) },
    proposal_id: { type: 'uuid', values: lines.map(() => proposalId) },
    customer_id: { type: 'uuid', values: lines.map((line) => line.customerId) },
    manager_id: { type: 'uuid', values: lines.map((line) => line.managerId) },
    previous_manager_id: { type: 'uuid', values: lines.map((line) => line.previousManagerId) },
  })
}

export async function findProposal(tx: Tx, proposalId: string): Promise<ProposalRow | undefined> {
  const { rows } = await sql<ProposalRow>`
    select ${PROPOSAL_COLUMNS} from territory_proposal where proposal_id = ${proposalId}`.execute(tx)
  return rows[0]
}

export async function readProposals(tx: Tx, unitIds: readonly string[] | undefined): Promise<ProposalRow[]> {
  const only = unitIds ? sql`where unit_id = any(${unitIds}::uuid[])` : sql``
  const { rows } = await sql<ProposalRow>`
    select ${PROPOSAL_COLUMNS} from territory_proposal ${only} order by created_at desc limit 50`.execute(tx)
  return rows
}

export async function readTerritoryLines(tx: Tx, proposalId: string): Promise<TerritoryLine[]> {
  const { rows } = await sql<TerritoryLine>`
    select customer_id as "customerId", manager_id as "managerId", previous_manager_id as "previousManagerId"
    from territory_line where proposal_id = ${proposalId} order by customer_id`.execute(tx)
  return rows
}

export async function giveLines(
  tx: Tx,
  proposalId: string,
  customerIds: readonly string[],
  managerId: string,
) {
  const result = await sql`
    update territory_line set manager_id = ${managerId}
    where proposal_id = ${proposalId} and customer_id = any(${customerIds}::uuid[]) and manager_id <> ${managerId}`.execute(
    tx,
  )
  return Number(result.numAffectedRows ?? 0)
}

export async function setProposalState(
  tx: Tx,
  proposalId: string,
  state: ProposalRow['state'],
  change: { adoptedAt?: Date; summary?: Readonly<Record<string, number>> } = {},
): Promise<void> {
  await sql`
    update territory_proposal set state = ${state},
      adopted_at = coalesce(${change.adoptedAt ?? null}, adopted_at),
      summary = coalesce(${change.summary ? JSON.stringify(change.summary) : null}::jsonb, summary)
    where proposal_id = ${proposalId}`.execute(tx)
}
