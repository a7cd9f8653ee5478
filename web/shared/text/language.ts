import { useSyncExternalStore } from 'react'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const STORED = 'liuhui.language'
let language: Language = firstLanguage()
const listeners = new Set<() => void>()

/** The language texts are said in just now. */
export function currentLanguage(): Language {
  return language
}

/** Switches every text at once; remembered on this device. The account keeps its own copy on the server. */
export function setLanguage(next: Language): void {
  if (next === language) return
  language = next
  rememberLanguage(next)
  for (const listener of listeners) listener()
}

/** Re-renders the caller when the language changes. The applications use it once, at their root. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage, currentLanguage)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function firstLanguage(): Language {
  if (typeof localStorage === 'undefined') return 'zh'
  const stored = localStorage.getItem(STORED)
  return stored === 'en' ? 'en' : 'zh'
}

function rememberLanguage(next: Language): void {
  if (typeof localStorage === 'undefined') return
  try {
    localStorage.setItem(STORED, next)
  } catch {
    // A browser that keeps nothing still works; it starts in Chinese next time.
  }
}
