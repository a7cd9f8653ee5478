import type { DeskModule } from './module.ts'

type Opens = Readonly<Record<string, (id: string) => string>>
let opens: Opens = {}

/** Told once while the program starts; screens of one module need not know the others. */
export function registerOpens(modules: readonly DeskModule[]): void {
  opens = Object.assign({}, ...modules.map((module) => module.opens ?? {})) as Opens
}

/** Where a thing is opened, by the kind tasks and events name it with; undefined when no module says. */
export function pathOf(thing: {
  readonly objectKind: string
  readonly objectId: string
}): string | undefined {
  return opens[thing.objectKind]?.(thing.objectId)
}
