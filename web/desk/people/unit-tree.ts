import type { Unit } from '../../../domain/people/contract.ts'

export interface UnitNode {
  readonly unit: Unit
  readonly depth: number
  readonly children: readonly UnitNode[]
  /** Persons in the unit and everything below it. */
  readonly people: number
}

/** The tree out of a list. A unit whose parent the reader may not see stands at the top. */
export function growTree(units: readonly Unit[]): UnitNode[] {
  const ids = new Set(units.map((unit) => unit.unitId))
  const grow = (parentId: string | null, depth: number): UnitNode[] =>
    units
      .filter((unit) =>
        parentId === null ? unit.parentId === null || !ids.has(unit.parentId) : unit.parentId === parentId,
      )
      .map((unit) => {
        const children = grow(unit.unitId, depth + 1)
        return {
          unit,
          depth,
          children,
          people: unit.people + children.reduce((sum, child) => sum + child.people, 0),
        }
      })
  return grow(null, 0)
}

/** The lines of the tree that are seen while some units are folded. */
export function visibleNodes(nodes: readonly UnitNode[], folded: ReadonlySet<string>): UnitNode[] {
  return nodes.flatMap((node) => [
    node,
    ...(folded.has(node.unit.unitId) ? [] : visibleNodes(node.children, folded)),
  ])
}
