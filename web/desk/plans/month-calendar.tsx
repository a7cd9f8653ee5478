import { useQuery } from '@tanstack/react-query'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { type PlanDay, type PlanDetail, tryMove } from '../../../domain/plans/contract.ts'
import { weekdayOf } from '../../../engines/kernel/dates.ts'
import { call } from '../../shared/api.ts'
import { formatDate, formatMinutes, formatMonth, formatWeekday } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { sayDelta, sayFinding } from './words.ts'

export interface MonthCalendarProps {
  readonly plan: PlanDetail
  readonly selected: string | undefined
  readonly onSelect: (date: string) => void
  /** The visit that is being dragged, if any. */
  readonly dragged: string | undefined
  readonly onDrop: (visitId: string, date: string) => void
  /** Length of a full working day, for the bars. */
  readonly fullDayMinutes: number
}

/** The month as office calendars show it, Monday first: how full each day is, and a place to drop a visit on. */
export function MonthCalendar({
  plan,
  selected,
  onSelect,
  dragged,
  onDrop,
  fullDayMinutes,
}: MonthCalendarProps) {
  const [over, setOver] = useState<string>()
  const first = plan.days[0]
  const blanks = first ? weekdayOf(first.date) - 1 : 0
  const mayDrop = plan.mayEdit && dragged !== undefined
  return (
    <div>
      <table className="month-calendar" aria-label={t('calendar.title', { month: formatMonth(plan.month) })}>
        <thead>
          <tr>
            {['05', '06', '07', '08', '09', '10', '11'].map((day) => (
              // 5 January 2026 is a Monday; the names of the days come from there.
              <th key={day} scope="col">
                {formatWeekday(`2026-01-${day}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(plan.days, blanks).map((week) => (
            <tr key={week.find((day) => day)?.date}>
              {week.map((day, column) =>
                day ? (
                  <DayCell
                    key={day.date}
                    day={day}
                    fullDayMinutes={fullDayMinutes}
                    isSelected={day.date === selected}
                    isOver={mayDrop && over === day.date}
                    planId={plan.planId}
                    dragged={mayDrop ? dragged : undefined}
                    onSelect={onSelect}
                    onOver={setOver}
                    onDrop={(date) => {
                      setOver(undefined)
                      if (dragged) onDrop(dragged, date)
                    }}
                  />
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: an empty place has no other name.
                  <td key={column} className="month-blank" />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {plan.mayEdit && <p className="month-help">{t('calendar.help')}</p>}
    </div>
  )
}

function weeksOf(days: readonly PlanDay[], blanks: number): (PlanDay | undefined)[][] {
  const places: (PlanDay | undefined)[] = [...Array.from({ length: blanks }, () => undefined), ...days]
  while (places.length % 7 !== 0) places.push(undefined)
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7))
}

interface DayCellProps {
  readonly day: PlanDay
  readonly fullDayMinutes: number
  readonly isSelected: boolean
  readonly isOver: boolean
  readonly planId: string
  readonly dragged: string | undefined
  readonly onSelect: (date: string) => void
  readonly onOver: (date: string | undefined) => void
  readonly onDrop: (date: string) => void
}

function DayCell({
  day,
  fullDayMinutes,
  isSelected,
  isOver,
  planId,
  dragged,
  onSelect,
  onOver,
  onDrop,
}: DayCellProps) {
  const number = Number(day.date.slice(8))
  const load = Math.min(1, day.spanMinutes / fullDayMinutes)
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!dragged) return
      event.preventDefault()
      onOver(day.date)
    },
    onDragLeave: () => onOver(undefined),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      onDrop(day.date)
    },
  }
  return (
    <td className="month-cell" {...drop}>
      <button
        type="button"
        className={`month-day ${day.working ? '' : 'month-day-off'} ${isSelected ? 'month-day-selected' : ''} ${isOver ? 'month-day-over' : ''}`}
        aria-pressed={isSelected}
        onClick={() => onSelect(day.date)}
        onKeyDown={moveFocus}
        data-date={day.date}
        title={
          day.visits > 0
            ? t('calendar.load', {
                minutes: formatMinutes(day.spanMinutes),
                travel: formatMinutes(day.travelMinutes),
              })
            : undefined
        }
      >
        <span className="month-day-head">
          <span className="visually-hidden">{formatDate(day.date, { weekday: true })}</span>
          <span className="month-day-number" aria-hidden="true">
            {number}
          </span>
          {day.offReason && (
            <span className="month-day-off-name">
              {day.offName ?? t.loose(`calendar.off.${day.offReason}`)}
            </span>
          )}
          {day.evening && (
            <span className="month-day-evening" role="img" aria-label={t('calendar.evening')}>
              ☾
            </span>
          )}
        </span>
        {day.visits > 0 && (
          <>
            <span className="month-day-count">{t('calendar.visits', { count: day.visits })}</span>
            <span className="month-day-bar" aria-hidden="true">
              <span style={{ width: `${Math.round(load * 100)}%` }} className={load > 0.97 ? 'full' : ''} />
            </span>
            <span className="month-day-span">{formatMinutes(day.spanMinutes)}</span>
          </>
        )}
      </button>
      {isOver && dragged && <DropAnswer planId={planId} visitId={dragged} date={day.date} />}
    </td>
  )
}

/** What dropping here would break or cost, asked while the visit hovers. */
function DropAnswer({
  planId,
  visitId,
  date,
}: {
  readonly planId: string
  readonly visitId: string
  readonly date: string
}) {
  const answer = useQuery({
    queryKey: [tryMove.id, planId, visitId, date],
    queryFn: ({ signal }) => call(tryMove, { params: { planId, visitId }, query: { date }, signal }),
    staleTime: 60_000,
  })
  if (!answer.data) return <div className="drop-answer">{t('calendar.drop.asking')}</div>
  const { feasible, broken, travelDeltaMinutes, longestDayDeltaMinutes } = answer.data
  return (
    <div className={`drop-answer ${feasible ? 'drop-yes' : 'drop-no'}`} role="status">
      {feasible
        ? t('calendar.drop.yes', {
            travel: sayDelta(travelDeltaMinutes),
            day: sayDelta(longestDayDeltaMinutes),
          })
        : t('calendar.drop.no', { reason: broken[0] ? sayFinding(broken[0]) : '' })}
    </div>
  )
}

/** Arrow keys walk over the days. */
function moveFocus(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key]
  if (!step) return
  const grid = event.currentTarget.closest('.month-calendar')
  const days = [...(grid?.querySelectorAll<HTMLButtonElement>('.month-day') ?? [])]
  const target = days[days.indexOf(event.currentTarget) + step]
  if (!target) return
  event.preventDefault()
  target.focus()
}
