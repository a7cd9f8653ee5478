import type { Tx } from '../database/index.ts'
import { conflict, notFound } from '../http/failure.ts'
import { type Implementation, implement, type RequestContext } from '../http/handler.ts'
// Loaded with the routes, so that every server and worker knows the nightly job.
import './clean.ts'
import * as contract from './contract.ts'
import { findJob } from './job.ts'
import { cancelJob, getJob, type JobFilter, type JobRecord, listJobs, repeatJob } from './queue.ts'

export const routes: Implementation[] = [
  implement(contract.listMyJobs, (context, { query }) =>
    context.transaction(
      async (tx) => {
        const found = await listJobs(tx, { ...filterOf(query), createdBy: context.principal.accountId })
        return { rows: found.rows.map(viewOf), total: found.total }
      },
      { readOnly: true },
    ),
  ),
  implement(contract.getMyJob, (context, { params }) =>
    context.transaction(async (tx) => viewOf(await getOwn(tx, params.jobId, context)), { readOnly: true }),
  ),
  implement(contract.cancelMyJob, (context, { params }) =>
    context.transaction(async (tx) => {
      await getOwn(tx, params.jobId, context)
      return cancel(tx, params.jobId, context)
    }),
  ),
  implement(contract.listAllJobs, (context, { query }) =>
    context.transaction(
      async (tx) => {
        const found = await listJobs(tx, filterOf(query))
        return { rows: found.rows.map(adminView), total: found.total }
      },
      { readOnly: true },
    ),
  ),
  implement(contract.cancelAnyJob, (context, { params }) =>
    context.transaction(async (tx) => {
      if (!(await getJob(tx, params.jobId))) throw notFound()
      return { ...(await cancel(tx, params.jobId, context)), result: null }
    }),
  ),
  implement(contract.repeatAnyJob, (context, { params }) =>
    context.transaction(async (tx) => {
      const job = await getJob(tx, params.jobId)
      if (!job) throw notFound()
      if (!(await repeatJob(tx, params.jobId))) throw conflict('JOB-03')
      await record(tx, context, 'job.repeat', job)
      return adminView((await getJob(tx, params.jobId))!)
    }),
  ),
]

/** Somebody else's job is not there. */
async function getOwn(tx: Tx, jobId: string, context: RequestContext): Promise<JobRecord> {
  const job = await getJob(tx, jobId)
  if (job?.createdBy !== context.principal.accountId) throw notFound()
  return job
}

async function cancel(tx: Tx, jobId: string, context: RequestContext) {
  if (!(await cancelJob(tx, jobId))) throw conflict('JOB-03')
  const job = (await getJob(tx, jobId))!
  await record(tx, context, 'job.cancel', job)
  return viewOf(job)
}

function record(tx: Tx, context: RequestContext, kind: string, job: JobRecord): Promise<void> {
  return context.record(tx, { kind, objectKind: 'job', objectId: job.jobId, detail: { job: job.kind } })
}

function filterOf(query: {
  readonly page: number
  readonly pageSize: number
  readonly kind?: string
  readonly states?: JobFilter['states']
}): JobFilter {
  return {
    ...(query.kind === undefined ? {} : { kind: query.kind }),
    ...(query.states === undefined ? {} : { states: query.states }),
    limit: query.pageSize,
    offset: (query.page - 1) * query.pageSize,
  }
}

/** Administrators run jobs; what a job found is business and stays with the one who asked. */
function adminView(job: JobRecord) {
  return { ...viewOf(job), result: null, progressNote: null }
}

function viewOf(job: JobRecord) {
  const failure = job.failure && {
    code: job.failure.code,
    ...(job.failure.violations ? { violations: job.failure.violations.map((item) => ({ ...item })) } : {}),
  }
  return {
    jobId: job.jobId,
    kind: job.kind,
    title: findJob(job.kind)?.title ?? { zh: job.kind, en: job.kind },
    state: job.state,
    attempt: job.attempt,
    progressDone: job.progressDone,
    progressTotal: job.progressTotal,
    progressNote: job.progressNote,
    secondsLeft: job.secondsLeft,
    cancelRequested: job.cancelRequested,
    result: job.result ?? null,
    failure,
    createdByName: job.createdByName,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  }
}
