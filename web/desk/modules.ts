import { customers } from './customers/index.ts'
import { forms } from './forms/index.ts'
import { goods } from './goods/index.ts'
import { imports } from './imports/index.ts'
import { insight } from './insight/index.ts'
import type { DeskModule } from './module.ts'
import { orders } from './orders/index.ts'
import { people } from './people/index.ts'
import { plans } from './plans/index.ts'
import { rules } from './rules/index.ts'
import { system } from './system/index.ts'
import { tasks } from './tasks/index.ts'

/** Every module with screens on the desk. The order decides ties in the menu. */
export const modules: readonly DeskModule[] = [
  tasks,
  insight,
  plans,
  customers,
  goods,
  orders,
  imports,
  people,
  rules,
  forms,
  system,
]
