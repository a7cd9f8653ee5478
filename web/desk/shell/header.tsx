import {
  BgColorsOutlined,
  DownOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { Popover } from 'antd'
import { useState } from 'react'
import { RouteLink, useGo } from '../../shared/navigation.tsx'
import { t as common } from '../../shared/text/common.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/shell.ts'
import { signOut, useMay, useMe } from '../session.ts'
import { AppearancePanel } from './appearance-panel.tsx'
import { modKey } from './keys.ts'
import { Mark } from './mark.tsx'
import { TasksBadge } from './tasks-badge.tsx'

export interface HeaderProps {
  readonly isCollapsed: boolean
  readonly onToggleMenu: () => void
  readonly onSearch: () => void
  readonly onHelp: () => void
}

export function Header({ isCollapsed, onToggleMenu, onSearch, onHelp }: HeaderProps) {
  const { company } = useMe()
  const may = useMay()
  const companyName = currentLanguage() === 'en' && company.nameEn ? company.nameEn : company.name
  return (
    <header className="shell-header no-print">
      <button
        type="button"
        className="header-button"
        onClick={onToggleMenu}
        aria-expanded={!isCollapsed}
        aria-label={isCollapsed ? t('menu.expand') : t('menu.collapse')}
      >
        {isCollapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
      </button>
      <RouteLink to="/" className="header-brand">
        <Mark size={26} />
        <span className="header-brand-name">{common('app.name')}</span>
        <span className="header-company">{companyName}</span>
      </RouteLink>
      <button type="button" className="header-search" onClick={onSearch} aria-keyshortcuts="Control+K">
        <SearchOutlined />
        <span className="header-search-hint">{t('search.hint')}</span>
        <span className="header-keys" aria-hidden="true">
          {modKey} K
        </span>
      </button>
      <button
        type="button"
        className="header-button"
        onClick={onHelp}
        aria-label={t('user.help')}
        title={`${t('user.help')} (?)`}
      >
        <QuestionCircleOutlined />
      </button>
      {may('tasks:read') && <TasksBadge />}
      <AppearanceButton />
      <UserMenu onHelp={onHelp} />
    </header>
  )
}

function AppearanceButton() {
  return (
    <Popover trigger="click" placement="bottomRight" content={<AppearancePanel />} title={t('look.title')}>
      <button type="button" className="header-button" aria-label={t('look.title')} title={t('look.title')}>
        <BgColorsOutlined />
      </button>
    </Popover>
  )
}

function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const account = useMe()
  const [isOpen, setOpen] = useState(false)
  const go = useGo()
  const choose = (action: () => void) => () => {
    setOpen(false)
    action()
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={isOpen}
      onOpenChange={setOpen}
      content={
        <div className="user-menu">
          <div className="user-menu-who">
            <strong>{account.name}</strong>
            <span className="quiet">
              {t.loose(`role.${account.role}`)} · {account.login}
            </span>
          </div>
          <button type="button" className="user-menu-item" onClick={choose(() => go('/profile'))}>
            {t('user.profile')}
          </button>
          <button
            type="button"
            className="user-menu-item"
            onClick={choose(() => go('/profile', { section: 'password' }))}
          >
            {t('user.password')}
          </button>
          <button type="button" className="user-menu-item" onClick={choose(onHelp)}>
            {t('user.help')}
          </button>
          <button
            type="button"
            className="user-menu-item user-menu-last"
            onClick={choose(() => void signOut())}
          >
            {t('user.signOut')}
          </button>
        </div>
      }
    >
      <button type="button" className="header-user" aria-label={`${t('user.menu')}: ${account.name}`}>
        <UserOutlined />
        <span className="header-user-name">{account.name}</span>
        <DownOutlined className="header-user-arrow" />
      </button>
    </Popover>
  )
}
