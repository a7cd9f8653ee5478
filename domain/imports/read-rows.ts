import { Refusal } from '../../platform/refusal.ts'
import type { RowProblem } from './contract.ts'
import type { FieldSpec } from './profiles/field.ts'
import type { RowValues } from './profiles/profile.ts'
import { cleanCell } from './values.ts'

/** Where in a row each field stands. */
export interface ColumnPlan {
  readonly header: readonly string[]
  readonly columns: readonly { readonly spec: FieldSpec; readonly index: number; readonly header: string }[]
  indexOf(field: string): number
}

/** The columns of a file that a mapping gives a field; of two columns for one field the first counts. */
export function layOutColumns(
  header: readonly string[],
  mapping: Readonly<Record<string, string | null>>,
  fields: readonly FieldSpec[],
): ColumnPlan {
  const columns: { spec: FieldSpec; index: number; header: string }[] = []
  const found = new Map<string, number>()
  for (const [index, name] of header.entries()) {
    const spec = fields.find((candidate) => candidate.field === mapping[name])
    if (!spec || found.has(spec.field)) continue
    found.set(spec.field, index)
    columns.push({ spec, index, header: name })
  }
  return { header, columns, indexOf: (field) => found.get(field) ?? -1 }
}

/** Required fields that no column gives. */
export function findMissingFields(plan: ColumnPlan, fields: readonly FieldSpec[]): FieldSpec[] {
  return fields.filter((spec) => spec.required && plan.indexOf(spec.field) < 0)
}

/**
 * Joins the header of a file with a mapping of its columns.
 * @throws Refusal IMP-20 for every required field that no column gives, IMP-21 for fields we do not have
 */
export function planColumns(
  header: readonly string[],
  mapping: Readonly<Record<string, string | null>>,
  fields: readonly FieldSpec[],
): ColumnPlan {
  const plan = layOutColumns(header, mapping, fields)
  const violations = [
    ...Object.entries(mapping)
      .filter(([, field]) => field !== null && !fields.some((spec) => spec.field === field))
      .map(([column, field]) => ({ code: 'IMP-21', subject: column, values: { field } })),
    ...findMissingFields(plan, fields).map(({ field, zh, en }) => ({
      code: 'IMP-20',
      subject: field,
      values: { zh, en },
    })),
  ]
  if (violations.length > 0) throw new Refusal(violations)
  return plan
}

export interface ReadRow {
  readonly values: RowValues
  readonly problems: readonly RowProblem[]
}

/** One row by its columns. Empty cells give no value; empty required cells and unreadable ones are problems. */
export function readRow(plan: ColumnPlan, cells: readonly string[], row: number): ReadRow {
  const values: RowValues = {}
  const problems: RowProblem[] = []
  for (const { spec, index, header } of plan.columns) {
    const text = cleanCell(cells[index])
    if (text === '') {
      if (spec.required) problems.push({ row, column: header, value: null, code: 'IMP-01' })
      continue
    }
    const cell = spec.read(text)
    if (cell.problem)
      problems.push({
        row,
        column: header,
        value: cells[index]!.slice(0, 200),
        code: cell.problem.code,
        ...(cell.problem.values ? { values: { ...cell.problem.values } } : {}),
      })
    else if (cell.value !== undefined) values[spec.field] = cell.value
  }
  return { values, problems }
}
