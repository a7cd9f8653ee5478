/**
 * Loads every catalogue, once: a refusal may carry the rule of a module whose screens were never opened.
 */
let loading: Promise<unknown> | undefined

export function loadAllTexts(): Promise<unknown> {
  loading ??= Promise.all(Object.values(catalogues).map((load) => load()))
  return loading
}

const catalogues = import.meta.glob(['./*.ts', '!./*.test.ts', '!./all.ts'])
