import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createStaticFiles, hasBuiltClient } from '../platform/http/static-files.ts'
import { createServerApp, type ServerAppOptions } from './app.ts'

export interface ServerOptions extends Omit<ServerAppOptions, 'staticFiles'> {
  /** 0 takes any free port. */
  readonly port: number
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string
  /** Folder of the built client; without one (or without a client in it) there is only the API. */
  readonly clientFolder?: string
}

export interface RunningServer {
  /** `http://localhost:8080` */
  readonly address: string
  readonly port: number
  /** Takes no new requests, lets those under way finish (ten seconds at most), then resolves. The database stays open. */
  close(): Promise<void>
}

const GRACE_MILLISECONDS = 10_000

export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { port, host = '127.0.0.1', clientFolder, ...appOptions } = options
  const hasClient = clientFolder !== undefined && (await hasBuiltClient(clientFolder))
  const app = createServerApp({
    ...appOptions,
    staticFiles: hasClient ? await createStaticFiles(clientFolder) : undefined,
  })
  const listening = Promise.withResolvers<AddressInfo>()
  const server = serve({ fetch: app.fetch, port, hostname: host }, listening.resolve)
  server.once('error', listening.reject)
  const info = await listening.promise
  return {
    address: `http://${host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host}:${info.port}`,
    port: info.port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      const force = setTimeout(() => {
        if ('closeAllConnections' in server) server.closeAllConnections()
      }, GRACE_MILLISECONDS)
      return closed.finally(() => clearTimeout(force))
    },
  }
}
