import type { DeskModule } from './module.ts'

/** Every module with screens on the desk. The order decides ties in the menu. */
export const modules: readonly DeskModule[] = []
