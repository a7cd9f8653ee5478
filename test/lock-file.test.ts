import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './files.ts'

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly resolved?: string
  readonly hasInstallScript?: boolean
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>
}
const packages = Object.entries(lock.packages)

test('the lock file names every optional package, so that npm ci accepts it on every system', () => {
  const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(
        (name) =>
          !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
      )
      .map((name) => `${path || 'the project'} -> ${name}`),
  )
  assert.deepEqual(missing, [])
})

test('the lock file names no download address', () => {
  assert.deepEqual(
    packages.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path),
    [],
  )
})

test('nothing runs a script while installing', () => {
  const scripted = packages.filter(([, entry]) => entry.hasInstallScript).map(([path]) => path)
  // fsevents belongs to Macs, and only watches files while developing.
  assert.deepEqual(
    scripted.filter((path) => !path.endsWith('/fsevents')),
    [],
  )
})
