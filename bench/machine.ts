/** What a number was measured on, and how much processor time it took. */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  /** Load of the last minute: above the number of cores, wall times say little. */
  readonly load: number
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    load: Math.round(loadavg()[0]! * 10) / 10,
  }
}

export interface Cost {
  readonly wallSeconds: number
  /** Of this process with all its threads (the embedded database is one), and of a PostgreSQL server beside it. */
  readonly cpuSeconds: number
}

/** Runs `work` and says what it cost. `serverPid` is PostgreSQL's first process, on this machine. */
export async function measure<T>(
  serverPid: number | undefined,
  work: () => Promise<T>,
): Promise<{ answer: T; cost: Cost }> {
  const wall = performance.now()
  const own = process.cpuUsage()
  const server = serverPid === undefined ? 0 : treeCpuSeconds(serverPid)
  const answer = await work()
  const used = process.cpuUsage(own)
  const serverUsed = serverPid === undefined ? 0 : treeCpuSeconds(serverPid) - server
  return {
    answer,
    cost: {
      wallSeconds: (performance.now() - wall) / 1000,
      cpuSeconds: (used.user + used.system) / 1e6 + serverUsed,
    },
  }
}

/** Ticks of /proc are hundredths of a second on every Linux we run on. */
const TICKS_PER_SECOND = 100

/** A process, its children, and children that have ended: those a parent has waited for count with it. */
function treeCpuSeconds(pid: number): number {
  let ticks = 0
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const stat = readStat(Number(entry))
    if (stat && (stat.pid === pid || stat.parent === pid)) ticks += stat.ticks
  }
  return ticks / TICKS_PER_SECOND
}

export function cpuSecondsOf(pid: number): number | undefined {
  const stat = readStat(pid)
  return stat && stat.ticks / TICKS_PER_SECOND
}

export function parentOf(pid: number): number | undefined {
  return readStat(pid)?.parent
}

/** Resident memory in bytes. */
export function memoryOf(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? 0) * 1024
}

function readStat(pid: number): { pid: number; parent: number; ticks: number } | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // It ended between being listed and being read; its parent has its time.
    return undefined
  }
  // The name stands in brackets and may hold spaces: fields are counted from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number)
  return {
    pid,
    parent: Number(fields[1]),
    ticks: user! + system! + childUser! + childSystem!,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
