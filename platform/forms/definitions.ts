import { localDate } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'
import { type Acting, canonicalJson, SYSTEM_ACTOR } from '../ledger/index.ts'
import { assert, Refusal, refuse } from '../refusal.ts'
import {
  type FormDefinition,
  type FormDefinitionInput,
  findDefinitionFaults,
  formDefinition,
} from './contract/definition.ts'

/** A form that comes with the release; companies may publish versions of their own after it. */
export interface ShippedForm {
  readonly definition: FormDefinition
  /** Grows whenever the release changes the form. */
  readonly version: number
}

const shipped = new Map<string, ShippedForm>()

/**
 * Registers a form of the release; one that does not hold together stops the program while it loads.
 *
 *     export const spotCheck = defineForm(1, { id: 'terminals.spot-check', subjectKind: 'customer', … })
 */
export function defineForm(version: number, input: FormDefinitionInput): ShippedForm {
  const definition = formDefinition.parse(input)
  const faults = findDefinitionFaults(definition)
  assert(faults.length === 0, `form ${definition.id}: ${faults.join('; ')}`)
  assert(!shipped.has(definition.id), `form ${definition.id} is defined once`)
  const form = { definition, version }
  shipped.set(definition.id, form)
  return form
}

export function shippedForms(): ShippedForm[] {
  return [...shipped.values()]
}

export interface FormVersion {
  readonly formId: string
  readonly version: number
  readonly definition: FormDefinition
  readonly validFrom: string
  readonly shippedVersion: number | null
  readonly authorName: string
  readonly recordedAt: Date
}

/**
 * Writes the release's forms as versions of the company. A company that published its own version keeps that: the new
 * one of the release is then not taken over (it can be looked at and published by hand).
 */
export async function pinForms(tx: Tx, at: Date, date: string): Promise<number> {
  let count = 0
  for (const { definition, version } of shipped.values()) {
    const latest = await latestVersion(tx, definition.id)
    const isOwn = latest !== undefined && latest.shippedVersion === null
    if (isOwn || (latest && latest.shippedVersion! >= version)) continue
    await insertVersion(tx, definition, {
      version: (latest?.version ?? 0) + 1,
      validFrom: latest ? date : BEGINNING,
      shippedVersion: version,
      authorAccountId: null,
      authorName: SYSTEM_ACTOR.name,
      at,
    })
    count++
  }
  return count
}

const BEGINNING = '2000-01-01'

/** The version in force on a date: the one with the latest beginning by then, and of those the last published. */
export async function formAt(tx: Tx, formId: string, date: string): Promise<FormVersion | undefined> {
  const { rows } = await sql<FormVersion>`
    select ${columns} from form_definition where form_id = ${formId} and valid_from <= ${date}
    order by valid_from desc, version desc limit 1`.execute(tx)
  return rows[0]
}

/** The version an answer was given to. */
export async function formOfVersion(
  tx: Tx,
  formId: string,
  version: number,
): Promise<FormVersion | undefined> {
  const { rows } = await sql<FormVersion>`
    select ${columns} from form_definition where form_id = ${formId} and version = ${version}`.execute(tx)
  return rows[0]
}

/** Every form in force on a date, by id. */
export async function formsAt(tx: Tx, date: string): Promise<FormVersion[]> {
  const { rows } = await sql<FormVersion>`
    select distinct on (form_id) ${columns} from form_definition where valid_from <= ${date}
    order by form_id, valid_from desc, version desc`.execute(tx)
  return rows
}

export async function formHistory(tx: Tx, formId: string): Promise<FormVersion[]> {
  const { rows } = await sql<FormVersion>`
    select ${columns} from form_definition where form_id = ${formId} order by version desc`.execute(tx)
  return rows
}

/**
 * Publishes a new version from a date on. Answers stay with the version they were given to.
 *
 * @throws Refusal FORM-10 the definition does not hold together (one violation per fault), FORM-11 the date is past,
 *   FORM-13 nothing would change.
 */
export async function publishForm(
  tx: Tx,
  input: FormDefinitionInput,
  validFrom: string,
  by: Acting,
  timeZone?: string,
): Promise<FormVersion> {
  const definition = formDefinition.parse(input)
  const faults = findDefinitionFaults(definition)
  if (faults.length > 0)
    throw new Refusal(faults.map((fault) => ({ code: 'FORM-10', subject: definition.id, values: { fault } })))
  const today = localDate(by.clock, timeZone)
  if (validFrom < today) refuse('FORM-11', definition.id, { validFrom, today })
  await sql`select pg_advisory_xact_lock(hashtextextended(current_org()::text || ${definition.id}, 18))`.execute(
    tx,
  )
  const latest = await latestVersion(tx, definition.id)
  if (latest && canonicalJson(latest.definition) === canonicalJson(definition))
    refuse('FORM-13', definition.id)
  const at = by.clock.now()
  const version = (latest?.version ?? 0) + 1
  await insertVersion(tx, definition, {
    version,
    validFrom,
    shippedVersion: null,
    authorAccountId: by.principal.accountId,
    authorName: by.principal.name,
    at,
  })
  await by.record(tx, {
    kind: 'form.publish',
    objectKind: 'form',
    objectId: definition.id,
    detail: { version, validFrom },
  })
  return {
    formId: definition.id,
    version,
    definition,
    validFrom,
    shippedVersion: null,
    authorName: by.principal.name,
    recordedAt: at,
  }
}

async function latestVersion(tx: Tx, formId: string): Promise<FormVersion | undefined> {
  const { rows } = await sql<FormVersion>`
    select ${columns} from form_definition where form_id = ${formId} order by version desc limit 1`.execute(
    tx,
  )
  return rows[0]
}

async function insertVersion(
  tx: Tx,
  definition: FormDefinition,
  row: {
    readonly version: number
    readonly validFrom: string
    readonly shippedVersion: number | null
    readonly authorAccountId: string | null
    readonly authorName: string
    readonly at: Date
  },
): Promise<void> {
  await sql`
    insert into form_definition (org_id, form_id, version, definition, valid_from, shipped_version, author_account_id,
      author_name, recorded_at)
    values (current_org(), ${definition.id}, ${row.version}, ${JSON.stringify(definition)}::jsonb, ${row.validFrom},
      ${row.shippedVersion}, ${row.authorAccountId}, ${row.authorName}, ${row.at})`.execute(tx)
}

const columns = sql`form_id as "formId", version, definition, valid_from as "validFrom",
  shipped_version as "shippedVersion", author_name as "authorName", recorded_at as "recordedAt"`
