import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { Figure } from '../../../domain/insight/contract.ts'
import { DefinitionPopover } from '../../shared/definition-popover.tsx'
import { RouteLink } from '../../shared/navigation.tsx'
import { formatNumber } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import './insight.css'
import { Sparkline } from './sparkline.tsx'
import {
  indicatorName,
  pathOfFigure,
  type QuantityUnit,
  sayChange,
  sayFigure,
  sayFigureShortly,
  sayPeriod,
} from './words.ts'

/** One number: what it is, how it changed, how it is computed, and the way to its rows. */
export function FigureTile({
  figure,
  month,
  quantityUnit = 'carton',
  withSpark = true,
}: {
  readonly figure: Figure
  /** The month of the page, so that only other periods are named. */
  readonly month: string | null
  readonly quantityUnit?: QuantityUnit
  readonly withSpark?: boolean
}) {
  const name = indicatorName(figure.id)
  const said = sayFigure(figure, quantityUnit)
  const path = pathOfFigure(figure)
  const period = sayPeriod(figure, month)
  const known = figure.series?.filter((value): value is number => value !== null) ?? []
  const isPart = figure.unit === 'share' || figure.unit === 'customers'
  return (
    <div className="figure">
      <div className="figure-label">
        <span>{name}</span>
        <DefinitionPopover indicatorId={figure.id} name={name} rowsPath={path} />
      </div>
      <div className="figure-main">
        <RouteLink
          to={path}
          className="figure-value"
          aria-label={`${name} ${sayFigureShortly(figure, quantityUnit)}`}
        >
          {said.value}
          {said.unit && <small> {said.unit}</small>}
        </RouteLink>
        {withSpark && figure.series && known.length > 1 && (
          <Sparkline
            values={figure.series}
            label={t('spark.label', {
              name,
              least: sayFigureShortly({ ...figure, value: Math.min(...known) }, quantityUnit),
              most: sayFigureShortly({ ...figure, value: Math.max(...known) }, quantityUnit),
            })}
          />
        )}
      </div>
      <div className="figure-changes">
        <ChangeMark figure={figure} against="previous" label={t('figure.mom')} />
        <ChangeMark figure={figure} against="lastYear" label={t('figure.yoy')} />
        {period && <span className="figure-period">{period}</span>}
        {figure.previous === null && isPart && figure.denominator !== undefined && (
          <span className="figure-period">
            {t('figure.of', {
              part: formatNumber(figure.numerator),
              whole: formatNumber(figure.denominator),
            })}
          </span>
        )}
      </div>
    </div>
  )
}

function ChangeMark({
  figure,
  against,
  label,
}: {
  readonly figure: Figure
  readonly against: 'previous' | 'lastYear'
  readonly label: string
}) {
  const change = sayChange(figure.unit, figure.value, figure[against])
  if (!change) return null
  const tone =
    change.direction === 0 || figure.better === 'neither'
      ? 'plain'
      : change.direction > 0 === (figure.better === 'more')
        ? 'good'
        : 'bad'
  return (
    <span className={`figure-change figure-${tone}`}>
      <span className="figure-against">{label}</span>
      {change.direction > 0 && <CaretUpFilled />}
      {change.direction < 0 && <CaretDownFilled />}
      {change.text}
    </span>
  )
}
