/** 作业: long work that was started, how far it is, and its result. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'
import { listOf, pageOf, pageQuery } from '../http/paging.ts'

export const jobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])

export const jobView = z.object({
  jobId: z.uuid(),
  kind: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  state: jobState,
  attempt: z.number().int(),
  progressDone: z.number(),
  progressTotal: z.number().nullable(),
  progressNote: z.string().nullable(),
  /** An estimate from the recent pace; null while nothing can be said. */
  secondsLeft: z.number().nullable(),
  cancelRequested: z.boolean(),
  result: z.unknown(),
  failure: z
    .object({
      code: z.string(),
      violations: z
        .array(
          z.object({
            code: z.string(),
            subject: z.string().optional(),
            values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
          }),
        )
        .optional(),
    })
    .nullable(),
  createdByName: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
})

const jobParams = z.strictObject({ jobId: z.uuid() })
const listQuery = z.strictObject({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  kind: z.string().max(100).optional(),
  states: listOf(jobState).optional(),
})

export const listMyJobs = defineRoute({
  id: 'jobs.mine',
  method: 'GET',
  path: '/api/jobs',
  summary: 'Jobs started by the person asking, newest first',
  permit: 'signed-in',
  query: listQuery,
  response: pageOf(jobView),
})

export const getMyJob = defineRoute({
  id: 'jobs.get',
  method: 'GET',
  path: '/api/jobs/:jobId',
  summary: 'One job of the person asking: how far, how long still, its result',
  permit: 'signed-in',
  params: jobParams,
  response: jobView,
})

export const cancelMyJob = defineRoute({
  id: 'jobs.cancel',
  method: 'POST',
  path: '/api/jobs/:jobId/cancel',
  summary: 'Cancel a job of the person asking; a running one stops when it next looks',
  permit: 'signed-in',
  params: jobParams,
  response: jobView,
})

export const listAllJobs = defineRoute({
  id: 'jobs.all',
  method: 'GET',
  path: '/api/system/jobs',
  summary: 'Jobs of everybody, without their results',
  permit: { resource: 'system', action: 'read' },
  query: listQuery,
  response: pageOf(jobView),
})

export const cancelAnyJob = defineRoute({
  id: 'jobs.cancel-any',
  method: 'POST',
  path: '/api/system/jobs/:jobId/cancel',
  summary: 'Cancel a job of anybody',
  permit: { resource: 'system', action: 'run' },
  params: jobParams,
  response: jobView,
})

export const repeatAnyJob = defineRoute({
  id: 'jobs.repeat-any',
  method: 'POST',
  path: '/api/system/jobs/:jobId/repeat',
  summary: 'Put a failed or cancelled job back into the queue',
  permit: { resource: 'system', action: 'run' },
  params: jobParams,
  response: jobView,
})
