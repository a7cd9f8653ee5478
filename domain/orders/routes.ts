import type { Implementation } from '../../platform/http/handler.ts'

export const routes: readonly Implementation[] = []
