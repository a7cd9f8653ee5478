export { type RawBuilder, sql } from 'kysely'
export { BackupRefused } from './backup/format.ts'
export { restoreBackup } from './backup/restore-backup.ts'
export { writeBackup } from './backup/write-backup.ts'
export {
  type Database,
  type DatabaseStatus,
  detached,
  dumpEmbedded,
  type OpenOptions,
  openDatabase,
  type TransactionOptions,
} from './database.ts'
export { hasEmbeddedDatabase } from './embedded/embedded-driver.ts'
export { DatabaseLocked, DatabaseReadOnly, DatabaseUnavailable, SqlError } from './errors.ts'
export { examineDatabase, type Finding } from './health.ts'
export { type InsertColumn, insertColumns } from './insert-columns.ts'
export { locateDatabase } from './location.ts'
export { maintain } from './maintenance.ts'
export {
  findPendingMigrations,
  MIGRATIONS_FOLDER,
  MigrationFailed,
  MigrationRefused,
  migrate,
} from './migrate.ts'
export { ensureMonthPartitions } from './partitions.ts'
export { findSchemaFaults } from './schema-faults.ts'
export type { Tx } from './transaction.ts'
