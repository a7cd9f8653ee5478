import { Outlet } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { usePath } from '../../shared/navigation.tsx'
import { useTitleOf } from '../../shared/page-title.ts'
import { ErrorBoundary } from '../../shared/states.tsx'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/shell.ts'
import { useScreen } from '../screens.ts'
import { useMe } from '../session.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { CommandPalette } from './command-palette.tsx'
import { ConnectionBanner } from './connection.tsx'
import { Header } from './header.tsx'
import { KeyboardHelp } from './keyboard-help.tsx'
import { useShortcuts } from './keys.ts'
import { openRecent, rememberPage } from './recent.ts'
import './shell.css'
import { SideMenu } from './side-menu.tsx'

const COLLAPSED = 'liuhui.menu.collapsed'

/** The frame around every screen. */
export function Shell() {
  const me = useMe()
  const [isCollapsed, setCollapsed] = useState(readCollapsed)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const path = usePath()
  const main = useRef<HTMLElement>(null)

  openRecent(me.accountId)
  useRememberedPage(path)
  const toggleMenu = () => {
    setCollapsed(!isCollapsed)
    localStorage.setItem(COLLAPSED, String(!isCollapsed))
  }
  useShortcuts({
    'mod+k': () => setPalette(true),
    '?': () => setHelp(true),
    'mod+b': toggleMenu,
  })

  return (
    <div className="shell" data-collapsed={isCollapsed}>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <Header
        isCollapsed={isCollapsed}
        onToggleMenu={toggleMenu}
        onSearch={() => setPalette(true)}
        onHelp={() => setHelp(true)}
      />
      <SideMenu isCollapsed={isCollapsed} />
      <div className="shell-page">
        <ConnectionBanner />
        <Breadcrumbs />
        <main id="content" ref={main} tabIndex={-1} className="shell-content">
          <ErrorBoundary resetKey={path}>
            <Outlet />
          </ErrorBoundary>
        </main>
      </div>
      <CommandPalette isOpen={palette} onClose={() => setPalette(false)} />
      <KeyboardHelp isOpen={help} onClose={() => setHelp(false)} />
    </div>
  )
}

/** Pages enter the list of recent ones under the name they give themselves. */
function useRememberedPage(path: string): void {
  const screen = useScreen()
  const title = useTitleOf(path) ?? (screen ? menuText(screen.title) : undefined)
  const isWorthIt = screen !== undefined && path !== '/'
  useEffect(() => {
    if (isWorthIt && title) rememberPage({ path, title })
  }, [path, title, isWorthIt])
}

function readCollapsed(): boolean {
  const stored = localStorage.getItem(COLLAPSED)
  return stored === null ? innerWidth < 1180 : stored === 'true'
}
