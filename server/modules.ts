import { deliveryRoutes as delivery } from '../domain/customers/delivery/routes.ts'
import { routes as customers } from '../domain/customers/routes.ts'
import { segmentRoutes as segments } from '../domain/customers/segments/routes.ts'
import { routes as goods } from '../domain/goods/routes.ts'
import { routes as imports } from '../domain/imports/routes.ts'
import { routes as insight } from '../domain/insight/routes.ts'
import { routes as orders } from '../domain/orders/routes.ts'
import { routes as people } from '../domain/people/routes.ts'
import { routes as plans } from '../domain/plans/routes.ts'
import { routes as forms } from '../platform/forms/routes.ts'
import type { Implementation } from '../platform/http/handler.ts'
import { routes as indicators } from '../platform/indicators/routes.ts'
import { routes as jobs } from '../platform/jobs/routes.ts'
import { routes as ledger } from '../platform/ledger/routes.ts'
import { routes as maps } from '../platform/maps/routes.ts'
import { routes as rules } from '../platform/rules/routes.ts'
import { routes as workflow } from '../platform/workflow/routes.ts'

/** Every route of the program. A new module adds its line here; what is in no list does not exist. */
export const MODULES: Readonly<Record<string, readonly Implementation[]>> = {
  people,
  plans,
  customers,
  segments,
  delivery,
  goods,
  orders,
  imports,
  insight,
  forms,
  indicators,
  jobs,
  ledger,
  maps,
  rules,
  workflow,
}
