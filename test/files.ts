import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')

/** The top folders that hold source of ours. */
export const SOURCE_FOLDERS = [
  'bench',
  'city',
  'cli',
  'domain',
  'engines',
  'platform',
  'server',
  'test',
  'web',
] as const

/** All files below `folder` (relative to the root, `/`-separated) whose name ends with one of `endings`. */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  const found: string[] = []
  // Git keeps no empty folders: one that holds nothing yet is absent in a fresh clone.
  if (!existsSync(join(ROOT, folder))) return found
  const visit = (relative: string) => {
    for (const entry of readdirSync(join(ROOT, relative), { withFileTypes: true })) {
      const path = `${relative}/${entry.name}`
      if (entry.isDirectory()) visit(path)
      else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(path)
    }
  }
  visit(folder)
  return found.sort()
}

export function listSources(): string[] {
  return SOURCE_FOLDERS.flatMap((folder) => listFiles(folder, ['.ts', '.tsx']))
}

export function listTests(ending: '.test.ts' | '.spec.ts'): string[] {
  return SOURCE_FOLDERS.flatMap((folder) => listFiles(folder, [ending]))
}
