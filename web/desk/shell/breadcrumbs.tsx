import { RouteLink, usePath } from '../../shared/navigation.tsx'
import { useTitleOf } from '../../shared/page-title.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/shell.ts'
import type { Screen } from '../module.ts'
import { modules } from '../modules.ts'
import { findScreen, useScreen } from '../screens.ts'

/** Group, list, thing: how one came here and the way back. */
export function Breadcrumbs() {
  const path = usePath()
  const screen = useScreen()
  const title = useTitleOf(path)
  if (!screen || path === '/') return null
  const ancestors = ancestorsOf(screen)
  const entry = modules
    .flatMap((module) => module.menu)
    .find((candidate) => candidate.path === (ancestors[0]?.path ?? screen.path))
  return (
    <nav className="breadcrumbs no-print" aria-label={t('landmark.breadcrumbs')}>
      <ol>
        <li>
          <RouteLink to="/">{menuText('home')}</RouteLink>
        </li>
        {entry && <li>{menuText(`group.${entry.group}`)}</li>}
        {ancestors.map((ancestor) => (
          <li key={ancestor.path}>
            <RouteLink to={fillPath(ancestor.path, path)}>{menuText(ancestor.title)}</RouteLink>
          </li>
        ))}
        <li aria-current="page">{title ?? menuText(screen.title)}</li>
      </ol>
    </nav>
  )
}

/** From the top down, without the screen itself. */
function ancestorsOf(screen: Screen): Screen[] {
  const found: Screen[] = []
  let path = parentOf(screen)
  while (path) {
    const parent = findScreen(path)
    if (!parent || found.includes(parent)) break
    found.unshift(parent)
    path = parentOf(parent)
  }
  return found
}

function parentOf(screen: Screen): string | undefined {
  if (screen.under) return screen.under
  let path = screen.path
  while (path.lastIndexOf('/') > 0) {
    path = path.slice(0, path.lastIndexOf('/'))
    if (findScreen(path)) return path
  }
  return undefined
}

/** `/customers/$customerId` with the value that stands at the same place of the present path. */
function fillPath(pattern: string, present: string): string {
  const parts = present.split('/')
  return pattern
    .split('/')
    .map((part, index) => (part.startsWith('$') ? (parts[index] ?? part) : part))
    .join('/')
}
