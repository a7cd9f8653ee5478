import { UsageError } from './usage-error.ts'

export function needOption(name: string, value: string | undefined, expected: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`, { expected })
  return value
}

export function numberOption(
  name: string,
  value: string | undefined,
  { least, most, isWhole }: { least: number; most: number; isWhole?: boolean },
): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (value.trim() === '' || !(number >= least && number <= most) || (isWhole && !Number.isInteger(number)))
    throw new UsageError(`--${name} is out of range`, {
      expected: `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`,
      found: value,
    })
  return number
}
