import { localDate } from '../clock.ts'
import { badInput, notFound } from '../http/failure.ts'
import { type Implementation, implement } from '../http/handler.ts'
import * as contract from './contract.ts'
import { type FormVersion, formAt, formHistory, formOfVersion, formsAt, publishForm } from './definitions.ts'

export const routes: Implementation[] = [
  implement(contract.listForms, async (context, { query }) => {
    const date = query.date ?? localDate(context.clock)
    const forms = await context.transaction((tx) => formsAt(tx, date), { readOnly: true })
    return forms.map(summaryOf)
  }),
  implement(contract.getForm, async (context, { params, query }) => {
    const form = await context.transaction(
      (tx) =>
        query.version === undefined
          ? formAt(tx, params.formId, localDate(context.clock))
          : formOfVersion(tx, params.formId, query.version),
      { readOnly: true },
    )
    if (!form) throw notFound()
    return viewOf(form)
  }),
  implement(contract.listFormVersions, async (context, { params }) => {
    const versions = await context.transaction((tx) => formHistory(tx, params.formId), { readOnly: true })
    if (versions.length === 0) throw notFound()
    return versions.map(summaryOf)
  }),
  implement(contract.publishForm, async (context, { params, body }) => {
    if (body.definition.id !== params.formId)
      throw badInput({ path: 'body.definition.id', message: `not ${params.formId}` })
    const form = await context.transaction((tx) => publishForm(tx, body.definition, body.validFrom, context))
    return viewOf(form)
  }),
]

function viewOf(form: FormVersion) {
  return { ...summaryOf(form), definition: form.definition }
}

function summaryOf(form: FormVersion) {
  const { definition } = form
  return {
    formId: form.formId,
    version: form.version,
    title: definition.title,
    subjectKind: definition.subjectKind,
    anonymous: definition.anonymous,
    questions: contract.questionsOf(definition).length,
    validFrom: form.validFrom,
    isShipped: form.shippedVersion !== null,
    authorName: form.authorName,
    recordedAt: form.recordedAt.toISOString(),
  }
}
