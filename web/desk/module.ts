import type { ComponentType } from 'react'
import type { MenuText } from '../shared/text/menu.ts'

/**
 * What a module brings to the desk. `web/desk/<module>/index.ts` exports one of these, and `modules.ts` lists it:
 * nothing else in the shell knows the module. Keep `index.ts` light, it belongs to the first load; screens,
 * contracts and catalogues come through `load`.
 */
export interface DeskModule {
  readonly id: string
  readonly menu: readonly MenuEntry[]
  readonly screens: readonly Screen[]
  readonly search?: SearchSource
  readonly cards?: readonly HomeCard[]
  /** Where things of this module are opened, by the kind tasks and events name them with. */
  readonly opens?: Readonly<Record<string, (id: string) => string>>
}

/** `resource:action` of the policy table, as `/api/me` lists them; a list means any of them is enough. */
export type Need = string | readonly string[]

/** The groups of the side menu, in this order. */
export const MENU_GROUPS = ['work', 'market', 'goods', 'oversight', 'company', 'system'] as const
export type MenuGroup = (typeof MENU_GROUPS)[number]

export interface MenuEntry {
  readonly group: MenuGroup
  readonly label: MenuText
  readonly path: string
  readonly icon: ComponentType
  readonly need?: Need
  /** Smaller comes first within the group; 100 when absent. */
  readonly order?: number
}

export interface Screen {
  /** `/customers` or `/customers/$customerId`. */
  readonly path: string
  readonly title: MenuText
  /** The screen one step up, for breadcrumbs; defaults to the menu entry the path begins with. */
  readonly under?: string
  readonly need?: Need
  readonly load: () => Promise<ComponentType>
}

export interface SearchHit {
  readonly id: string
  readonly title: string
  readonly detail?: string
  readonly path: string
}

/** Where Ctrl+K looks besides the menu. `find` is asked while the person types and must honour the signal. */
export interface SearchSource {
  readonly label: MenuText
  readonly need?: Need
  readonly load: () => Promise<(text: string, signal: AbortSignal) => Promise<readonly SearchHit[]>>
}

/** A tile of the home page for those who have the need and one of the roles. */
export interface HomeCard {
  readonly id: string
  readonly need?: Need
  /** Roles this card is meant for; absent means everybody who has the need. */
  readonly roles?: readonly string[]
  /** Smaller comes first. */
  readonly order?: number
  /** Columns of 12 the card spans on a wide screen. */
  readonly span?: 4 | 6 | 8 | 12
  readonly load: () => Promise<ComponentType>
}
