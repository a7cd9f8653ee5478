import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { listCompanies } from '../domain/people/index.ts'
import { createRequestBudget } from '../platform/http/budget.ts'
import { createStaticFiles, hasBuiltClient } from '../platform/http/static-files.ts'
import { startWorker } from '../platform/jobs/index.ts'
import { prepareCompany } from '../platform/prepare-company.ts'
import { createServerApp, type ServerAppOptions } from './app.ts'

export interface ServerOptions extends Omit<ServerAppOptions, 'staticFiles'> {
  /** 0 takes any free port. */
  readonly port: number
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string
  /** Folder of the built client; without one (or without a client in it) there is only the API. */
  readonly clientFolder?: string
  /** Jobs this process works on at once; 0 leaves them to other processes. Default 1. */
  readonly jobs?: number
}

export interface RunningServer {
  /** `http://localhost:8080` */
  readonly address: string
  readonly port: number
  /**
   * Takes no new requests and jobs; requests under way may finish (ten seconds at most), jobs go back to the queue.
   * The database stays open.
   */
  close(): Promise<void>
}

const GRACE_MILLISECONDS = 10_000

export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { port, host = '127.0.0.1', clientFolder, jobs = 1, ...appOptions } = options
  const { database, clock, log } = appOptions
  const hasClient = clientFolder !== undefined && (await hasBuiltClient(clientFolder))
  const app = createServerApp({
    budget: createRequestBudget(clock),
    ...appOptions,
    staticFiles: hasClient ? await createStaticFiles(clientFolder) : undefined,
  })
  const listening = Promise.withResolvers<AddressInfo>()
  const server = serve({ fetch: app.fetch, port, hostname: host }, listening.resolve)
  server.once('error', listening.reject)
  const info = await listening.promise
  const worker = startWorker({
    database,
    clock,
    parallel: jobs,
    companies: () => listCompanies(database),
    prepare: (company) => prepareCompany(database, company, clock),
    onFailure: (kind, failure, cause) =>
      log?.({ requestId: failure.code, route: `job ${kind}`, error: cause }),
  })
  return {
    address: `http://${host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host}:${info.port}`,
    port: info.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      const force = setTimeout(() => {
        if ('closeAllConnections' in server) server.closeAllConnections()
      }, GRACE_MILLISECONDS)
      await Promise.all([closed.finally(() => clearTimeout(force)), worker.stop()])
    },
  }
}
