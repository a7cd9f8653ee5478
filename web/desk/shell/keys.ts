import { useEffect, useRef } from 'react'

/**
 * Keyboard shortcuts for the whole page: `mod+k` (Ctrl or Command), `?`, `g`. Single characters are left alone
 * while somebody writes.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      const modified = event.ctrlKey || event.metaKey
      if (!modified && (event.altKey || isWriting(event.target))) return
      const action = latest.current[`${modified ? 'mod+' : ''}${event.key.toLowerCase()}`]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** `Ctrl` or `⌘`, as it is printed on the keys in front of the person. */
export const modKey = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'
