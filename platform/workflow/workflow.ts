import type { Action } from '../auth/principal.ts'
import { assert } from '../refusal.ts'
import type { Due } from './working-time.ts'

/**
 * A small typed table of states: where a piece of work may go from where, by whom, and by when. The object itself (a
 * plan, a ticket, a campaign) stays in its module; the workflow says where it stands and keeps the hand-over chain.
 */
export interface Workflow<State extends string = string, Name extends string = string> {
  /** `module.object`: `plans.month`, `service.ticket`. */
  readonly kind: string
  readonly states: readonly State[]
  readonly start: State
  /** States in which nothing more is to be done. */
  readonly final: readonly State[]
  readonly transitions: readonly Transition<State, Name>[]
  /** How long an item may stay in a state, in working time. */
  readonly due?: { readonly [S in State]?: Due }
}

export interface Transition<State extends string = string, Name extends string = string> {
  readonly name: Name
  readonly from: readonly State[]
  readonly to: State
  /** Who may: a row of the policy table and an action. The route that leads here has the same permit. */
  readonly permit: { readonly resource: string; readonly action: Action }
  readonly requiresComment?: boolean
  /**
   * The author, and whoever made the step into the present state, may not take this one: nobody approves their own
   * work. True by default where the action is `approve`.
   */
  readonly authorMayNot?: boolean
  /** Every line comment must have been answered. */
  readonly requiresAnswers?: boolean
}

const registered = new Map<string, Workflow>()

/**
 * Registers a workflow; a table that does not hold together stops the program while it loads.
 *
 *     export const monthPlan = defineWorkflow({
 *       kind: 'plans.month', states: ['draft', 'submitted', 'returned', 'approved'], start: 'draft',
 *       final: ['approved'], due: { submitted: { workingDays: 0 } },
 *       transitions: [
 *         { name: 'submit', from: ['draft', 'returned'], to: 'submitted', requiresAnswers: true,
 *           permit: { resource: 'visit-plans', action: 'update' } },
 *         { name: 'return', from: ['submitted'], to: 'returned', requiresComment: true,
 *           permit: { resource: 'visit-plans', action: 'approve' } },
 *         { name: 'approve', from: ['submitted'], to: 'approved',
 *           permit: { resource: 'visit-plans', action: 'approve' } } ] })
 */
export function defineWorkflow<const State extends string, const Name extends string>(
  workflow: Workflow<State, Name>,
): Workflow<State, Name> {
  const { kind } = workflow
  assert(!registered.has(kind), `workflow ${kind} is defined once`)
  for (const fault of findFaults(workflow as unknown as Workflow)) assert(false, `workflow ${kind}: ${fault}`)
  registered.set(kind, workflow as unknown as Workflow)
  return workflow
}

export function findWorkflow(kind: string): Workflow | undefined {
  return registered.get(kind)
}

export function allWorkflows(): Workflow[] {
  return [...registered.values()]
}

export function barsAuthor(transition: Transition): boolean {
  return transition.authorMayNot ?? transition.permit.action === 'approve'
}

/** What does not hold together in a table of states, as sentences. */
export function findFaults(workflow: Workflow): string[] {
  const faults: string[] = []
  const known = new Set(workflow.states)
  const reached = new Set([workflow.start])
  for (const state of [workflow.start, ...workflow.final])
    if (!known.has(state)) faults.push(`${state} is not a state`)
  const pairs = new Set<string>()
  for (const { name, from, to } of workflow.transitions) {
    reached.add(to)
    if (!known.has(to)) faults.push(`${name} leads to ${to}, which is not a state`)
    for (const state of from) {
      if (!known.has(state)) faults.push(`${name} comes from ${state}, which is not a state`)
      if (workflow.final.includes(state)) faults.push(`${name} leaves the final state ${state}`)
      if (pairs.has(`${state}/${name}`)) faults.push(`${name} leaves ${state} twice`)
      pairs.add(`${state}/${name}`)
    }
  }
  for (const state of workflow.states) {
    if (!reached.has(state)) faults.push(`nothing leads to ${state}`)
    const leaves = workflow.transitions.some((transition) => transition.from.includes(state))
    if (!leaves && !workflow.final.includes(state)) faults.push(`nothing leaves ${state} and it is not final`)
  }
  return faults
}
