import { routes as people } from '../domain/people/routes.ts'
import type { Implementation } from '../platform/http/handler.ts'

/** Every route of the program. A new module adds its line here; what is in no list does not exist. */
export const MODULES: Readonly<Record<string, readonly Implementation[]>> = {
  people,
}
