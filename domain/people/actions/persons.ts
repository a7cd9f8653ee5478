import { endSessions } from '../../../platform/auth/sessions.ts'
import { newId } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { badInput, conflict, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { parseSort } from '../../../platform/http/paging.ts'
import { Refusal } from '../../../platform/refusal.ts'
import type { NewPerson, PersonChange, PersonRow } from '../contract.ts'
import { findStatusFaults } from '../rules.ts'
import { maskPhone, personScope } from '../scope.ts'
import { countHolders, findAccount, updateStatus } from '../store/accounts.ts'
import {
  findAccountOfPerson,
  findUnit,
  insertPersons,
  type ListedPerson,
  listPersons,
  lockPerson,
  lockTree,
  PERSON_SORTS,
  updatePerson as savePerson,
} from '../store/organisation.ts'

export async function listPeople(
  context: RequestContext,
  query: {
    readonly page: number
    readonly pageSize: number
    readonly sort?: string
    readonly search?: string
    readonly unitId?: string
    readonly post?: readonly string[]
    readonly status?: string
  },
): Promise<{ rows: PersonRow[]; total: number }> {
  const sort = parseSort(query.sort)
  if (sort && !PERSON_SORTS.includes(sort.column))
    throw badInput({ path: 'query.sort', message: PERSON_SORTS.join(', ') })
  const found = await context.transaction(
    (tx) =>
      listPersons(tx, {
        scope: personScope(context),
        unitId: query.unitId,
        posts: query.post,
        status: query.status,
        search: query.search,
        sort,
        limit: query.pageSize,
        offset: (query.page - 1) * query.pageSize,
      }),
    { readOnly: true },
  )
  return { rows: found.rows.map((row) => maskPerson(context, row)), total: found.total }
}

export async function getPerson(context: RequestContext, personId: string): Promise<PersonRow> {
  const { rows } = await context.transaction(
    (tx) => listPersons(tx, { scope: personScope(context), personId, limit: 1, offset: 0 }),
    { readOnly: true },
  )
  if (!rows[0]) throw notFound()
  return maskPerson(context, rows[0])
}

/** `contact` hides the phone's middle and where a person lives, except from that person. */
function maskPerson(context: RequestContext, person: ListedPerson): PersonRow {
  if (!context.masks.includes('contact') || person.personId === context.principal.personId) return person
  return {
    ...person,
    phone: person.phone === '' ? '' : maskPhone(person.phone),
    homeLon: null,
    homeLat: null,
  }
}

export async function createPerson(
  context: RequestContext,
  person: NewPerson,
): Promise<{ personId: string }> {
  const personId = newId(context.clock)
  await context.transaction(async (tx) => {
    await requireOpenUnit(tx, person.unitId)
    await insertPersons(tx, context.principal.orgId, [{ ...person, personId }], context.clock)
    await context.record(tx, {
      kind: 'person.created',
      objectKind: 'person',
      objectId: personId,
      detail: { unitId: person.unitId, post: person.post },
    })
  })
  return { personId }
}

/** Who leaves loses the account at the same moment. */
export async function updatePerson(
  context: RequestContext,
  personId: string,
  change: PersonChange,
): Promise<undefined> {
  await context.transaction(async (tx) => {
    if (change.status === 'left') await lockTree(tx)
    const person = await lockPerson(tx, personId)
    if (!person) throw notFound()
    if (change.unitId !== undefined && change.unitId !== person.unitId)
      await requireOpenUnit(tx, change.unitId)
    if (change.status === 'left' && person.status !== 'left') await closeAccount(tx, context, personId)
    await savePerson(tx, { ...person, ...change }, context.clock)
    await context.record(tx, {
      kind: 'person.changed',
      objectKind: 'person',
      objectId: personId,
      // Which fields, not what stood in them: a phone could not be erased from the ledger.
      detail: {
        fields: Object.keys(change),
        unitId: change.unitId,
        post: change.post,
        status: change.status,
      },
    })
  })
  return undefined
}

async function closeAccount(tx: Tx, context: RequestContext, personId: string): Promise<void> {
  const accountId = await findAccountOfPerson(tx, personId)
  const account = accountId && (await findAccount(tx, accountId))
  if (!account) return
  const holdersOfPresentRole = await countHolders(tx, account.role)
  const byAccountId = context.principal.accountId
  const faults = findStatusFaults({ account, status: 'disabled', byAccountId, holdersOfPresentRole })
  if (faults.length > 0) throw new Refusal(faults)
  await updateStatus(tx, account.accountId, 'disabled', context.clock)
  await endSessions(tx, { accountId: account.accountId }, 'disabled', context.clock)
}

async function requireOpenUnit(tx: Tx, unitId: string): Promise<void> {
  const unit = await findUnit(tx, unitId)
  if (!unit) throw badInput({ path: 'body.unitId', message: 'unknown' })
  if (unit.status === 'closed') throw conflict('UNIT-CLOSED')
}
