import { randomUUID } from 'node:crypto'
import { newId } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'
import { conflict, notFound } from '../http/failure.ts'
import { type Acting, canonicalJson } from '../ledger/index.ts'
import { Refusal } from '../refusal.ts'
import { type Answers, cleanAnswers, validateAnswers } from './contract/answers.ts'
import { type Score, scoreAnswers } from './contract/score.ts'
import { summarise } from './contract/table.ts'
import { formOfVersion } from './definitions.ts'

export interface NewAnswer {
  /** Made by the device: sending it twice keeps it once. Anonymous forms get an id of the server's instead. */
  readonly answerId?: string
  readonly formId: string
  /** The version the person had in front of them. */
  readonly formVersion: number
  readonly subjectId: string
  readonly answers: Answers
  /** The device's time. Anonymous forms keep the day only. */
  readonly answeredAt: Date
  /** The answer that this one corrects; that one stays readable. */
  readonly replaces?: string
}

export interface StoredAnswer {
  readonly answerId: string
  readonly formId: string
  readonly formVersion: number
  readonly subjectKind: string
  readonly subjectId: string
  readonly authorAccountId: string | null
  readonly authorName: string | null
  readonly answers: Answers
  readonly points: number | null
  readonly pointsPossible: number | null
  readonly answeredAt: Date
  readonly receivedAt: Date
  readonly replaces: string | null
  readonly replacedBy: string | null
}

/**
 * Checks, scores and keeps one filled-in form. Writes no event: the module does, with its own word for it.
 *
 * @throws Failure 404 no such form version or no such answer to replace, 409 `FORM-12` the id is taken by other
 *   answers or the replaced answer was replaced already.
 * @throws Refusal FORM-01 … FORM-08, all at once.
 */
export async function saveAnswer(
  tx: Tx,
  input: NewAnswer,
  by: Acting,
): Promise<{ readonly answerId: string; readonly score: Score | null; readonly isNew: boolean }> {
  const form = await formOfVersion(tx, input.formId, input.formVersion)
  if (!form) throw notFound()
  const { definition } = form
  const answers = cleanAnswers(definition, input.answers)
  const violations = validateAnswers(definition, answers)
  if (violations.length > 0) throw new Refusal(violations)
  const score = scoreAnswers(definition, answers)
  const isAnonymous = definition.anonymous
  // Ids made by time would tell when, and so who; random ones tell nothing.
  const answerId = isAnonymous ? randomUUID() : (input.answerId ?? newId(by.clock))
  const receivedAt = by.clock.now()
  const { rows } = await sql`
    insert into form_answer (org_id, answer_id, form_id, form_version, subject_kind, subject_id, author_account_id,
      author_name, answers, points, points_possible, answered_at, received_at, replaces)
    values (current_org(), ${answerId}, ${input.formId}, ${input.formVersion}, ${definition.subjectKind},
      ${input.subjectId}, ${isAnonymous ? null : by.principal.accountId}, ${isAnonymous ? null : by.principal.name},
      ${JSON.stringify(answers)}::jsonb, ${score?.points ?? null}, ${score?.possible ?? null},
      ${isAnonymous ? dayOf(input.answeredAt) : input.answeredAt}, ${isAnonymous ? dayOf(receivedAt) : receivedAt},
      ${input.replaces ?? null})
    on conflict (org_id, answer_id) do nothing returning answer_id`.execute(tx)
  if (rows.length === 0) {
    const stored = await findAnswer(tx, answerId)
    const isSame =
      stored?.formId === input.formId &&
      stored.subjectId === input.subjectId &&
      canonicalJson(stored.answers) === canonicalJson(answers)
    if (!isSame) throw conflict('FORM-12')
    return { answerId, score, isNew: false }
  }
  if (input.replaces) await markReplaced(tx, input.replaces, answerId, input.formId, input.subjectId)
  return { answerId, score, isNew: true }
}

export async function findAnswer(tx: Tx, answerId: string): Promise<StoredAnswer | undefined> {
  const { rows } = await sql<StoredAnswer>`
    select ${columns} from form_answer where answer_id = ${answerId}`.execute(tx)
  return rows[0]
}

export interface AnswerFilter {
  readonly formId: string
  readonly formVersion?: number
  readonly subjectIds?: readonly string[]
  readonly authorAccountId?: string
  /** Half-open: from <= answered < to. */
  readonly from?: Date
  readonly to?: Date
  /** Default false: only the last correction of each answer. */
  readonly withReplaced?: boolean
  readonly limit?: number
  readonly offset?: number
}

/** Answers as rows of a table, newest first; `columnsOf(definition)` gives the columns. Reach is the caller's. */
export async function listAnswers(
  tx: Tx,
  filter: AnswerFilter,
): Promise<{ readonly rows: StoredAnswer[]; readonly total: number }> {
  const where = condition(filter)
  const { rows } = await sql<StoredAnswer>`
    select ${columns} from form_answer where ${where}
    order by answered_at desc, answer_id desc limit ${filter.limit ?? 100} offset ${filter.offset ?? 0}`.execute(
    tx,
  )
  const counted = await sql<{
    total: number
  }>`select count(*) as total from form_answer where ${where}`.execute(tx)
  return { rows, total: counted.rows[0]!.total }
}

/** Counts and means per question over the answers to one version of a form. */
export async function summariseAnswers(tx: Tx, filter: AnswerFilter & { readonly formVersion: number }) {
  const form = await formOfVersion(tx, filter.formId, filter.formVersion)
  if (!form) throw notFound()
  const { rows } = await sql<{ answers: Answers; points: number | null }>`
    select answers, points from form_answer where ${condition(filter)}`.execute(tx)
  const points = rows.map((row) => row.points).filter((value) => value !== null)
  return {
    answers: rows.length,
    meanPoints: points.length === 0 ? null : points.reduce((sum, value) => sum + value, 0) / points.length,
    questions: summarise(
      form.definition,
      rows.map((row) => row.answers),
    ),
  }
}

async function markReplaced(
  tx: Tx,
  replaced: string,
  answerId: string,
  formId: string,
  subjectId: string,
): Promise<void> {
  const old = await findAnswer(tx, replaced)
  if (!old || old.formId !== formId || old.subjectId !== subjectId) throw notFound()
  const { rows } = await sql`
    update form_answer set replaced_by = ${answerId} where answer_id = ${replaced} and replaced_by is null
    returning answer_id`.execute(tx)
  if (rows.length === 0) throw conflict('FORM-12')
}

function condition(filter: AnswerFilter) {
  const parts = [sql`form_id = ${filter.formId}`]
  if (filter.formVersion !== undefined) parts.push(sql`form_version = ${filter.formVersion}`)
  if (filter.subjectIds) parts.push(sql`subject_id = any(${filter.subjectIds}::text[])`)
  if (filter.authorAccountId !== undefined) parts.push(sql`author_account_id = ${filter.authorAccountId}`)
  if (filter.from) parts.push(sql`answered_at >= ${filter.from}`)
  if (filter.to) parts.push(sql`answered_at < ${filter.to}`)
  if (!filter.withReplaced) parts.push(sql`replaced_by is null`)
  return sql.join(parts, sql` and `)
}

function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 86_400_000) * 86_400_000)
}

const columns = sql`answer_id as "answerId", form_id as "formId", form_version as "formVersion",
  subject_kind as "subjectKind", subject_id as "subjectId", author_account_id as "authorAccountId",
  author_name as "authorName", answers, points, points_possible as "pointsPossible", answered_at as "answeredAt",
  received_at as "receivedAt", replaces, replaced_by as "replacedBy"`
