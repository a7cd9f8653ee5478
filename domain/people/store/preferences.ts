import type { Clock } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'

export async function listPreferences(tx: Tx, accountId: string): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ key: string; value: unknown }>`
    select key, value from account_preference where account_id = ${accountId} order by key`.execute(tx)
  return Object.fromEntries(rows.map((row) => [row.key, row.value]))
}

export async function savePreference(
  tx: Tx,
  preference: {
    readonly orgId: string
    readonly accountId: string
    readonly key: string
    readonly value: string
  },
  clock: Clock,
): Promise<void> {
  await sql`
    insert into account_preference (org_id, account_id, key, value, updated_at)
    values (${preference.orgId}, ${preference.accountId}, ${preference.key}, ${preference.value}::jsonb, ${clock.now()})
    on conflict (org_id, account_id, key) do update set value = excluded.value,
      updated_at = excluded.updated_at`.execute(tx)
}

export async function deletePreference(tx: Tx, accountId: string, key: string): Promise<void> {
  await sql`delete from account_preference where account_id = ${accountId} and key = ${key}`.execute(tx)
}

export async function countPreferences(tx: Tx, accountId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from account_preference where account_id = ${accountId}`.execute(tx)
  return Number(rows[0]!.count)
}
