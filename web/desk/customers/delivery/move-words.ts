import type { getMoves } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import type { Tone } from '../../../shared/status-tag.tsx'

export type MoveProposal = ResponseOf<typeof getMoves>

export const MOVE_TONES: Readonly<Record<MoveProposal['state'], Tone>> = {
  draft: 'info',
  approved: 'success',
  rejected: 'plain',
  undone: 'plain',
}
