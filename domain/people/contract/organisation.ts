import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { listOf, pageOf, pageQuery } from '../../../platform/http/paging.ts'
import { permit } from '../policy.ts'
import { POSTS } from '../roles.ts'

export const UNIT_KINDS = ['company', 'centre', 'department', 'team'] as const
export type UnitKind = (typeof UNIT_KINDS)[number]

export const unit = z.object({
  unitId: z.uuid(),
  parentId: z.uuid().nullable(),
  kind: z.enum(UNIT_KINDS),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  status: z.enum(['active', 'closed']),
  /** Persons who work directly in this unit now. */
  people: z.number().int(),
})
export type Unit = z.infer<typeof unit>

const unitId = z.object({ unitId: z.uuid() })
const code = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u)
const name = z.string().trim().min(1).max(60)

const newUnit = z.strictObject({
  parentId: z.uuid(),
  kind: z.enum(['centre', 'department', 'team']),
  code,
  name,
  nameEn: z.string().trim().max(100).default(''),
})
export type NewUnit = z.infer<typeof newUnit>

const unitChange = z.strictObject({
  parentId: z.uuid().optional(),
  code: code.optional(),
  name: name.optional(),
  nameEn: z.string().trim().max(100).optional(),
  status: z.enum(['active', 'closed']).optional(),
})
export type UnitChange = z.infer<typeof unitChange>

/** `proposed`: waits for the centre leader; `applied`: done. */
const outcome = z.object({ outcome: z.enum(['applied', 'proposed']), unitId: z.uuid().nullable() })

export const listUnits = defineRoute({
  id: 'people.listUnits',
  method: 'GET',
  path: '/api/units',
  summary: 'The organisation as far as the reader may see it, parents before children',
  permit: permit('organisation', 'read'),
  response: z.array(unit),
})

export const createUnit = defineRoute({
  id: 'people.createUnit',
  method: 'POST',
  path: '/api/units',
  summary: 'Add a centre, department or team, or propose one',
  permit: permit('organisation', 'create'),
  body: newUnit,
  response: outcome,
})

export const updateUnit = defineRoute({
  id: 'people.updateUnit',
  method: 'PATCH',
  path: '/api/units/:unitId',
  summary: 'Rename, move or close a unit, or propose it',
  permit: permit('organisation', 'update'),
  params: unitId,
  body: unitChange,
  response: outcome,
})

export const unitProposal = z.object({
  proposalId: z.uuid(),
  unitId: z.uuid().nullable(),
  content: z.record(z.string(), z.unknown()),
  state: z.enum(['proposed', 'approved', 'rejected']),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
})

export const listUnitProposals = defineRoute({
  id: 'people.listUnitProposals',
  method: 'GET',
  path: '/api/unit-proposals',
  summary: 'Changes of the organisation that wait for a decision, and those decided lately',
  permit: permit('organisation', 'approve'),
  response: z.array(unitProposal),
})

export const decideUnitProposal = defineRoute({
  id: 'people.decideUnitProposal',
  method: 'POST',
  path: '/api/unit-proposals/:proposalId/decision',
  summary: 'Approve a proposed change of the organisation, which applies it, or reject it',
  permit: permit('organisation', 'approve'),
  params: z.object({ proposalId: z.uuid() }),
  body: z.strictObject({ approve: z.boolean() }),
  response: outcome,
})

// ---- persons ------------------------------------------------------------------------------------------------

export const personRow = z.object({
  personId: z.uuid(),
  code: z.string(),
  name: z.string(),
  unitId: z.uuid(),
  unitName: z.string(),
  post: z.enum(POSTS),
  grade: z.number().int().nullable(),
  status: z.enum(['active', 'left']),
  /** Null where the reader may not see it. */
  phone: z.string().nullable(),
  homeLon: z.number().nullable(),
  homeLat: z.number().nullable(),
})
export type PersonRow = z.infer<typeof personRow>

const grade = z.number().int().min(1).max(5)
const newPerson = z
  .strictObject({
    code,
    name,
    unitId: z.uuid(),
    post: z.enum(POSTS),
    grade: grade.nullable().default(null),
    phone: z
      .string()
      .trim()
      .regex(/^[\d +()-]{0,20}$/)
      .default(''),
    homeLon: z.number().min(-180).max(180).nullable().default(null),
    homeLat: z.number().min(-90).max(90).nullable().default(null),
  })
  .refine(({ homeLon, homeLat }) => (homeLon === null) === (homeLat === null), { path: ['homeLat'] })
export type NewPerson = z.infer<typeof newPerson>

const personChange = z
  .strictObject({
    name: name.optional(),
    unitId: z.uuid().optional(),
    post: z.enum(POSTS).optional(),
    grade: grade.nullable().optional(),
    phone: z
      .string()
      .trim()
      .regex(/^[\d +()-]{0,20}$/)
      .optional(),
    homeLon: z.number().min(-180).max(180).nullable().optional(),
    homeLat: z.number().min(-90).max(90).nullable().optional(),
    status: z.enum(['active', 'left']).optional(),
  })
  .refine((change) => (change.homeLon == null) === (change.homeLat == null), { path: ['homeLat'] })
export type PersonChange = z.infer<typeof personChange>

export const listPeople = defineRoute({
  id: 'people.list',
  method: 'GET',
  path: '/api/people',
  summary: 'Persons with unit and post',
  permit: permit('people', 'read'),
  query: z.strictObject({
    ...pageQuery,
    unitId: z.uuid().optional(),
    post: listOf(z.enum(POSTS)).optional(),
    status: z.enum(['active', 'left']).optional(),
  }),
  response: pageOf(personRow),
})

export const getPerson = defineRoute({
  id: 'people.get',
  method: 'GET',
  path: '/api/people/:personId',
  summary: 'One person',
  permit: permit('people', 'read'),
  params: z.object({ personId: z.uuid() }),
  response: personRow,
})

export const createPerson = defineRoute({
  id: 'people.create',
  method: 'POST',
  path: '/api/people',
  summary: 'Add a person',
  permit: permit('people', 'create'),
  body: newPerson,
  response: z.object({ personId: z.uuid() }),
})

export const updatePerson = defineRoute({
  id: 'people.update',
  method: 'PATCH',
  path: '/api/people/:personId',
  summary: 'Change a person: transfer, post, grade, phone, home, leaving',
  permit: permit('people', 'update'),
  params: z.object({ personId: z.uuid() }),
  body: personChange,
  response: z.undefined(),
})
