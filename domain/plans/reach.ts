import { sql, type Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { readUnitSubtree } from './sources.ts'

/**
 * Whose plans the caller may see or change: his own, his team's, or everybody's. What is out of reach answers as if
 * it did not exist, so that nothing can be learned by trying.
 */
export async function personIdsInReach(tx: Tx, context: RequestContext): Promise<string[] | 'all'> {
  const { principal, scope } = context
  switch (scope) {
    case 'organisation':
    case 'brand':
      return 'all'
    case 'team': {
      if (!principal.unitId) return []
      const unitIds = await readUnitSubtree(tx, principal.unitId)
      const { rows } = await sql<{ personId: string }>`
        select person_id as "personId" from person where unit_id = any(${unitIds}::uuid[])`.execute(tx)
      return rows.map((row) => row.personId)
    }
    case 'own':
    case 'assigned':
      return principal.personId ? [principal.personId] : []
    default:
      return []
  }
}

export async function assertInReach(tx: Tx, context: RequestContext, personId: string): Promise<void> {
  const reach = await personIdsInReach(tx, context)
  if (reach !== 'all' && !reach.includes(personId)) throw notFound()
}

/**
 * The units of a person's team: from his own unit up to the nearest one that has a market manager, and everything
 * below that. Joint visits tie these people's days together.
 */
export async function readTeamUnits(tx: Tx, personId: string): Promise<string[]> {
  const { rows } = await sql<{ unitId: string; hasManager: boolean }>`
    with recursive up as (
      select u.unit_id, u.parent_id, 0 as height
      from person p join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
      where p.person_id = ${personId}
      union all
      select u.unit_id, u.parent_id, up.height + 1 from org_unit u join up on u.unit_id = up.parent_id)
    select up.unit_id as "unitId", exists (
      select 1 from person p where p.unit_id = up.unit_id and p.post = 'market_manager' and p.status = 'active'
    ) as "hasManager"
    from up order by height`.execute(tx)
  const team = rows.find((row) => row.hasManager) ?? rows[0]
  if (!team) throw notFound()
  return readUnitSubtree(tx, team.unitId)
}
