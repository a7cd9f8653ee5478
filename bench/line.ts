/** One measured number, and whether it is good enough. */
export interface BenchLine {
  readonly name: string
  readonly database?: 'pglite' | 'postgres'
  readonly value: number
  readonly unit: string
  readonly target?: number
  /** Of the same run: what the bare database does, what nobody has improved. */
  readonly baseline?: number
  readonly passed?: boolean
  /** What else one must know to repeat or to read it. */
  readonly detail?: Readonly<Record<string, number | string>>
}

export type Report = (line: BenchLine) => void

/** `most`: the value may not exceed the target; `least`: it must reach it. */
export function judged(line: Omit<BenchLine, 'passed'>, kind: 'most' | 'least'): BenchLine {
  const { value, target } = line
  if (target === undefined) return line
  return { ...line, passed: kind === 'most' ? value <= target : value >= target }
}

export function rounded(value: number, digits = 1): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}
