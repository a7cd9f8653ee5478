/** What the browser fetches before the desk can be used: counted by web/measure-bundle.ts from a built client. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { judged, type Report } from './line.ts'

const ROOT = join(import.meta.dirname, '..')

/** @returns false when there is no built client to measure */
export function benchFirstLoad(report: Report): boolean {
  if (!existsSync(join(ROOT, 'dist/.vite/manifest.json'))) return false
  const { stdout } = spawnSync(process.execPath, ['web/measure-bundle.ts'], { cwd: ROOT, encoding: 'utf8' })
  const last = stdout.trim().split('\n').at(-1) ?? ''
  const { firstLoadKb, limitKb } = JSON.parse(last) as { firstLoadKb: number; limitKb: number }
  report(
    judged(
      {
        name: 'first load of the desk',
        value: firstLoadKb,
        unit: 'kB gzip, without map and charts',
        target: limitKb,
      },
      'most',
    ),
  )
  return true
}
