import { weekdayOf } from '../../engines/kernel/dates.ts'
import { exportCsv } from '../../platform/files/csv-export.ts'
import { type SheetColumn, writeXlsx } from '../../platform/files/workbook-writer.ts'
import type { FileAnswer, RequestContext } from '../../platform/http/handler.ts'
import { MEASURE_NAMES } from './contract.ts'
import { getPlanInReach, readTeamBoard } from './edit.ts'
import { presentVisits } from './present.ts'

const TITLES = {
  date: { zh: '日期', en: 'Date' },
  weekday: { zh: '星期', en: 'Weekday' },
  sequence: { zh: '顺序', en: 'Order' },
  customerCode: { zh: '客户编码', en: 'Customer code' },
  customerName: { zh: '零售户', en: 'Customer' },
  arrive: { zh: '到店', en: 'Arrive' },
  depart: { zh: '离店', en: 'Leave' },
  joint: { zh: '同访人', en: 'With' },
  measures: { zh: '服务措施', en: 'Measures' },
  remark: { zh: '备注', en: 'Remark' },
} as const
const WEEKDAYS = {
  zh: ['一', '二', '三', '四', '五', '六', '日'].map((day) => `周${day}`),
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
}

/** The month as a sheet, one row a visit, in the order of the days. */
export async function exportPlan(
  context: RequestContext,
  planId: string,
  format: 'xlsx' | 'csv',
): Promise<FileAnswer> {
  const { language } = context
  const { name, rows } = await context.transaction(
    async (tx) => {
      const plan = await getPlanInReach(tx, context, planId)
      const board = await readTeamBoard(tx, plan)
      const visits = await presentVisits(
        tx,
        board,
        [...board.visits.values()].filter((row) => row.planId === planId),
      )
      const manager = board.people.get(plan.managerId)?.name ?? ''
      return {
        name: language === 'zh' ? `拜访计划 ${manager} ${plan.month}` : `Visit plan ${manager} ${plan.month}`,
        rows: visits.map((visit) => ({
          date: visit.date,
          weekday: WEEKDAYS[language][weekdayOf(visit.date) - 1],
          sequence: visit.sequence,
          customerCode: visit.customerCode,
          customerName: visit.customerName,
          arrive: clock(visit.arriveMinute),
          depart: clock(visit.departMinute),
          joint: visit.joint.map((person) => person.name).join('、'),
          measures: visit.measures.map((measure) => MEASURE_NAMES[measure][language]).join('、'),
          remark: visit.remark,
        })),
      }
    },
    { readOnly: true },
  )
  const columns: SheetColumn[] = (Object.keys(TITLES) as (keyof typeof TITLES)[]).map((key) => ({
    key,
    title: TITLES[key][language],
    kind: key === 'date' ? 'date' : key === 'sequence' ? 'integer' : key === 'customerCode' ? 'code' : 'text',
  }))
  if (format === 'csv')
    return {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: new TextEncoder().encode((await Array.fromAsync(exportCsv(columns, rows))).join('')),
    }
  return {
    name: `${name}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: await writeXlsx({ sheets: [{ name: language === 'zh' ? '拜访计划' : 'Visits', columns, rows }] }),
  }
}

function clock(minute: number): string {
  const whole = Math.round(minute)
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
}
