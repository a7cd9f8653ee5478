import type { DeskModule } from './module.ts'
import { people } from './people/index.ts'
import { plans } from './plans/index.ts'

/** Every module with screens on the desk. The order decides ties in the menu. */
export const modules: readonly DeskModule[] = [plans, people]
