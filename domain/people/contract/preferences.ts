import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'

/**
 * Small things an account keeps about its screens: columns and saved views of tables, the last choice of a map.
 * The server does not look into them; it only keeps them few and small.
 */
export const MAX_PREFERENCES = 200
export const MAX_PREFERENCE_BYTES = 32 * 1024

/** `table.customers`, `map.customers`. */
export const preferenceKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*){1,3}$/)
  .max(80)

export const listPreferences = defineRoute({
  id: 'preferences.list',
  method: 'GET',
  path: '/api/me/preferences',
  summary: 'Everything the own account keeps about its screens',
  permit: 'signed-in',
  response: z.record(z.string(), z.json()),
})

export const putPreference = defineRoute({
  id: 'preferences.put',
  method: 'PUT',
  path: '/api/me/preferences/:key',
  summary: 'Keep one thing about a screen; null forgets it',
  permit: 'signed-in',
  params: z.object({ key: preferenceKey }),
  body: z.strictObject({ value: z.json() }),
  response: z.undefined(),
})
