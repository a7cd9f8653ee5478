import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Database } from '../database/index.ts'
import type { Anchor } from './chain.ts'
import { takeAnchor } from './verify.ts'

/** Names the file of anchors; deployments put it on another volume than the database. */
export const ANCHOR_FILE_VARIABLE = 'LIUHUI_ANCHORS'

/**
 * Anchors are kept outside the database, one JSON object a line, in a file that only grows: on another volume, a
 * write-once store, or printed. Whoever rewrites the ledger as a whole cannot rewrite what lies elsewhere.
 */
const anchorLine = z.strictObject({
  orgId: z.uuid(),
  day: z.iso.date(),
  events: z.number().int().positive(),
  head: z.string().length(64),
  takenAt: z.iso.datetime(),
})

/** Writes down where the company's chain ends; nothing for a company without events. */
export async function writeAnchor(
  database: Database,
  orgId: string,
  file: string,
  at: Date,
): Promise<Anchor | undefined> {
  const anchor = await database.inOrg(orgId, (tx) => takeAnchor(tx, orgId, at), { readOnly: true })
  if (!anchor) return undefined
  await mkdir(dirname(file), { recursive: true })
  await appendFile(file, `${JSON.stringify(anchor)}\n`, { flush: true })
  return anchor
}

/** All anchors of a file; a file that is not there has none. A line that cannot be read is an error, with its number. */
export async function readAnchors(file: string): Promise<Anchor[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => {
      try {
        return anchorLine.parse(JSON.parse(line))
      } catch (cause) {
        throw new Error(`${file}, line ${number}: not an anchor`, { cause })
      }
    })
}
