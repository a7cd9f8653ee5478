import { useSyncExternalStore } from 'react'

/** How one person wants the screens to look. Kept on this device at once and with the account when signed in. */
export interface Appearance {
  /** `contrast` is for bright sun and weak eyes; `system` follows the device. */
  readonly theme: 'light' | 'dark' | 'system' | 'contrast'
  readonly density: 'comfortable' | 'compact'
  /** `elder` is 长辈版: text of at least 18, targets of at least 60. */
  readonly textSize: 'normal' | 'large' | 'elder'
}

export const defaultAppearance: Appearance = { theme: 'light', density: 'comfortable', textSize: 'normal' }

const STORED = 'liuhui.appearance'
const listeners = new Set<() => void>()
let appearance: Appearance = readStored()

export function currentAppearance(): Appearance {
  return appearance
}

/** Changes part of the look at once and remembers it on this device. */
export function setAppearance(change: Partial<Appearance>): void {
  appearance = { ...appearance, ...change }
  try {
    localStorage.setItem(STORED, JSON.stringify(appearance))
  } catch {
    // A browser that keeps nothing shows the default look next time.
  }
  for (const listener of listeners) listener()
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(subscribe, currentAppearance, currentAppearance)
}

/** What is drawn: `system` resolved to what the device shows now. */
export type Shade = 'light' | 'dark' | 'contrast'

export function useShade(): Shade {
  const { theme } = useAppearance()
  const systemIsDark = useSyncExternalStore(
    subscribeSystem,
    () => systemDark().matches,
    () => false,
  )
  if (theme === 'system') return systemIsDark ? 'dark' : 'light'
  return theme
}

/** Reads what came from outside, keeping only values this version knows. */
export function parseAppearance(value: unknown): Appearance {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<string, unknown>>
  const pick = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.includes(given[name] as T) ? (given[name] as T) : otherwise
  return {
    theme: pick('theme', ['light', 'dark', 'system', 'contrast'], defaultAppearance.theme),
    density: pick('density', ['comfortable', 'compact'], defaultAppearance.density),
    textSize: pick('textSize', ['normal', 'large', 'elder'], defaultAppearance.textSize),
  }
}

function readStored(): Appearance {
  if (typeof localStorage === 'undefined') return defaultAppearance
  try {
    return parseAppearance(JSON.parse(localStorage.getItem(STORED) ?? '{}'))
  } catch {
    return defaultAppearance
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function systemDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)')
}

function subscribeSystem(listener: () => void): () => void {
  const query = systemDark()
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
