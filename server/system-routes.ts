import { z } from 'zod'
import { type Database, sql } from '../platform/database/index.ts'
import { defineRoute, type RouteContract } from '../platform/http/contract.ts'
import { forbidden } from '../platform/http/failure.ts'
import { type Implementation, implement } from '../platform/http/handler.ts'
import { describeApi } from '../platform/http/openapi.ts'

export const getHealth = defineRoute({
  id: 'system.health',
  method: 'GET',
  path: '/api/health',
  summary: 'Whether the server and its database answer',
  permit: 'public',
  response: z.object({ status: z.literal('ok'), version: z.string() }),
})

export const getOpenApi = defineRoute({
  id: 'system.openapi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This document: every route with what it takes and gives (OpenAPI 3.1)',
  permit: 'signed-in',
  response: z.record(z.string(), z.unknown()),
})

/** Routes about the program itself. The OpenAPI document describes `others` and these. */
export function systemRoutes(others: readonly Implementation[], version: string): Implementation[] {
  const contracts: RouteContract[] = [
    ...others.map(({ contract }) => contract),
    getHealth as RouteContract,
    getOpenApi as RouteContract,
  ]
  let document: Record<string, unknown> | undefined
  return [
    implement(getHealth, async ({ database }) => {
      await ping(database)
      return { status: 'ok' as const, version }
    }),
    implement(getOpenApi, async ({ principal }) => {
      // For staff: shops have no business with the inner interfaces.
      if (principal.role === 'retailer') throw forbidden()
      document ??= describeApi(contracts, version)
      return document
    }),
  ]
}

async function ping(database: Database): Promise<void> {
  await database.asOwner((tx) => sql`select 1`.execute(tx), { readOnly: true })
}
