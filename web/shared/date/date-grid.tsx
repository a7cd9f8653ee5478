import { DoubleLeftOutlined, DoubleRightOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import {
  addDays,
  addMonths,
  datesOfMonth,
  isIsoDate,
  isIsoMonth,
  monthOf,
  weekdayOf,
} from '../../../engines/kernel/dates.ts'
import { t } from '../text/dates.ts'
import { formatDate, formatMonth, formatWeekday } from '../text/format.ts'
import { sameDayOfMonth } from './read-date.ts'

interface GridProps {
  readonly value: string | undefined
  readonly today: string
  readonly min: string | undefined
  readonly max: string | undefined
  readonly onPick: (value: string) => void
}

/** The days of one month. Arrow keys move by days and weeks, page keys by months, Enter picks. */
export function DateGrid({ value, today, min, max, onPick }: GridProps) {
  const [present, setPresent] = useState(value && isIsoDate(value) ? value : today)
  const grid = useRef<HTMLDivElement>(null)
  const month = monthOf(present)
  const isOutside = (date: string) => (min !== undefined && date < min) || (max !== undefined && date > max)
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>(`[data-date="${present}"]`)?.focus()
  }, [present])
  const show = (next: string) => setPresent(sameDayOfMonth(present, next))
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, string>> = {
      ArrowLeft: addDays(present, -1),
      ArrowRight: addDays(present, 1),
      ArrowUp: addDays(present, -7),
      ArrowDown: addDays(present, 7),
      PageUp: sameDayOfMonth(present, addMonths(month, -1)),
      PageDown: sameDayOfMonth(present, addMonths(month, 1)),
      Home: addDays(present, 1 - weekdayOf(present)),
      End: addDays(present, 7 - weekdayOf(present)),
    }
    const next = steps[event.key]
    if (!next) return
    event.preventDefault()
    setPresent(next)
  }
  return (
    <div className="date-grid">
      <div className="date-grid-head">
        <Step
          label={t('yearBefore')}
          icon={<DoubleLeftOutlined />}
          onClick={() => show(addMonths(month, -12))}
        />
        <Step label={t('monthBefore')} icon={<LeftOutlined />} onClick={() => show(addMonths(month, -1))} />
        <strong aria-live="polite">{formatMonth(month)}</strong>
        <Step label={t('monthAfter')} icon={<RightOutlined />} onClick={() => show(addMonths(month, 1))} />
        <Step
          label={t('yearAfter')}
          icon={<DoubleRightOutlined />}
          onClick={() => show(addMonths(month, 12))}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the grid hears the keys of its days. */}
      <div className="date-days" ref={grid} onKeyDown={onKey}>
        {/* 2024-01-01 was a Monday. */}
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <span key={weekday} className="date-weekday" aria-hidden="true">
            {formatWeekday(`2024-01-0${weekday}`).replace('周', '')}
          </span>
        ))}
        {datesOfMonth(month).map((date, index) => (
          <button
            key={date}
            type="button"
            data-date={date}
            data-today={date === today}
            aria-label={formatDate(date, { weekday: true })}
            aria-pressed={date === value}
            tabIndex={date === present ? 0 : -1}
            disabled={isOutside(date)}
            className="date-day"
            style={index === 0 ? { gridColumnStart: weekdayOf(date) } : undefined}
            onClick={() => onPick(date)}
          >
            {Number(date.slice(8))}
          </button>
        ))}
      </div>
      <button type="button" className="link-button" disabled={isOutside(today)} onClick={() => onPick(today)}>
        {t('today')}
      </button>
    </div>
  )
}

/** The months of one year. */
export function MonthGrid({ value, today, min, max, onPick }: GridProps) {
  const chosen = value && isIsoMonth(value) ? value : monthOf(today)
  const [year, setYear] = useState(Number(chosen.slice(0, 4)))
  const months = Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`)
  return (
    <div className="date-grid">
      <div className="date-grid-head">
        <Step label={t('yearBefore')} icon={<LeftOutlined />} onClick={() => setYear(year - 1)} />
        <strong aria-live="polite">{year}</strong>
        <Step label={t('yearAfter')} icon={<RightOutlined />} onClick={() => setYear(year + 1)} />
      </div>
      <div className="date-months">
        {months.map((month) => (
          <button
            key={month}
            type="button"
            className="date-day"
            data-today={month === monthOf(today)}
            aria-label={formatMonth(month)}
            aria-pressed={month === value}
            disabled={(min !== undefined && month < min) || (max !== undefined && month > max)}
            onClick={() => onPick(month)}
          >
            {Number(month.slice(5))}
            {t('monthMark')}
          </button>
        ))}
      </div>
    </div>
  )
}

function Step({
  label,
  icon,
  onClick,
}: {
  readonly label: string
  readonly icon: React.ReactNode
  readonly onClick: () => void
}) {
  return (
    <button type="button" className="date-button" aria-label={label} title={label} onClick={onClick}>
      {icon}
    </button>
  )
}
