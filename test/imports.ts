/**
 * Who may import whom: the table of `docs/architecture.md`, held by reading every source file.
 * A new line in MODULES is a design decision.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { listSources, ROOT } from './files.ts'

/** Module -> the modules whose `index.ts` and `contract.ts` it may use. */
export const MODULES: Record<string, readonly string[]> = {
  people: [],
  customers: ['people'],
  goods: ['people'],
  orders: ['people', 'customers', 'goods'],
  imports: ['people', 'customers', 'goods', 'orders'],
  plans: ['people', 'customers', 'orders'],
  insight: ['people', 'customers', 'goods', 'orders', 'plans'],
}

/** Engine -> the engines it may use besides the kernel. */
const ENGINES: Record<string, readonly string[]> = {
  kernel: [],
  routing: [],
  territory: [],
  schedule: ['routing', 'territory'],
}

const SQL_LIBRARIES = ['kysely', 'pg', '@electric-sql/pglite']
const MINIMUM_FILES = 100

interface Import {
  readonly file: string
  readonly line: number
  /** Root-relative path, or a package name. */
  readonly target: string
  readonly isPackage: boolean
}

/** Faults as text, one per line; prints how many files were read. */
export function findImportFaults(): string[] {
  const files = listSources()
  const imports = files.flatMap(readImports)
  const faults: string[] = []
  if (files.length < MINIMUM_FILES)
    faults.push(`only ${files.length} source files were read: is this the whole project?`)
  for (const item of imports) {
    const reason = item.isPackage ? judgePackage(item) : judgePath(item)
    if (reason) faults.push(`${item.file}:${item.line} imports ${item.target}: ${reason}`)
  }
  faults.push(...findCycles(imports))
  faults.push(...findUnknownModules(files))
  console.log(`imports: ${files.length} files, ${imports.length} imports, ${faults.length} faults`)
  return faults
}

function readImports(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const found: Import[] = []
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  for (const match of text.matchAll(pattern)) {
    const specifier = match[1] ?? match[2]!
    const line = text.slice(0, match.index).split('\n').length + (match[0].startsWith('\n') ? 1 : 0)
    const isPackage = !specifier.startsWith('.')
    const target = isPackage
      ? specifier
      : posix.normalize(posix.join(dirname(file), specifier)).replace(/\?.*$/, '')
    found.push({ file, line, target, isPackage })
  }
  return found
}

function judgePackage({ file, target }: Import): string | undefined {
  const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : target.split('/')[0]!
  const isTest = isTestFile(file)
  if (file.startsWith('engines/') && !isTest && target.startsWith('node:'))
    return 'engines do no input or output'
  if (file.startsWith('web/') && !isTest && !isBuildFile(file) && target.startsWith('node:'))
    return 'the browser has no node modules'
  if (!SQL_LIBRARIES.includes(name) || isTest) return undefined
  if (file.startsWith('platform/database/')) return undefined
  return 'SQL libraries are used in platform/database only; modules take sql from its index'
}

function judgePath({ file, target }: Import): string | undefined {
  const from = placeOf(file)
  const to = placeOf(target)
  if (isTestFile(file) || file.startsWith('test/')) return undefined
  // Measurements run on the same throw-away servers as tests.
  if (from.area === 'bench' && target === 'test/test-postgres.ts') return undefined
  if (isTestFile(target) || target.startsWith('test/')) return 'nothing imports a test'
  if (from.area === to.area && from.name === to.name) return undefined
  switch (from.area) {
    case 'engines':
      if (to.area !== 'engines') return 'engines use only the kernel and listed engines'
      return to.name === 'kernel' || ENGINES[from.name]?.includes(to.name) ? undefined : 'engine not listed'
    case 'platform':
      return to.area === 'platform' || target.startsWith('engines/kernel/')
        ? undefined
        : 'platform has no business meaning'
    case 'domain':
      if (to.area === 'engines' || to.area === 'platform') return undefined
      if (to.area !== 'domain') return 'a module uses modules, engines and platform'
      if (!MODULES[from.name]?.includes(to.name)) return `${from.name} does not list ${to.name}`
      return isFront(target) ? undefined : 'only index.ts and contract.ts of another module'
    case 'web':
      if (to.area === 'web')
        return from.name !== to.name && to.name !== 'shared' && from.name !== 'vite.config.ts'
          ? 'apps do not import each other'
          : undefined
      if (to.area === 'engines') return undefined
      if (to.area === 'domain' || to.area === 'platform')
        return /\/contract\.ts$|\/contract\//.test(target) ? undefined : 'the web takes only contracts'
      return isBuildFile(file) ? undefined : 'the web takes only contracts and engines'
    default:
      if (to.area === 'domain')
        return isFront(target) || target.endsWith('/routes.ts')
          ? undefined
          : 'only index.ts, contract.ts and routes.ts of a module'
      return undefined
  }
}

function placeOf(path: string): { area: string; name: string } {
  const [area = '', name = ''] = path.split('/')
  return { area, name }
}

function isFront(target: string): boolean {
  return /^domain\/[^/]+\/(index|contract)\.ts$/.test(target) || /^domain\/[^/]+\/contract\//.test(target)
}

function isTestFile(file: string): boolean {
  return /\.(test|spec)\.tsx?$/.test(file) || /\btest-[a-z-]+\.ts$/.test(file)
}

function isBuildFile(file: string): boolean {
  return /^web\/[a-z-.]+\.ts$/.test(file)
}

/** Cycles between files; imports of types count too. */
function findCycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>()
  for (const { file, target, isPackage } of imports)
    if (!isPackage) edges.set(file, [...(edges.get(file) ?? []), target])
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const visit = (file: string, path: string[]) => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      cycles.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`)
      return
    }
    state.set(file, 'open')
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    state.set(file, 'done')
  }
  for (const file of edges.keys()) visit(file, [])
  return cycles
}

function findUnknownModules(files: readonly string[]): string[] {
  const modules = new Set(
    files.filter((file) => file.startsWith('domain/')).map((file) => file.split('/')[1]!),
  )
  const engines = new Set(
    files.filter((file) => file.startsWith('engines/')).map((file) => file.split('/')[1]!),
  )
  return [
    ...[...modules]
      .filter((name) => !(name in MODULES))
      .map((name) => `domain/${name} is not in the table of modules`),
    ...[...engines]
      .filter((name) => !(name in ENGINES))
      .map((name) => `engines/${name} is not in the table of engines`),
  ]
}
