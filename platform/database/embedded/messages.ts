/** What the two threads of the embedded database say to each other. */
export interface WorkerStart {
  /** Folder of the database files; absent for one in memory. */
  readonly folder?: string
  /** A tar of a data folder to begin with (tests: copies of a migrated template). */
  readonly image?: Uint8Array
  /** Other start parameters than the durable ones: for the test that such a start is refused. */
  readonly startParameters?: readonly string[]
}

export type ToWorker =
  | { readonly kind: 'run'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'dump' }
  | { readonly kind: 'close' }

/** Every message is answered once, in order; `ready` and `failed` speak about the start. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly syncsPerCommit: number }
  | { readonly kind: 'failed'; readonly message: string; readonly stack?: string }
  | { readonly kind: 'reply'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'dumped'; readonly image: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'closed' }
