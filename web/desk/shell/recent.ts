import { useSyncExternalStore } from 'react'

export interface RecentPage {
  readonly path: string
  readonly title: string
}

const MOST = 12
let owner = ''
let pages: readonly RecentPage[] = []
const listeners = new Set<() => void>()

/** Recent pages belong to one account on this device: names of customers must not pass to the next who signs in. */
export function openRecent(accountId: string): void {
  if (owner === accountId) return
  owner = accountId
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key()) ?? '[]')
    pages = Array.isArray(stored) ? stored.filter(isPage).slice(0, MOST) : []
  } catch {
    pages = []
  }
  tell()
}

export function rememberPage(page: RecentPage): void {
  if (pages[0]?.path === page.path && pages[0].title === page.title) return
  pages = [page, ...pages.filter((other) => other.path !== page.path)].slice(0, MOST)
  try {
    localStorage.setItem(key(), JSON.stringify(pages))
  } catch {
    // Remembered until the page is closed, at least.
  }
  tell()
}

export function useRecentPages(): readonly RecentPage[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => pages,
  )
}

function key(): string {
  return `liuhui.recent.${owner}`
}

function tell(): void {
  for (const listener of listeners) listener()
}

function isPage(value: unknown): value is RecentPage {
  const page = value as Partial<RecentPage> | null
  return typeof page?.path === 'string' && typeof page.title === 'string' && page.path.startsWith('/')
}
