import type { ImportKind, ImportProfileName } from '../contract.ts'
import type { FieldSpec } from './field.ts'

/** Values of one row by field, as its cells were read. */
export type RowValues = Record<string, unknown>

/** How files of one origin are read: their columns, and what is known about them without a column saying so. */
export interface ImportProfile {
  readonly name: ImportProfileName
  readonly fields: Readonly<Record<ImportKind, readonly FieldSpec[]>>
  /** True where order files bring customers along; otherwise an order of an unknown customer is rejected. */
  readonly createCustomers: boolean
  /** What goods are counted in. */
  readonly unit: string
  /** ISO 4217; amounts are stored in its hundredth. */
  readonly currency: string
  /** Fills what follows from other cells (an address from its parts, a format from a name). */
  readonly deriveCustomer?: (values: RowValues) => void
  readonly deriveProduct?: (values: RowValues) => void
  /** Order and line out of one cell that holds both. */
  readonly splitOrderLine?: (
    text: string,
  ) => { readonly orderNo: string; readonly lineNo: number } | undefined
  /** Whether an order number is that of a return. */
  readonly isReturn?: (orderNo: string) => boolean
}
