import { useEffect, useSyncExternalStore } from 'react'
import { t } from './text/common.ts'

/**
 * The name of what is open, told by the page itself once it knows (a customer's name, say). It stands in the
 * browser's tab, at the end of the breadcrumbs and in the list of recent pages.
 */
const titles = new Map<string, string>()
const listeners = new Set<() => void>()

export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return
    document.title = `${title} · ${t('app.name')}`
    titles.set(location.pathname, title)
    for (const listener of listeners) listener()
  }, [title])
}

export function useTitleOf(path: string): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => titles.get(path),
  )
}
