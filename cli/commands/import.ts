import { stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { sayReason } from '../../domain/imports/contract/reasons.ts'
import { IMPORT_KINDS, type ImportKind, type ImportTotals } from '../../domain/imports/contract.ts'
import { bringUpToDate, findProfile, makeErrorWorkbook, runImport } from '../../domain/imports/index.ts'
import { createCompany, listCompanies } from '../../domain/people/index.ts'
import { systemClock } from '../../platform/clock.ts'
import {
  type Database,
  DatabaseLocked,
  locateDatabase,
  migrate,
  openDatabase,
} from '../../platform/database/index.ts'
import { COMMAND_LINE_LIMITS } from '../../platform/files/limits.ts'
import { FileRefusal } from '../../platform/files/refusal.ts'
import { openTable } from '../../platform/files/table.ts'
import { systemActing } from '../../platform/ledger/index.ts'
import { Refusal } from '../../platform/refusal.ts'
import type { CommandResult } from '../command.ts'
import { createProgressPrinter } from '../progress.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  import customers|goods|orders|debits FILE…

  --company CODE     the company; made if it does not exist yet (required)
  --profile NAME     default, or iowa for the State of Iowa's registers and invoice lines
  --sheet NAME       the sheet of a workbook, default the first one that shows
  --dry-run          checks everything against the database and writes nothing
  --errors FILE      xlsx for the rejected rows: their columns, then row, column, value and reason
  --language zh|en   language of the reasons, default zh
  --data FOLDER      default ./data; without it DATABASE_URL, when set, names a PostgreSQL server

  Files are xlsx, xls, xlsb, ods or csv (also gzip), UTF-8 or GB18030. accepted + rejected = rows; importing the same
  file again changes nothing. The summary sums all files; amount is in the company's currency.
`

export async function run(args: readonly string[]): Promise<CommandResult> {
  const options = await readOptions(args)
  const database = await openOrExplain(options.data)
  const progress = createProgressPrinter()
  try {
    await migrate(database)
    const { orgId, created } = await findOrMakeCompany(database, options.company)
    const by = systemActing(orgId, systemClock)
    const imports: {
      importId: string
      header: readonly string[]
      fileName: string
      file: string
      totals: ImportTotals
    }[] = []
    const notices = new Map<string, number>()
    const started = process.cpuUsage()
    for (const [index, file] of options.files.entries()) {
      const table = await openTable(
        { path: file },
        { limits: COMMAND_LINE_LIMITS, sheet: options.sheet },
      ).catch(explainFile)
      const result = await runImport(
        {
          database,
          by,
          onProgress: (rows) =>
            progress.report({ step: `${basename(file)}: ${rows} rows`, share: index / options.files.length }),
        },
        {
          kind: options.kind,
          profile: options.profile,
          source: table,
          fileName: basename(file),
          dryRun: options.dryRun,
          followUpLater: true,
        },
      ).catch((error) => explainColumns(error, file, table.headerLine))
      imports.push({
        importId: result.importId,
        header: table.header,
        fileName: basename(file),
        file,
        totals: result.totals,
      })
      for (const { code, count } of result.notices) notices.set(code, (notices.get(code) ?? 0) + count)
    }
    if (options.kind === 'orders' && !options.dryRun) {
      progress.report({ step: 'roll-ups', share: 1 })
      await bringUpToDate(
        database,
        orgId,
        imports.map((one) => one.importId),
        systemClock,
      )
    }
    progress.done()
    const used = process.cpuUsage(started)
    const totals = sum(imports.map((one) => one.totals))
    if (options.errors !== undefined)
      await writeFile(options.errors, await makeErrorWorkbook(database, orgId, imports, options.language))
    for (const [code, count] of notices) say(`${count} × ${sayReason(code, undefined, options.language)}`)
    if (totals.rejected > 0)
      say(
        `${totals.rejected} of ${totals.rows} rows were rejected${options.errors ? `: ${options.errors}` : '; --errors FILE.xlsx brings them with their reasons'}`,
      )
    return {
      exitCode: 0,
      summary: {
        kind: options.kind,
        company: options.company,
        ...(created ? { companyCreated: true } : {}),
        ...totals,
        currency: options.profile.currency,
        notices: Object.fromEntries(notices),
        dryRun: options.dryRun,
        files: imports.map(({ file, importId, totals: one }) => ({
          file,
          importId,
          rows: one.rows,
          accepted: one.accepted,
          rejected: one.rejected,
        })),
        cpuSeconds: Math.round((used.user + used.system) / 10_000) / 100,
      },
    }
  } finally {
    progress.done()
    await database.close()
  }
}

async function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      company: { type: 'string' },
      profile: { type: 'string', default: 'default' },
      sheet: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      errors: { type: 'string' },
      language: { type: 'string', default: 'zh' },
      data: { type: 'string' },
    },
  })
  const [kind, ...files] = positionals
  if (!(IMPORT_KINDS as readonly (string | undefined)[]).includes(kind))
    throw new UsageError('what is to be imported?', { expected: IMPORT_KINDS.join(', '), found: kind })
  if (files.length === 0)
    throw new UsageError('which files are to be imported?', { expected: 'import KIND FILE…' })
  if (values.company === undefined) throw new UsageError('for which company?', { expected: '--company CODE' })
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(values.company))
    throw new UsageError('not the code of a company', {
      expected: '1 to 32 lower-case letters, digits and hyphens',
      found: values.company,
    })
  const profile = findProfile(values.profile)
  if (!profile) throw new UsageError('no such profile', { expected: 'default, iowa', found: values.profile })
  if (values.language !== 'zh' && values.language !== 'en')
    throw new UsageError('no such language', { expected: 'zh, en', found: values.language })
  for (const file of files)
    if (!(await stat(file).catch(() => undefined))?.isFile())
      throw new UsageError('there is no such file', { file })
  return {
    kind: kind as ImportKind,
    files,
    company: values.company,
    profile,
    sheet: values.sheet,
    dryRun: values['dry-run'],
    errors: values.errors,
    language: values.language as 'zh' | 'en',
    data: values.data,
  }
}

async function openOrExplain(data: string | undefined): Promise<Database> {
  try {
    return await openDatabase(locateDatabase(data))
  } catch (error) {
    if (error instanceof DatabaseLocked)
      throw new UsageError(`${error.message}; end that process first, or import through its web page`)
    throw error
  }
}

async function findOrMakeCompany(
  database: Database,
  code: string,
): Promise<{ orgId: string; created: boolean }> {
  const found = (await listCompanies(database)).find((company) => company.code === code)
  if (found) return { orgId: found.orgId, created: false }
  const { orgId } = await createCompany(database, systemClock, { code, name: code, nameEn: code })
  return { orgId, created: true }
}

function explainFile(error: unknown): never {
  if (error instanceof FileRefusal)
    throw new UsageError(error.message, {
      file: error.where.file,
      line: error.where.line,
      column: error.where.column,
    })
  throw error
}

/** Columns that are missing are bad input, with the line they should stand on. */
function explainColumns(error: unknown, file: string, line: number): never {
  if (error instanceof FileRefusal) explainFile(error)
  if (error instanceof Refusal && error.violations.every(({ code }) => code === 'IMP-20'))
    throw new UsageError('required columns are missing', {
      file,
      line,
      expected: error.violations.map(({ values }) => `${values?.zh} (${values?.en})`).join(', '),
    })
  throw error
}

function sum(all: readonly ImportTotals[]): ImportTotals {
  const add = (name: keyof ImportTotals) => all.reduce((total, one) => total + one[name], 0)
  const amountMinor = add('amountMinor')
  return {
    rows: add('rows'),
    accepted: add('accepted'),
    added: add('added'),
    changed: add('changed'),
    unchanged: add('unchanged'),
    rejected: add('rejected'),
    quantity: add('quantity'),
    amountMinor,
    amount: amountMinor / 100,
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
