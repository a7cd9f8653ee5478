import './insight.css'

const WIDTH = 96
const HEIGHT = 26
const EDGE = 3

/** Two years at a glance: no axis, the last month marked. Gaps stay gaps. */
export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly (number | null)[]
  readonly label: string
}) {
  const known = values.filter((value): value is number => value !== null)
  if (known.length < 2) return null
  const least = Math.min(...known)
  const range = Math.max(...known) - least || 1
  const x = (index: number) => EDGE + (index * (WIDTH - 2 * EDGE)) / Math.max(1, values.length - 1)
  const y = (value: number) => HEIGHT - EDGE - ((value - least) / range) * (HEIGHT - 2 * EDGE)
  let path = ''
  let isOpen = false
  values.forEach((value, index) => {
    if (value === null) isOpen = false
    else {
      path += `${isOpen ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
      isOpen = true
    }
  })
  const last = values.at(-1)
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMid"
      role="img"
      aria-label={label}
    >
      <path d={path} />
      {last !== null && last !== undefined && <circle cx={x(values.length - 1)} cy={y(last)} r="2.6" />}
    </svg>
  )
}
