import type { Implementation } from '../../../platform/http/handler.ts'

export const segmentRoutes: Implementation[] = []
