import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, App, Button, Input, Popover } from 'antd'
import { useMemo, useState } from 'react'
import {
  type CalendarDay,
  clearCalendarDay,
  getCalendar,
  setCalendarDay,
} from '../../../domain/people/contract.ts'
import { datesOfMonth, weekdayOf } from '../../../engines/kernel/dates.ts'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatDate, formatWeekday } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/people.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction, useCall } from '../../shared/use-call.ts'
import { useMay, useMe } from '../session.ts'
import './calendar.css'
import { DaysOff } from './days-off.tsx'

/** The year as the company works it, and who is off. */
export function CalendarScreen() {
  const may = useMay()
  const me = useMe()
  const [search, change] = useSearchText()
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: me.company.timeZone }).format(new Date())
  const year = /^\d{4}$/.test(search.year ?? '') ? Number(search.year) : Number(today.slice(0, 4))
  const calendar = useCall(
    getCalendar,
    { query: { from: `${year}-01-01`, to: `${year}-12-31` } },
    { staleSeconds: 300, keepPrevious: true },
  )
  const days = useMemo(() => new Map(calendar.data?.map((day) => [day.date, day])), [calendar.data])
  const isProvisional = calendar.data?.some((day) => day.provisional) ?? false
  const show = (next: number) => change({ year: String(next) })
  return (
    <>
      <PageHeader
        title={menuText('calendar')}
        detail={t('calendar.detail')}
        actions={
          <span className="calendar-year">
            <Button
              icon={<LeftOutlined />}
              aria-label={t('calendar.previous')}
              onClick={() => show(year - 1)}
            />
            <strong>{t('calendar.year', { year })}</strong>
            <Button icon={<RightOutlined />} aria-label={t('calendar.next')} onClick={() => show(year + 1)} />
          </span>
        }
      />
      <PageBody>
        {isProvisional && <Alert type="warning" showIcon title={t('calendar.provisional', { year })} />}
        <Panel
          title={t('calendar.yearWorking', {
            count: calendar.data?.filter((day) => day.working).length ?? 0,
          })}
          extra={<Legend />}
        >
          {calendar.error && <ProblemState error={calendar.error} onRetry={() => void calendar.refetch()} />}
          {calendar.isPending && <LoadingState rows={10} />}
          {calendar.data && (
            <div className="calendar">
              {Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`).map(
                (month) => (
                  <Month
                    key={month}
                    month={month}
                    days={days}
                    today={today}
                    mayChange={may('calendar:configure')}
                  />
                ),
              )}
            </div>
          )}
        </Panel>
        {may('days-off:read') && <DaysOff today={today} />}
      </PageBody>
    </>
  )
}

function Month({
  month,
  days,
  today,
  mayChange,
}: {
  readonly month: string
  readonly days: ReadonlyMap<string, CalendarDay>
  readonly today: string
  readonly mayChange: boolean
}) {
  const dates = datesOfMonth(month)
  const working = dates.filter((date) => days.get(date)?.working).length
  const name = new Intl.DateTimeFormat(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', {
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`))
  return (
    <section className="month" aria-label={name}>
      <h3 className="month-head">
        {name}
        <span className="month-working">{t('calendar.working', { count: working })}</span>
      </h3>
      <div className="month-grid">
        {/* 2024-01-01 was a Monday. */}
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <span key={weekday} className="month-weekday" aria-hidden="true">
            {formatWeekday(`2024-01-0${weekday}`).replace('周', '')}
          </span>
        ))}
        {dates.map((date, index) => {
          const day = days.get(date)
          return (
            <Day
              key={date}
              date={date}
              day={day}
              column={index === 0 ? weekdayOf(date) : undefined}
              isToday={date === today}
              mayChange={mayChange && date >= today}
            />
          )
        })}
      </div>
    </section>
  )
}

function Day({
  date,
  day,
  column,
  isToday,
  mayChange,
}: {
  readonly date: string
  readonly day: CalendarDay | undefined
  readonly column: number | undefined
  readonly isToday: boolean
  readonly mayChange: boolean
}) {
  const [isOpen, setOpen] = useState(false)
  const look = day?.override ? (day.working ? 'own-working' : 'own-off') : (day?.kind ?? 'workday')
  const mark = markOf(day)
  const cell = (
    <button
      type="button"
      className={`day day-${look}`}
      data-today={isToday}
      data-mark={mark}
      data-provisional={day?.provisional ?? false}
      style={column ? { gridColumnStart: column } : undefined}
      aria-label={`${formatDate(date, { weekday: true })} ${day ? sayDay(day) : ''}`}
      title={day ? sayDay(day) : undefined}
    >
      {Number(date.slice(8))}
    </button>
  )
  if (!day) return cell
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      title={formatDate(date, { weekday: true })}
      content={<DayCard day={day} mayChange={mayChange} onDone={() => setOpen(false)} />}
    >
      {cell}
    </Popover>
  )
}

/** 休 and 班 as on Chinese calendars: the colour alone says nothing. */
function markOf(day: CalendarDay | undefined): string | undefined {
  if (!day) return undefined
  const zh = currentLanguage() === 'zh'
  if (day.override) return day.working ? (zh ? '班' : 'W') : zh ? '休' : 'O'
  if (day.kind === 'holiday') return zh ? '休' : 'H'
  if (day.kind === 'makeup') return zh ? '班' : 'M'
  return undefined
}

function sayDay(day: CalendarDay): string {
  return [
    day.override
      ? t(day.working ? 'calendar.override.working' : 'calendar.override.off')
      : t(`calendar.kind.${day.kind}`),
    day.name?.[currentLanguage()],
    day.override?.reason,
    day.provisional ? t('calendar.provisional.mark') : undefined,
  ]
    .filter(Boolean)
    .join(' · ')
}

function DayCard({
  day,
  mayChange,
  onDone,
}: {
  readonly day: CalendarDay
  readonly mayChange: boolean
  readonly onDone: () => void
}) {
  const { message } = App.useApp()
  const [reason, setReason] = useState(day.override?.reason ?? '')
  const options = {
    invalidates: ['people.calendar'],
    onDone: () => {
      void message.success(t('calendar.saved', { date: formatDate(day.date) }))
      onDone()
    },
  }
  const set = useAction(setCalendarDay, options)
  const clear = useAction(clearCalendarDay, options)
  const onError = (error: unknown) => void message.error(sayProblemShortly(error))
  const params = { date: day.date }
  return (
    <div className="day-card">
      <div>{sayDay(day)}</div>
      {mayChange && (
        <>
          <Input
            value={reason}
            maxLength={200}
            placeholder={t('calendar.reason.hint')}
            aria-label={t('calendar.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
          <div className="day-card-actions">
            {day.override && (
              <Button loading={clear.isPending} onClick={() => clear.mutate({ params }, { onError })}>
                {t('calendar.set.clear')}
              </Button>
            )}
            <Button
              type="primary"
              loading={set.isPending}
              onClick={() => set.mutate({ params, body: { working: !day.working, reason } }, { onError })}
            >
              {t(day.working ? 'calendar.set.off' : 'calendar.set.working')}
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

function Legend() {
  const entries = [
    ['workday', t('calendar.kind.workday')],
    ['weekend', t('calendar.kind.weekend')],
    ['holiday', t('calendar.kind.holiday')],
    ['makeup', t('calendar.kind.makeup')],
    ['own-off', t('calendar.override.off')],
    ['own-working', t('calendar.override.working')],
  ] as const
  return (
    <ul className="plain calendar-legend" aria-label={t('calendar.legend')}>
      {entries.map(([look, text]) => (
        <li key={look}>
          <span className={`day day-${look}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  )
}
