import type { uploadImport } from '../../../domain/imports/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'

export type Preview = ResponseOf<typeof uploadImport>

/** The answer to an upload, carried to the screen of that import: asking for it again would read the file twice. */
let kept: Preview | undefined

export function keepPreview(preview: Preview): void {
  kept = preview
}

export function keptPreview(importId: string): Preview | undefined {
  return kept?.import.importId === importId ? kept : undefined
}
