import { ClockCircleOutlined, RiseOutlined, SafetyCertificateOutlined, ShopOutlined } from '@ant-design/icons'
import type { ComponentType } from 'react'
import { type DashboardView, QUADRANTS, type Quadrant } from '../../../domain/insight/contract.ts'
import { Panel } from '../../shared/page-header.tsx'
import { t } from '../../shared/text/insight.ts'
import { FigureTile } from './figure-tile.tsx'
import './insight.css'
import type { QuantityUnit } from './words.ts'

const ICONS: Readonly<Record<Quadrant, ComponentType>> = {
  standard: SafetyCertificateOutlined,
  efficiency: RiseOutlined,
  cost: ClockCircleOutlined,
  service: ShopOutlined,
}

/** 规范, 效率, 成本, 服务: the four sides of the work, side by side. */
export function Quadrants({ view, unit }: { readonly view: DashboardView; readonly unit: QuantityUnit }) {
  return (
    <div className="quadrants">
      {QUADRANTS.map((quadrant) => {
        const Icon = ICONS[quadrant]
        return (
          <Panel
            key={quadrant}
            title={
              <span className="quadrant-title">
                <Icon /> {t(`quadrant.${quadrant}`)}
              </span>
            }
            extra={<span className="quiet">{t(`quadrant.${quadrant}.detail`)}</span>}
          >
            <div className="figures">
              {view.quadrants[quadrant].map((figure) => (
                <FigureTile key={figure.id} figure={figure} month={view.month} quantityUnit={unit} />
              ))}
            </div>
          </Panel>
        )
      })}
    </div>
  )
}
