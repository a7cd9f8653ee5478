import { sayReason } from '../../../domain/imports/contract/reasons.ts'
import type { getImport } from '../../../domain/imports/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { ApiProblem } from '../../shared/api.ts'
import type { Tone } from '../../shared/status-tag.tsx'
import { t as fileText } from '../../shared/text/files.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { sayCode, sayValue, sayWeekday } from '../customers/words.ts'

export type Import = ResponseOf<typeof getImport>
export type ImportState = Import['state']
type Problem = Import['problems'][number]

export const STATE_TONES: Readonly<Record<ImportState, Tone>> = {
  uploaded: 'plain',
  running: 'info',
  checked: 'info',
  done: 'success',
  failed: 'error',
  cancelled: 'warning',
  undone: 'plain',
}

/** Why a row was not taken: cause and cure. */
export function sayRowProblem(problem: Pick<Problem, 'code' | 'values'>): string {
  if (problem.code.startsWith('FILE-')) return fileText.loose(`violation.${problem.code}`, problem.values)
  return sayReason(problem.code, problem.values, currentLanguage())
}

/** Where in the file a refusal lies and which limit it broke: `第 12 行，第 3 列`. */
export function sayPlaces(error: unknown): string[] {
  if (!(error instanceof ApiProblem)) return []
  return error.violations.map(({ values }) => {
    const number = (name: string) => {
      const value = values?.[name]
      return typeof value === 'number' ? formatNumber(value) : undefined
    }
    const sheet = values?.sheet
    const [line, column, byte] = [number('line'), number('column'), number('byteOffset')]
    const [limit, found] = [number('limit'), number('found')]
    return [
      typeof sheet === 'string' && fileText('place.sheet', { sheet }),
      line && fileText('place.line', { line }),
      column && fileText('place.column', { column }),
      byte && fileText('place.byte', { byte }),
      limit && found && fileText('place.limit', { limit, found }),
      limit && !found && fileText('place.limitOnly', { limit }),
    ]
      .filter(Boolean)
      .join(currentLanguage() === 'zh' ? '，' : ', ')
  })
}

/** A cell as it was understood, in words: codes by their names, order days as `单周周一`. */
export function sayCell(field: string, value: string | number | boolean | null | undefined): string {
  if (typeof value !== 'string' || !value.startsWith('{'))
    return value ? sayValue(field, value) : String(value ?? '')
  const { cycle, weekday } = JSON.parse(value) as { cycle?: string; weekday?: number | null }
  const day = weekday ? sayWeekday(weekday) : ''
  return cycle === 'weekly' || !cycle ? day : `${sayCode('cycle', cycle)}${day}`
}

/** Whether the file can still be worked on: its columns changed, tried out, imported. */
export function isOpen(state: ImportState): boolean {
  return state === 'uploaded' || state === 'checked' || state === 'failed' || state === 'cancelled'
}
