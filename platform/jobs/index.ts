export { createEstimate } from './estimate.ts'
export { defineJob, findJob, type Job, type JobContext } from './job.ts'
export {
  cancelJob,
  type EnqueueOptions,
  enqueue,
  getJob,
  type JobFailure,
  type JobRecord,
  type JobState,
  listJobs,
  repeatJob,
} from './queue.ts'
export { type Company, startWorker, type Worker, type WorkerOptions } from './worker.ts'
