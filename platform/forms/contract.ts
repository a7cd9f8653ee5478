/** 表单: the shape of forms and answers, their checks and points, and the routes of form definitions. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'
import { dateText } from '../http/values.ts'
import { formDefinition } from './contract/definition.ts'

export * from './contract/answers.ts'
export * from './contract/definition.ts'
export * from './contract/score.ts'
export * from './contract/table.ts'

export const formSummary = z.object({
  formId: z.string(),
  version: z.number().int(),
  title: formDefinition.shape.title,
  subjectKind: z.string(),
  anonymous: z.boolean(),
  questions: z.number().int(),
  validFrom: z.iso.date(),
  /** False when the company wrote this version itself. */
  isShipped: z.boolean(),
  authorName: z.string(),
  recordedAt: z.iso.datetime(),
})

const formView = formSummary.extend({ definition: formDefinition })

const formParams = z.strictObject({ formId: formDefinition.shape.id })

/** A day far in the past would be the day before the first version; the future shows what was published ahead. */
const dateQuery = z.strictObject({ date: dateText.optional() })

export const listForms = defineRoute({
  id: 'forms.list',
  method: 'GET',
  path: '/api/forms',
  summary: 'Forms in force on a date, today when none is given',
  permit: { resource: 'forms', action: 'read' },
  query: dateQuery,
  response: z.array(formSummary),
})

export const getForm = defineRoute({
  id: 'forms.get',
  method: 'GET',
  path: '/api/forms/:formId',
  summary: 'One form: the version asked for, or the one in force today',
  permit: { resource: 'forms', action: 'read' },
  params: formParams,
  query: z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }),
  response: formView,
})

export const listFormVersions = defineRoute({
  id: 'forms.versions',
  method: 'GET',
  path: '/api/forms/:formId/versions',
  summary: 'All versions of a form, newest first',
  permit: { resource: 'forms', action: 'read' },
  params: formParams,
  response: z.array(formSummary),
})

export const publishForm = defineRoute({
  id: 'forms.publish',
  method: 'POST',
  path: '/api/forms/:formId/versions',
  summary: 'Publish a new version of a form from a date on',
  permit: { resource: 'forms', action: 'configure' },
  params: formParams,
  body: z.strictObject({ validFrom: dateText, definition: formDefinition }),
  response: formView,
})
