import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  useMatches,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { parseSearchText, stringifySearchText } from '../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../shared/states.tsx'
import type { Screen } from './module.ts'
import { modules } from './modules.ts'
import { useMay } from './session.ts'
import { NotAllowed, NotFound } from './shell/pages.tsx'
import { Shell } from './shell/shell.tsx'

/** The shell's own screens. */
const ownScreens: readonly Screen[] = [
  { path: '/', title: 'home', load: () => import('./home/home-screen.tsx').then((m) => m.HomeScreen) },
  {
    path: '/profile',
    title: 'profile',
    load: () => import('./shell/profile-screen.tsx').then((m) => m.ProfileScreen),
  },
]

const screens = [...ownScreens, ...modules.flatMap((module) => module.screens)]
const screenOfPath = new Map(screens.map((screen) => [screen.path, screen]))

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

export const router = createRouter({
  routeTree: root.addChildren(
    screens.map((screen) =>
      createRoute({
        getParentRoute: () => root,
        path: screen.path,
        component: guarded(screen) as RouteComponent,
        pendingComponent: () => <LoadingState rows={6} />,
        errorComponent: ({ error, reset }) => <ProblemState error={error} size="large" onRetry={reset} />,
      }),
    ),
  ),
  defaultPreload: 'intent',
  scrollRestoration: true,
  parseSearch: parseSearchText,
  stringifySearch: stringifySearchText,
})

/** The screen that is open, as its module described it; undefined on unknown paths. */
export function useScreen(): Screen | undefined {
  const match = useMatches().at(-1)
  return match
    ? screenOfPath.get(match.fullPath === '/' ? '/' : match.fullPath.replace(/\/$/, ''))
    : undefined
}

export function findScreen(path: string): Screen | undefined {
  return screenOfPath.get(path)
}

/** Loads the screen when it is opened, and shows a refusal in its place to those who may not see it. */
function guarded(screen: Screen): ComponentType {
  const Loaded = lazyRouteComponent(() =>
    screen.load().then((component) => ({ default: component as never })),
  )
  // biome-ignore lint/correctness/noComponentHookFactories: made once per route while the program loads.
  function Guarded() {
    const may = useMay()
    return may(screen.need) ? <Loaded /> : <NotAllowed />
  }
  // The router loads code ahead through this, while the pointer is still over the link.
  Guarded.preload = () => Loaded.preload?.()
  return Guarded
}
