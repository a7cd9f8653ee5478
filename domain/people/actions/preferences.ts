import type { RequestContext } from '../../../platform/http/handler.ts'
import { refuse } from '../../../platform/refusal.ts'
import { MAX_PREFERENCE_BYTES, MAX_PREFERENCES } from '../contract/preferences.ts'
import * as store from '../store/preferences.ts'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export async function listPreferences(context: RequestContext): Promise<Record<string, Json>> {
  const { accountId } = context.principal
  const kept = await context.transaction((tx) => store.listPreferences(tx, accountId), { readOnly: true })
  return kept as Record<string, Json>
}

/** Null forgets. @throws Refusal PREF-01 too large, PREF-02 too many */
export async function putPreference(context: RequestContext, key: string, value: Json): Promise<undefined> {
  const { orgId, accountId } = context.principal
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) > MAX_PREFERENCE_BYTES)
    refuse('PREF-01', key, { bytes: Buffer.byteLength(text), most: MAX_PREFERENCE_BYTES })
  await context.transaction(async (tx) => {
    if (value === null) return store.deletePreference(tx, accountId, key)
    await store.savePreference(tx, { orgId, accountId, key, value: text }, context.clock)
    if ((await store.countPreferences(tx, accountId)) > MAX_PREFERENCES)
      refuse('PREF-02', key, { most: MAX_PREFERENCES })
  })
}
