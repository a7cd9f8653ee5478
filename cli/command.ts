/**
 * A command is one file `cli/commands/NAME.ts` that exports `run` and, for `--help`, `usage`.
 * Progress goes to stderr; stdout belongs to `cli/main.ts`, which prints the summary as its last line.
 */
export interface Command {
  readonly run: (args: readonly string[]) => CommandResult | Promise<CommandResult>
  /** The options and their defaults, as printed by `liuhui NAME --help`. */
  readonly usage?: string
}

/**
 * 0 done, 1 the business says no (reasons in the summary). Bad usage is a thrown `UsageError` (2), a business
 * refusal a thrown `Refusal` (1); anything else that is thrown is our own fault (70).
 */
export interface CommandResult {
  readonly exitCode: 0 | 1
  readonly summary: unknown
}

/** Every command of the program with what it does; a file for each stands in `cli/commands/`. */
export const COMMANDS = {
  start: 'run the web client and the server (port 8080, data in ./data or DATABASE_URL)',
  dev: 'the same for developers: restarts and reloads on every change',
  city: 'write a synthetic city as CSV files',
  import: 'load customers, goods or orders from xlsx or csv',
  route: 'solve a CVRPLIB or TSPLIB instance',
  schedule: 'solve a periodic vehicle routing instance of Cordeau',
  territory: 'share customers among managers',
  plan: "plan a month's visits of a city",
  'plan-check': 'validate a visit plan independently of the planner',
  staffing: 'compare the five ways of assigning customer managers',
  forecast: 'forecast monthly series',
  allocate: 'share scarce goods fairly',
  bench: 'run our benchmarks against best known values',
  backup: 'write one verified backup file',
  restore: 'restore a backup file',
  'audit-verify': 'check the hash chain of the audit log',
  migrate: 'bring the database to the newest schema',
  'case-iowa': 'the whole way on the State of Iowa’s real orders, checked to the unit',
  doctor: 'check the installation and say what to mend',
} as const

export type CommandName = keyof typeof COMMANDS
