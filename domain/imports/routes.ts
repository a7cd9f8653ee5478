import { badInput, notFound } from '../../platform/http/failure.ts'
import { type Implementation, implement } from '../../platform/http/handler.ts'
import { importApiOrders } from './actions/api-orders.ts'
// Loaded for its registration: it runs every night.
import './actions/catch-up-job.ts'
import { makeTemplate } from './actions/templates.ts'
import { undoImport } from './actions/undo.ts'
import { getImport, listImports, previewImport, startImport, uploadImport } from './actions/uploads.ts'
import * as contract from './contract.ts'
import { makeErrorWorkbook } from './error-workbook.ts'
import { findRun } from './store/runs.ts'

export const routes: readonly Implementation[] = [
  implement(contract.listImports, (context, { query }) => listImports(context, query)),
  implement(contract.apiOrders, (context, { body, idempotencyKey }) =>
    importApiOrders(context, { idempotencyKey, ...body }),
  ),
  implement(contract.uploadImport, (context, { params, query, upload }) => {
    if (!upload) throw badInput({ path: 'file', message: 'a file is expected' })
    return uploadImport(context, params.kind, query.profile, upload)
  }),
  implement(contract.importTemplate, (context, { params, query }) =>
    makeTemplate(params.kind, query.type, context.language),
  ),
  implement(contract.getImport, (context, { params }) => getImport(context, params.importId)),
  implement(contract.previewImport, (context, { params, body }) =>
    previewImport(context, params.importId, body),
  ),
  implement(contract.runImport, (context, { params, body }) =>
    startImport(context, params.importId, body.dryRun),
  ),
  implement(contract.importErrors, async (context, { params }) => {
    const run = await context.transaction((tx) => findRun(tx, params.importId), { readOnly: true })
    if (!run) throw notFound()
    const imports = [{ importId: run.importId, header: run.header, fileName: run.fileName }]
    return {
      name: `${context.language === 'zh' ? '未导入' : 'rejected'}-${run.fileName.replace(/\.[^.]*$/, '')}.xlsx`,
      contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      body: await makeErrorWorkbook(context.database, context.principal.orgId, imports, context.language),
    }
  }),
  implement(contract.undoImport, (context, { params }) => undoImport(context, params.importId)),
]
