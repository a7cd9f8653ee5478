import { CaretDownOutlined, CaretRightOutlined, TeamOutlined } from '@ant-design/icons'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { Unit } from '../../../domain/people/contract.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/people.ts'
import { growTree, type UnitNode, visibleNodes } from './unit-tree.ts'

/** A tree to choose a unit from: arrows move, left and right fold and unfold, Enter chooses. */
export function UnitTree({
  units,
  chosen,
  onChoose,
}: {
  readonly units: readonly Unit[]
  readonly chosen: string | undefined
  readonly onChoose: (unitId: string | undefined) => void
}) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const list = useRef<HTMLDivElement>(null)
  const tree = useMemo(() => growTree(units), [units])
  const nodes = visibleNodes(tree, folded)
  const total = tree.reduce((sum, node) => sum + node.people, 0)
  const present = nodes.findIndex((node) => node.unit.unitId === chosen)

  const fold = (node: UnitNode, isFolded: boolean) => {
    const next = new Set(folded)
    if (isFolded) next.add(node.unit.unitId)
    else next.delete(node.unit.unitId)
    setFolded(next)
  }
  const onKey = (event: KeyboardEvent) => {
    const at = Number((event.target as HTMLElement).dataset.index ?? -2)
    const node = nodes[at]
    const focus = (index: number) => {
      event.preventDefault()
      list.current
        ?.querySelector<HTMLElement>(`[data-index="${Math.max(-1, Math.min(nodes.length - 1, index))}"]`)
        ?.focus()
    }
    if (event.key === 'ArrowDown') focus(at + 1)
    else if (event.key === 'ArrowUp') focus(at - 1)
    else if (event.key === 'ArrowRight' && node) fold(node, false)
    else if (event.key === 'ArrowLeft' && node) fold(node, true)
    else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onChoose(node?.unit.unitId)
    }
  }
  return (
    <div
      role="tree"
      tabIndex={-1}
      aria-label={t('unit.tree')}
      className="unit-tree"
      ref={list}
      onKeyDown={onKey}
    >
      <div
        role="treeitem"
        data-index={-1}
        tabIndex={present < 0 ? 0 : -1}
        aria-selected={present < 0}
        aria-level={1}
        className="unit-node"
        onClick={() => onChoose(undefined)}
        onKeyDown={onKey}
      >
        <span className="unit-fold">
          <TeamOutlined />
        </span>
        <span className="unit-name">{t('unit.all')}</span>
        <span className="unit-count">{formatNumber(total)}</span>
      </div>
      {nodes.map((node, index) => {
        const { unit } = node
        const isFolded = folded.has(unit.unitId)
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys of all its lines.
          <div
            key={unit.unitId}
            role="treeitem"
            data-index={index}
            tabIndex={index === present ? 0 : -1}
            aria-selected={index === present}
            aria-level={node.depth + 1}
            aria-expanded={node.children.length > 0 ? !isFolded : undefined}
            className="unit-node"
            data-closed={unit.status === 'closed'}
            style={{ paddingLeft: `${8 + node.depth * 18}px` }}
            onClick={() => onChoose(unit.unitId)}
          >
            <button
              type="button"
              className="unit-fold"
              tabIndex={-1}
              aria-hidden="true"
              onClick={(event) => {
                event.stopPropagation()
                fold(node, !isFolded)
              }}
            >
              {node.children.length > 0 && (isFolded ? <CaretRightOutlined /> : <CaretDownOutlined />)}
            </button>
            <span className="unit-name">
              {(currentLanguage() === 'en' && unit.nameEn) || unit.name}
              {unit.status === 'closed' && <span className="quiet"> · {t('unit.closed')}</span>}
            </span>
            <span className="unit-count">{formatNumber(node.people)}</span>
          </div>
        )
      })}
    </div>
  )
}
