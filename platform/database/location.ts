import { resolve } from 'node:path'
import type { OpenOptions } from './database.ts'

/** Where the database is: DATABASE_URL when set, else the folder of `--data`, else ./data. */
export function locateDatabase(
  data: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Pick<OpenOptions, 'url' | 'folder'> {
  if (data === undefined && env.DATABASE_URL) return { url: env.DATABASE_URL }
  return { folder: data === ':memory:' ? data : resolve(data ?? 'data') }
}
