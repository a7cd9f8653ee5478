import { localDate } from '../clock.ts'
import { notFound } from '../http/failure.ts'
import { type Implementation, implement, type RequestContext } from '../http/handler.ts'
import * as contract from './contract.ts'
import { drillInto, measure } from './evaluate.ts'
import { allIndicators, type Indicator, type IndicatorQuery, versionsOf } from './indicator.ts'

export const routes: Implementation[] = [
  implement(contract.listIndicators, async (context, { query }) =>
    allIndicators(query.date ?? localDate(context.clock)).map(viewOf),
  ),
  implement(contract.getDefinition, async (_context, { params }) => {
    const versions = versionsOf(params.indicatorId)
    if (versions.length === 0) throw notFound()
    return versions.map(viewOf)
  }),
  implement(contract.getValue, (context, { params, query }) =>
    context.transaction(
      async (tx) => {
        const answer = await measure(tx, params.indicatorId, queryOf(context, query), query.compare)
        return { ...answer, rows: [...answer.rows] }
      },
      { readOnly: true },
    ),
  ),
  implement(contract.drillDown, (context, { params, query }) =>
    context.transaction(
      async (tx) => {
        const page = { limit: query.pageSize, offset: (query.page - 1) * query.pageSize }
        const found = await drillInto(tx, params.indicatorId, queryOf(context, query), page)
        return { ...found, columns: [...found.columns], rows: [...found.rows] }
      },
      { readOnly: true },
    ),
  ),
]

function queryOf(
  context: RequestContext,
  query: {
    readonly from: string
    readonly to: string
    readonly by?: readonly string[]
    readonly where?: string
  },
): IndicatorQuery {
  const { principal, scope, masks } = context
  return {
    from: query.from,
    to: query.to,
    by: query.by ?? [],
    where: query.where === undefined ? {} : contract.readWhere(query.where),
    reader: { principal, scope, masks },
  }
}

function viewOf(indicator: Indicator) {
  const { id, definitionVersion, validFrom, name, formula, unit, source } = indicator
  return {
    id,
    definitionVersion,
    validFrom,
    name,
    formula,
    unit,
    source,
    dimensions: [...indicator.dimensions],
    hasDrill: indicator.drill !== undefined,
  }
}
