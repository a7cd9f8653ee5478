import { useMemo } from 'react'
import type { DashboardView } from '../../../domain/insight/contract.ts'
import { Chart } from '../../shared/chart/chart.tsx'
import { DefinitionPopover } from '../../shared/definition-popover.tsx'
import { RouteLink } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { formatPercent } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import { ChangeCell } from './change-cell.tsx'
import './insight.css'
import { indicatorName, pathOfFigure, type QuantityUnit, sayQuantity } from './words.ts'

/** Shares of the price classes beside those of a year ago, and the brands that make up most of it. */
export function ClassesPanel({ view, unit }: { readonly view: DashboardView; readonly unit: QuantityUnit }) {
  const { priceClasses, classShare, brands, brandConcentration } = view
  const data = useMemo(
    () => ({
      categories: priceClasses.map(({ priceClass }) => t.loose(`classes.class.${priceClass}`)),
      series: [
        {
          name: t('classes.this'),
          kind: 'bar' as const,
          values: priceClasses.map(({ share }) => (share === null ? null : share * 100)),
        },
        {
          name: t('classes.lastYear'),
          kind: 'bar' as const,
          values: priceClasses.map(({ shareLastYear }) =>
            shareLastYear === null ? null : shareLastYear * 100,
          ),
          isReference: true,
          colourIndex: 7,
        },
      ],
    }),
    [priceClasses],
  )
  return (
    <Panel>
      <Chart
        title={t('classes.title')}
        answer={
          <RouteLink to={pathOfFigure(classShare, { by: 'priceClass' })}>
            {t('classes.answer', {
              share: formatPercent(classShare.value),
              before: formatPercent(classShare.lastYear),
            })}
          </RouteLink>
        }
        extra={<DefinitionPopover indicatorId="class_share" name={indicatorName('class_share')} />}
        data={data}
        head={t('classes.head')}
        height={190}
        format={(value) => formatPercent(value === null ? null : value / 100)}
      />
      <div className="brands-head">
        <h3 className="chart-title">{t('brands.title')}</h3>
        <span className="quiet">
          <RouteLink to={pathOfFigure(brandConcentration)}>
            {t('brands.concentration', { share: formatPercent(brandConcentration.value) })}
          </RouteLink>
          <DefinitionPopover indicatorId="brand_concentration" name={indicatorName('brand_concentration')} />
        </span>
      </div>
      <table className="insight-table">
        <thead>
          <tr>
            <th scope="col">{t('brands.brand')}</th>
            <th scope="col" className="number">
              {t(`groups.quantity.${unit}`)}
            </th>
            <th scope="col" className="number">
              {t('figure.mom')}
            </th>
            <th scope="col" className="number">
              {t('brands.share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {brands.slice(0, 5).map((brand) => (
            <tr key={brand.brand}>
              <th scope="row">{brand.brand}</th>
              <td className="number">{sayQuantity(brand.quantity, unit)}</td>
              <ChangeCell value={brand.quantity} before={brand.previous} />
              <td className="number">{formatPercent(brand.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
