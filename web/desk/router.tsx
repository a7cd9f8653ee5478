import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { parseSearchText, stringifySearchText } from '../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../shared/states.tsx'
import type { Screen } from './module.ts'
import { screens } from './screens.ts'
import { useMay } from './session.ts'
import { NotAllowed, NotFound } from './shell/pages.tsx'
import { Shell } from './shell/shell.tsx'

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
