/** One answer for a whole page. It asks the same questions of the roll-ups as the indicators do, once each. */
import { addMonths, type IsoDate, type IsoMonth } from '../../../engines/kernel/dates.ts'
import { localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { isAggregateOnly, type Reader } from '../../../platform/indicators/index.ts'
import type { DashboardView } from '../contract.ts'
import { periodOf } from '../indicators/terms.ts'
import {
  defaultMonth,
  describeMonth,
  festivalShift,
  monthsBefore,
  type ShownMonth,
  TREND_MONTHS,
} from '../rules.ts'
import { countCustomers, findMovers } from '../store/customers.ts'
import { readManagers } from '../store/names.ts'
import { hasGoodsLimit } from '../store/reach.ts'
import { readLatestOrderDate, sumOrders } from '../store/sales.ts'
import { countOpenAnomalies, readPlannedMonth, sumPlans } from '../store/work.ts'
import { costFigures, efficiencyFigures, serviceFigures, standardFigures, sumByMonth } from './figures.ts'
import { readGoods } from './goods.ts'
import { groupsOf } from './groups.ts'
import { readService } from './service.ts'

export interface DashboardQuestion {
  readonly month?: IsoMonth
  readonly by?: 'department' | 'manager'
}

/** Customers shown on each side of the largest changes. */
const MOVERS = 8

export async function readDashboard(
  tx: Tx,
  context: Pick<RequestContext, 'principal' | 'scope' | 'masks' | 'clock'>,
  question: DashboardQuestion,
): Promise<DashboardView> {
  const reader: Reader = { principal: context.principal, scope: context.scope, masks: context.masks }
  const today = localDate(context.clock)
  const latestOrderDate = await readLatestOrderDate(tx)
  const shown = latestOrderDate === null ? null : chooseMonth(question.month, latestOrderDate)
  const month = shown?.month ?? question.month ?? today.slice(0, 7)
  const compared = [month, addMonths(month, -1), addMonths(month, -12)]
  const months = monthsBefore(month, TREND_MONTHS)
  const by = question.by ?? defaultGrouping(reader)

  const rows = await sumOrders(tx, { from: addMonths(months[0]!, -12), to: month, reader })
  const history = sumByMonth(rows)
  const counts = await countCustomers(tx, {
    date: today,
    by: ['manager'],
    reader,
    activeOn: compared.map((one) => periodOf(one).to),
  })
  const plannedMonth = await readPlannedMonth(tx, reader)
  const [plans] = plannedMonth
    ? await sumPlans(tx, { from: plannedMonth, to: plannedMonth, by: [], reader })
    : []
  const standing = { counts, plans, plannedMonth, today }
  const isOpen = !isAggregateOnly({ reader })
  return {
    month: shown?.month ?? null,
    isPartial: shown?.isPartial ?? false,
    latestOrderDate,
    today,
    months,
    scope: context.scope,
    plannedMonth,
    festival: describeFestival(month),
    quadrants: {
      standard: standardFigures(standing, await countOpenAnomalies(tx, reader)),
      efficiency: efficiencyFigures(history, months),
      cost: costFigures(standing),
      service: serviceFigures(standing, month, await readService(tx, reader, compared, { history, counts })),
    },
    trend: {
      quantity: months.map((one) => history.get(one)?.quantity ?? null),
      amountFen: months.map((one) => history.get(one)?.amountFen ?? null),
      orderingCustomers: months.map((one) => history.get(one)?.orderingCustomers ?? null),
      lastYear: months.map((one) => history.get(addMonths(one, -12))?.quantity ?? null),
    },
    by,
    groups: groupsOf(rows, counts, await readManagers(tx), { month, by, isOpen }),
    ...(await readGoods(tx, reader, month)),
    movers:
      isOpen && !hasGoodsLimit(reader) && shown !== null
        ? await findMovers(tx, { month, previous: addMonths(month, -1), count: MOVERS, reader })
        : { falls: [], rises: [] },
  }
}

function chooseMonth(asked: IsoMonth | undefined, latestOrderDate: IsoDate): ShownMonth {
  return asked === undefined ? defaultMonth(latestOrderDate) : describeMonth(asked, latestOrderDate)
}

function defaultGrouping({ scope }: Reader): 'department' | 'manager' {
  return scope === 'organisation' || scope === 'brand' || scope === 'aggregate' ? 'department' : 'manager'
}

function describeFestival(month: IsoMonth): DashboardView['festival'] {
  const shift = festivalShift(month)
  return shift && { ...shift, months: [...shift.months] }
}
