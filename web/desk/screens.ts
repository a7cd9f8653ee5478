import { useMatches } from '@tanstack/react-router'
import type { Screen } from './module.ts'
import { modules } from './modules.ts'

/** The shell's own screens. */
const ownScreens: readonly Screen[] = [
  { path: '/', title: 'home', load: () => import('./home/home-screen.tsx').then((m) => m.HomeScreen) },
  {
    path: '/profile',
    title: 'profile',
    load: () => import('./shell/profile-screen.tsx').then((m) => m.ProfileScreen),
  },
]

export const screens: readonly Screen[] = [...ownScreens, ...modules.flatMap((module) => module.screens)]
const screenOfPath = new Map(screens.map((screen) => [screen.path, screen]))

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
