/** What PostgreSQL says besides the message, under the names both drivers use. */
export interface SqlErrorFields {
  /** SQLSTATE, such as '23505' for a duplicate key. */
  readonly code: string
  readonly message: string
  readonly severity?: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: string
  readonly where?: string
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

/** A statement the database refused; the same class and fields on both databases. */
export class SqlError extends Error {
  readonly code: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: string
  readonly where?: string
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string

  constructor(fields: SqlErrorFields, options?: ErrorOptions) {
    super(fields.message, options)
    this.name = 'SqlError'
    this.code = fields.code
    this.detail = fields.detail
    this.hint = fields.hint
    this.position = fields.position
    this.where = fields.where
    this.schema = fields.schema
    this.table = fields.table
    this.column = fields.column
    this.constraint = fields.constraint
  }
}

/** The world failed: the database cannot be reached, is closed, or was stopped. Whether a commit under way reached the disk is not known. */
export class DatabaseUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseUnavailable'
  }
}

/** Too little free space: reading goes on, writing waits until there is space again. */
export class DatabaseReadOnly extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseReadOnly'
  }
}

/** Another living process has the data folder. */
export class DatabaseLocked extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseLocked'
  }
}
