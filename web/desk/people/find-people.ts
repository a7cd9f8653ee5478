import { listPeople } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { t } from '../../shared/text/people.ts'
import type { SearchHit } from '../module.ts'

/** Persons for the search of the header. */
export async function findPeople(text: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  const page = await call(listPeople, { query: { search: text, pageSize: 8 }, signal })
  return page.rows.map((person) => ({
    id: person.personId,
    title: person.name,
    detail: `${t(`post.${person.post}`)} · ${person.unitName}`,
    path: `/organisation?unit=${person.unitId}&person=${person.personId}`,
  }))
}
