import { type Implementation, implement } from '../http/handler.ts'
import { readMapSource } from './configuration.ts'
import { getMapSource } from './contract.ts'

export const routes: Implementation[] = [
  implement(getMapSource, async () => ({ source: readMapSource(process.env) ?? null })),
]
