import type { Clock } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'

/** What proves an account; read only where somebody signs in. */
export interface Credential {
  readonly passwordHash: string
  readonly mustChange: boolean
  readonly totpSecret: Uint8Array | null
  readonly totpConfirmed: boolean
  readonly totpLastStep: number
}

export async function findCredential(tx: Tx, accountId: string): Promise<Credential | undefined> {
  const { rows } = await sql<Credential>`
    select password_hash as "passwordHash", must_change as "mustChange", totp_secret as "totpSecret",
      totp_confirmed_at is not null as "totpConfirmed", totp_last_step as "totpLastStep"
    from auth_credential where account_id = ${accountId}`.execute(tx)
  return rows[0]
}

export async function savePassword(
  tx: Tx,
  credential: {
    readonly orgId: string
    readonly accountId: string
    readonly passwordHash: string
    readonly mustChange: boolean
  },
  clock: Clock,
): Promise<void> {
  const { orgId, accountId, passwordHash, mustChange } = credential
  await sql`
    insert into auth_credential (org_id, account_id, password_hash, password_changed_at, must_change)
    values (${orgId}, ${accountId}, ${passwordHash}, ${clock.now()}, ${mustChange})
    on conflict (org_id, account_id) do update set password_hash = excluded.password_hash,
      password_changed_at = excluded.password_changed_at, must_change = excluded.must_change`.execute(tx)
}

/** A new secret, not yet proven; `null` forgets the authenticator. */
export async function saveTotpSecret(tx: Tx, accountId: string, secret: Uint8Array | null): Promise<void> {
  await sql`
    update auth_credential set totp_secret = ${secret}, totp_confirmed_at = null, totp_last_step = 0
    where account_id = ${accountId}`.execute(tx)
}

/**
 * Takes a code's step for good, and proves the secret if it was new. Two requests with the same code come one after
 * the other here: the second gets false.
 */
export async function takeTotpStep(tx: Tx, accountId: string, step: number, clock: Clock): Promise<boolean> {
  const result = await sql`
    update auth_credential set totp_last_step = ${step},
      totp_confirmed_at = coalesce(totp_confirmed_at, ${clock.now()})
    where account_id = ${accountId} and totp_last_step < ${step}`.execute(tx)
  return Number(result.numAffectedRows ?? 0) === 1
}
