/** 会计划: the nouns and the routes of visit plans and territories. */
import { z } from 'zod'
import { defineRoute } from '../../platform/http/contract.ts'
import { permit } from '../people/contract.ts'
import { MEASURES } from './contract/measures.ts'

export { MEASURE_NAMES, MEASURES, type Measure } from './contract/measures.ts'

const id = z.uuid()
const date = z.iso.date()
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

export const PLAN_STATES = ['draft', 'submitted', 'returned', 'approved', 'frozen'] as const
export type PlanState = (typeof PLAN_STATES)[number]

/** A broken rule or a reason: a stable code and its numbers; the screens say it in words. */
export const finding = z.object({
  code: z.string(),
  subject: z.string().optional(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})
export type Finding = z.infer<typeof finding>

export const jointPerson = z.object({ personId: id, name: z.string(), post: z.string() })

/** Why a visit lies where it lies, and what its best alternatives would cost; see `engines/schedule`. */
export const visitReason = z.object({
  rhythm: z.enum(['once', 'weekly', 'every-second-week', 'same-weekday', 'spread']),
  dates: z.array(date),
  weekday: z.number().int(),
  neighbours: z.array(z.object({ customerId: id, name: z.string(), travelMinutes: z.number() })),
  detourMinutes: z.number(),
  daysToOrder: z.number().nullable(),
  isEvening: z.boolean(),
  window: z.object({ startMinute: z.number(), endMinute: z.number() }).nullable(),
  joint: z.array(jointPerson),
  isPinned: z.boolean(),
  alternatives: z.array(
    z.object({
      date,
      travelDeltaMinutes: z.number(),
      longestDayDeltaMinutes: z.number(),
      balanceDeltaMinutes: z.number(),
      broken: z.array(finding),
    }),
  ),
})
export type VisitReason = z.infer<typeof visitReason>

export const plannedVisit = z.object({
  visitId: id,
  customerId: id,
  customerCode: z.string(),
  customerName: z.string(),
  date,
  sequence: z.number().int(),
  arriveMinute: z.number(),
  departMinute: z.number(),
  kind: z.enum(['solo', 'joint']),
  joint: z.array(jointPerson),
  measures: z.array(z.enum(MEASURES)),
  pinned: z.boolean(),
  remark: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  format: z.string(),
  valueGroup: z.string(),
  marketType: z.string(),
  evening: z.boolean(),
  comments: z.array(
    z.object({ authorName: z.string(), writtenAt: z.string(), comment: z.string(), resolved: z.boolean() }),
  ),
})
export type PlannedVisit = z.infer<typeof plannedVisit>

export const planDay = z.object({
  date,
  working: z.boolean(),
  /** Why nobody works: holiday, weekend, dayOff. */
  offReason: z.string().nullable(),
  offName: z.string().nullable(),
  visits: z.number().int(),
  /** From leaving home to returning, waiting included. */
  spanMinutes: z.number(),
  travelMinutes: z.number(),
  travelKm: z.number(),
  evening: z.boolean(),
})
export type PlanDay = z.infer<typeof planDay>

export const planSummary = z.object({
  visitsPlaced: z.number().int(),
  visitsUnplaced: z.number().int(),
  customers: z.number().int(),
  customersCovered: z.number().int(),
  travelMinutesPerDay: z.number(),
  heaviestDayMinutes: z.number(),
  lightestDayMinutes: z.number(),
  /** Proven: travel is at most this share above the shortest possible day tours; null when not computed. */
  tourGap: z.number().nullable(),
  violations: z.number().int(),
})
export type PlanSummary = z.infer<typeof planSummary>

export const planHead = z.object({
  planId: id.nullable(),
  managerId: id,
  managerCode: z.string(),
  managerName: z.string(),
  unitId: id,
  unitName: z.string(),
  month,
  state: z.enum(['none', ...PLAN_STATES]),
  revision: z.number().int(),
  summary: planSummary.nullable(),
  submittedAt: z.string().nullable(),
  decisionDue: z.string().nullable(),
  decidedAt: z.string().nullable(),
  decidedByName: z.string().nullable(),
  /** Open comments of the market manager. */
  openComments: z.number().int(),
  late: z.boolean(),
})
export type PlanHead = z.infer<typeof planHead>

/** The days in which the month's plan is made and handed in (PLN-02, PLN-10). */
export const planWindow = z.object({
  month,
  /** Both wordings of the duty: days 28 to 30, and the last two working days. */
  preset: z.enum(['28-30', 'last-two-working-days']),
  from: date,
  until: date,
  other: z.object({ preset: z.enum(['28-30', 'last-two-working-days']), from: date, until: date }),
  today: date,
  state: z.enum(['before', 'open', 'late']),
})
export type PlanWindow = z.infer<typeof planWindow>

export const planDetail = planHead.extend({
  planId: id,
  home: z.object({ lon: z.number(), lat: z.number() }).nullable(),
  days: z.array(planDay),
  visits: z.array(plannedVisit),
  exceptions: z.array(
    z.object({
      exceptionId: id,
      customerId: id,
      customerCode: z.string(),
      customerName: z.string(),
      visits: z.number().int(),
      origin: z.enum(['unplaced', 'removed']),
      reason: finding,
      remark: z.string().nullable(),
    }),
  ),
  findings: z.array(finding),
  window: planWindow,
  /** The caller's own plan: who makes it hands it in. */
  mine: z.boolean(),
  mayEdit: z.boolean(),
  mayDecide: z.boolean(),
})
export type PlanDetail = z.infer<typeof planDetail>

/** The answer to "what if this visit were on that day": nothing is changed by asking. */
export const moveAnswer = z.object({
  feasible: z.boolean(),
  broken: z.array(finding),
  travelDeltaMinutes: z.number(),
  longestDayDeltaMinutes: z.number(),
  arriveMinute: z.number().nullable(),
  days: z.array(
    z.object({ managerName: z.string(), date, spanMinutes: z.number(), travelMinutes: z.number() }),
  ),
})
export type MoveAnswer = z.infer<typeof moveAnswer>

/** What a change did: enough for the screen to follow without asking again. */
export const changeAnswer = z.object({
  revision: z.number().int(),
  changeId: id,
  days: z.array(planDay),
  visits: z.array(plannedVisit),
  removedVisitIds: z.array(id),
  summary: planSummary,
})
export type ChangeAnswer = z.infer<typeof changeAnswer>

const plan = z.object({ planId: id })
const visit = z.object({ planId: id, visitId: id })
const read = permit('visit-plans', 'read')
const create = permit('visit-plans', 'create')
const update = permit('visit-plans', 'update')
const approve = permit('visit-plans', 'approve')

export const listPlans = defineRoute({
  id: 'plans.list',
  method: 'GET',
  path: '/api/plans',
  summary: 'The month of every customer manager in reach: state, numbers, what waits',
  permit: read,
  query: z.strictObject({ month: month.optional() }),
  response: z.object({ month, window: planWindow, plans: z.array(planHead) }),
})

export const generatePlans = defineRoute({
  id: 'plans.generate',
  method: 'POST',
  path: '/api/plans/generate',
  summary:
    'Plans the month as a job; drafts and returned plans are made anew, submitted and approved ones are kept',
  permit: create,
  body: z.strictObject({
    month,
    managerIds: z.array(id).max(500).optional(),
    /** How long the engine looks for shorter ways; the answer depends on nothing but this and the data. */
    effort: z.enum(['quick', 'normal', 'thorough']).default('normal'),
    /** Minutes of travel that keeping one visit where it was is worth. */
    keepMinutes: z.number().min(0).max(60).default(3),
  }),
  response: z.object({
    jobId: id,
    /** Customer managers left out because some of their customers are not classified yet (DAT-02). */
    blocked: z.array(z.object({ managerId: id, customers: z.number().int() })),
  }),
})

export const getPlan = defineRoute({
  id: 'plans.get',
  method: 'GET',
  path: '/api/plans/:planId',
  summary: 'One plan: days, visits, exceptions and what is wrong with it',
  permit: read,
  params: plan,
  response: planDetail,
})

export const explainPlannedVisit = defineRoute({
  id: 'plans.explain',
  method: 'GET',
  path: '/api/plans/:planId/visits/:visitId',
  summary: 'Why this visit lies on its day, and what its three best alternatives would cost',
  permit: read,
  params: visit,
  response: visitReason,
})

export const tryMove = defineRoute({
  id: 'plans.try',
  method: 'GET',
  path: '/api/plans/:planId/visits/:visitId/try',
  summary: 'What moving a visit to another day would break and cost',
  permit: read,
  params: visit,
  query: z.strictObject({ date }),
  response: moveAnswer,
})

export const moveVisit = defineRoute({
  id: 'plans.move',
  method: 'POST',
  path: '/api/plans/:planId/visits/:visitId/move',
  summary: 'Moves a visit to another day; refused with the broken rules unless it is feasible',
  permit: update,
  params: visit,
  body: z.strictObject({ date, revision: z.number().int(), remark: z.string().max(500).optional() }),
  response: changeAnswer,
})

export const orderDay = defineRoute({
  id: 'plans.order',
  method: 'POST',
  path: '/api/plans/:planId/days/:date/order',
  summary: 'Puts the stops of a day in the given order, or in the shortest one',
  permit: update,
  params: z.object({ planId: id, date }),
  body: z.strictObject({ revision: z.number().int(), visitIds: z.array(id).optional() }),
  response: changeAnswer,
})

export const removeVisit = defineRoute({
  id: 'plans.remove',
  method: 'POST',
  path: '/api/plans/:planId/visits/:visitId/remove',
  summary: 'Takes a visit out of the month as a named exception with its reason',
  permit: update,
  params: visit,
  body: z.strictObject({ revision: z.number().int(), remark: z.string().trim().min(2).max(500) }),
  response: changeAnswer,
})

export const setMeasures = defineRoute({
  id: 'plans.measures',
  method: 'POST',
  path: '/api/plans/:planId/measures',
  summary: 'Sets the service measures of one or many visits',
  permit: update,
  params: plan,
  body: z.strictObject({
    revision: z.number().int(),
    visitIds: z.array(id).min(1).max(2000),
    measures: z.array(z.enum(MEASURES)),
    remark: z.string().max(500).optional(),
  }),
  response: changeAnswer,
})

export const undoChange = defineRoute({
  id: 'plans.undo',
  method: 'POST',
  path: '/api/plans/:planId/undo',
  summary: 'Takes back the latest change of this plan that is not yet taken back',
  permit: update,
  params: plan,
  body: z.strictObject({ revision: z.number().int() }),
  response: changeAnswer,
})

export const submitPlan = defineRoute({
  id: 'plans.submit',
  method: 'POST',
  path: '/api/plans/:planId/submit',
  summary: 'Hands the plan to the market manager; refused with everything that is still missing',
  permit: update,
  params: plan,
  body: z.strictObject({ revision: z.number().int() }),
  response: planHead,
})

export const withdrawPlan = defineRoute({
  id: 'plans.withdraw',
  method: 'POST',
  path: '/api/plans/:planId/withdraw',
  summary: 'Takes a submitted plan back before it is decided',
  permit: update,
  params: plan,
  body: z.strictObject({ revision: z.number().int() }),
  response: planHead,
})

export const decidePlan = defineRoute({
  id: 'plans.decide',
  method: 'POST',
  path: '/api/plans/:planId/decide',
  summary: 'Approves the plan, or returns it with a word on each line that must change',
  permit: approve,
  params: plan,
  body: z.strictObject({
    revision: z.number().int(),
    decision: z.enum(['approve', 'return']),
    comment: z.string().max(1000).optional(),
    lines: z
      .array(z.strictObject({ visitId: id, comment: z.string().trim().min(1).max(500) }))
      .max(500)
      .default([]),
  }),
  response: planHead,
})

export const planHistory = defineRoute({
  id: 'plans.history',
  method: 'GET',
  path: '/api/plans/:planId/history',
  summary: 'Every change of the plan: who, when, what',
  permit: read,
  params: plan,
  response: z.object({
    changes: z.array(
      z.object({
        changeId: id,
        revision: z.number().int(),
        kind: z.string(),
        authorName: z.string(),
        changedAt: z.string(),
        detail: z.record(z.string(), z.unknown()),
        undone: z.boolean(),
      }),
    ),
  }),
})

export const exportPlan = defineRoute({
  id: 'plans.export',
  method: 'GET',
  path: '/api/plans/:planId/export',
  summary: 'The plan as a workbook, one row a visit',
  permit: read,
  params: plan,
  query: z.strictObject({ format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  response: 'file',
})

/* Territories */

export const managerLoad = z.object({
  managerId: id,
  managerName: z.string(),
  unitId: id,
  customers: z.number().int(),
  visitsPerMonth: z.number(),
  /** Service plus estimated travel, per month. */
  workMinutes: z.number(),
  /** Against the mean of the managers compared. */
  share: z.number(),
})
export type ManagerLoad = z.infer<typeof managerLoad>

/** Customers in columns, so that 30,000 fit in one small answer. */
export const territoryMap = z.object({
  proposalId: id.nullable(),
  managers: z.array(managerLoad),
  customerIds: z.array(id),
  names: z.array(z.string()),
  lon: z.array(z.number().nullable()),
  lat: z.array(z.number().nullable()),
  /** Index into `managers`; -1 when nobody looks after the customer. */
  owner: z.array(z.number().int()),
  previousOwner: z.array(z.number().int()),
})
export type TerritoryMap = z.infer<typeof territoryMap>

const readTerritories = permit('assignments', 'read')
const runTerritories = permit('assignments', 'run')
/** Whoever draws a proposal does not adopt it: the director proposes, the centre's leader decides. */
const approveTerritories = permit('assignments', 'approve')

export const getTerritories = defineRoute({
  id: 'territories.get',
  method: 'GET',
  path: '/api/territories',
  summary: 'Who looks after whom, on the map, with the load of each customer manager; or a proposal of it',
  permit: readTerritories,
  query: z.strictObject({ proposalId: id.optional(), unitId: id.optional() }),
  response: territoryMap,
})

export const proposeTerritories = defineRoute({
  id: 'territories.propose',
  method: 'POST',
  path: '/api/territories/proposals',
  summary: 'Draws balanced territories as a job; nothing changes before the proposal is adopted',
  permit: runTerritories,
  body: z.strictObject({
    unitId: id.optional(),
    tolerance: z.number().min(0.005).max(0.2).default(0.01),
    /** 0 draws anew; higher keeps more customers with their present customer manager. */
    keepMinutes: z.number().min(0).max(240).default(0),
  }),
  response: z.object({ jobId: id }),
})

export const listProposals = defineRoute({
  id: 'territories.proposals',
  method: 'GET',
  path: '/api/territories/proposals',
  summary: 'Proposals, newest first',
  permit: readTerritories,
  response: z.object({
    proposals: z.array(
      z.object({
        proposalId: id,
        unitId: id,
        mine: z.boolean(),
        state: z.enum(['draft', 'adopted', 'dropped']),
        createdAt: z.string(),
        summary: z.record(z.string(), z.number()),
      }),
    ),
  }),
})

export const giveCustomers = defineRoute({
  id: 'territories.give',
  method: 'POST',
  path: '/api/territories/proposals/:proposalId/give',
  summary: 'Gives chosen customers to another customer manager in the proposal; answers with the new loads',
  permit: runTerritories,
  params: z.object({ proposalId: id }),
  body: z.strictObject({ customerIds: z.array(id).min(1).max(30000), managerId: id }),
  response: z.object({ managers: z.array(managerLoad), moved: z.number().int() }),
})

export const adoptProposal = defineRoute({
  id: 'territories.adopt',
  method: 'POST',
  path: '/api/territories/proposals/:proposalId/adopt',
  summary: 'Makes the proposal the present assignment from today on',
  permit: approveTerritories,
  params: z.object({ proposalId: id }),
  response: z.object({ changed: z.number().int() }),
})

export const dropProposal = defineRoute({
  id: 'territories.drop',
  method: 'POST',
  path: '/api/territories/proposals/:proposalId/drop',
  summary: 'Puts a proposal away; an adopted one is taken back and the former owners return',
  permit: approveTerritories,
  params: z.object({ proposalId: id }),
  response: z.object({ changed: z.number().int() }),
})
