import type { Implementation } from '../../../platform/http/handler.ts'

export const deliveryRoutes: readonly Implementation[] = []
