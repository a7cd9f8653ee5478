import { HomeOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { RouteLink, usePath } from '../../shared/navigation.tsx'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/shell.ts'
import { MENU_GROUPS, type MenuEntry } from '../module.ts'
import { modules } from '../modules.ts'
import { type Me, may, useMe } from '../session.ts'

/** Everything this account may open, in groups. */
export function SideMenu({ isCollapsed }: { readonly isCollapsed: boolean }) {
  const me = useMe()
  const path = usePath()
  const present = presentEntry(menuOf(me), path)
  return (
    <nav className="side-menu no-print" aria-label={t('landmark.menu')}>
      <ul className="plain">
        <MenuItem
          entry={{ group: 'work', label: 'home', path: '/', icon: HomeOutlined }}
          isPresent={path === '/'}
          isCollapsed={isCollapsed}
        />
      </ul>
      {MENU_GROUPS.map((group) => {
        const entries = menuOf(me).filter((entry) => entry.group === group)
        if (entries.length === 0) return null
        return (
          <section key={group} className="side-menu-group">
            <h2 className="side-menu-title">{menuText(`group.${group}`)}</h2>
            <ul className="plain">
              {entries.map((entry) => (
                <MenuItem
                  key={entry.path}
                  entry={entry}
                  isPresent={entry === present}
                  isCollapsed={isCollapsed}
                />
              ))}
            </ul>
          </section>
        )
      })}
    </nav>
  )
}

const allEntries = modules
  .flatMap((module) => module.menu)
  .map((entry, index) => ({ entry, index }))
  .sort((a, b) => (a.entry.order ?? 100) - (b.entry.order ?? 100) || a.index - b.index)
  .map(({ entry }) => entry)

/** The entries an account sees. */
export function menuOf(me: Me): readonly MenuEntry[] {
  return allEntries.filter((entry) => may(me, entry.need))
}

/** The entry whose path the present path begins with; the longest wins. */
function presentEntry(entries: readonly MenuEntry[], path: string): MenuEntry | undefined {
  return entries
    .filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]
}

function MenuItem({
  entry,
  isPresent,
  isCollapsed,
}: {
  readonly entry: MenuEntry
  readonly isPresent: boolean
  readonly isCollapsed: boolean
}) {
  const label = menuText(entry.label)
  const Icon = entry.icon
  const link = (
    <RouteLink to={entry.path} className="side-menu-link" aria-current={isPresent ? 'page' : undefined}>
      <Icon />
      <span className="side-menu-label">{label}</span>
    </RouteLink>
  )
  return (
    <li>
      {isCollapsed ? (
        <Tooltip title={label} placement="right">
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </li>
  )
}
