import { AppointmentBook } from '../appointments.ts'
import { buildFrame } from '../frame.ts'
import { findHolders } from '../holders.ts'
import { prepareTask } from '../person-task.ts'
import { DEFAULT_PLAN_RULES } from '../problem.ts'
import { type MonthRecipe, makeMonth } from '../test-month.ts'
import type { PersonTask } from './task.ts'

/** The task of the only owner of a generated month. */
export function makePersonTask(recipe: Omit<MonthRecipe, 'managers'>): PersonTask {
  const problem = makeMonth({ ...recipe, managers: 1, rules: { ...DEFAULT_PLAN_RULES, ...recipe.rules } })
  const frame = buildFrame(problem)
  return prepareTask(
    {
      frame,
      holders: findHolders(frame),
      book: new AppointmentBook(),
      teamDates: new Int8Array(frame.customers.length).fill(-1),
      busyDates: new Uint32Array(frame.managers.length),
      pinned: new Map(),
      pinnedTimes: new Map(),
      previous: new Map(),
    },
    0,
    { seed: 1, iterations: 100 },
  ).task
}
