import { lazy, Suspense, useMemo } from 'react'
import { RouteLink } from '../../shared/navigation.tsx'
import { PageHeader, Panel } from '../../shared/page-header.tsx'
import { EmptyState, ErrorBoundary, LoadingState } from '../../shared/states.tsx'
import { formatDate } from '../../shared/text/format.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/shell.ts'
import type { HomeCard } from '../module.ts'
import { modules } from '../modules.ts'
import { may, useMe } from '../session.ts'
import { type RecentPage, useRecentPages } from '../shell/recent.ts'
import { menuOf } from '../shell/side-menu.tsx'
import './home.css'

/** The first page of a working day: the cards of this account's role, and the ways it went last. */
export function HomeScreen() {
  const me = useMe()
  const recent = useRecentPages()
  const now = new Date()
  const cards = modules
    .flatMap((module) => module.cards ?? [])
    .filter((card) => may(me, card.need) && (!card.roles || card.roles.includes(me.role)))
    .sort((a, b) => (a.order ?? 100) - (b.order ?? 100))
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: me.company.timeZone,
      hour: '2-digit',
      hourCycle: 'h23',
    }).format(now),
  )
  const part = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: me.company.timeZone }).format(now)
  return (
    <>
      <PageHeader
        title={t(`home.greeting.${part}`, { name: me.name })}
        detail={`${formatDate(today, { weekday: true })} · ${t.loose(`role.${me.role}`)}`}
      />
      {cards.length > 0 ? (
        <div className={recent.length > 0 ? 'home' : 'home-alone'}>
          <div className="home-cards">
            {cards.map((card) => (
              <Card key={card.id} card={card} />
            ))}
          </div>
          <Recent pages={recent} />
        </div>
      ) : (
        <div className="home-plain">
          <Quick />
          <Recent pages={recent} />
        </div>
      )}
    </>
  )
}

function Recent({ pages }: { readonly pages: readonly RecentPage[] }) {
  if (pages.length === 0) return null
  return (
    <Panel title={t('home.recent')} className="home-recent">
      <ul className="plain">
        {pages.slice(0, 10).map((page) => (
          <li key={page.path}>
            <RouteLink to={page.path} className="home-recent-link">
              {page.title}
            </RouteLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** For accounts without cards, the administrators': the menu, larger. */
function Quick() {
  const entries = menuOf(useMe())
  if (entries.length === 0)
    return <EmptyState size="large" title={t('home.empty')} cure={t('home.empty.cure')} />
  return (
    <Panel title={t('home.quick')}>
      <ul className="plain home-links">
        {entries.map((entry) => {
          const Icon = entry.icon
          return (
            <li key={entry.path}>
              <RouteLink to={entry.path} className="home-link">
                <Icon />
                {menuText(entry.label)}
              </RouteLink>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function Card({ card }: { readonly card: HomeCard }) {
  const Loaded = useMemo(() => lazy(() => card.load().then((component) => ({ default: component }))), [card])
  return (
    <div className={`home-card home-span-${card.span ?? 6}`}>
      <ErrorBoundary>
        <Suspense fallback={<LoadingState />}>
          <Loaded />
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}
