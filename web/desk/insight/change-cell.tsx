import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { Figure } from '../../../domain/insight/contract.ts'
import { MISSING } from '../../shared/text/format.ts'
import './insight.css'
import { sayChange } from './words.ts'

/** A change in a table: arrow and sign say the same as the colour. */
export function ChangeCell({
  value,
  before,
  unit = 'cartons',
  better = 'more',
}: {
  readonly value: number | null
  readonly before: number | null
  readonly unit?: Figure['unit']
  readonly better?: Figure['better']
}) {
  const change = sayChange(unit, value, before)
  if (!change) return <td className="number quiet">{MISSING}</td>
  const tone =
    change.direction === 0 || better === 'neither'
      ? 'plain'
      : change.direction > 0 === (better === 'more')
        ? 'good'
        : 'bad'
  return (
    <td className={`number figure-${tone}`}>
      {change.direction > 0 && <CaretUpFilled />}
      {change.direction < 0 && <CaretDownFilled />} {change.text}
    </td>
  )
}
