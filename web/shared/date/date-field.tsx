import { CalendarOutlined, CloseCircleFilled } from '@ant-design/icons'
import { Input, Popover } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { t } from '../text/dates.ts'
import './date-field.css'
import { DateGrid, MonthGrid } from './date-grid.tsx'
import { readDate, readMonth } from './read-date.ts'

interface FieldProps {
  /** ISO text: `2026-03-05` or `2026-03`; empty for none. Given by the form item around it, or by the caller. */
  readonly value?: string | null | undefined
  readonly onChange?: (value: string) => void
  readonly id?: string
  readonly label?: string
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly disabled?: boolean
  /** Shows a cross that empties the field. */
  readonly allowClear?: boolean
  readonly placeholder?: string
}

/** A date, typed in any usual way or picked from a calendar. The same in every browser and language. */
export function DateField(props: FieldProps) {
  return (
    <Field
      {...props}
      width="10.2em"
      hint="2026-03-05"
      read={(text) => readDate(text, today())}
      picker={(pick) => (
        <DateGrid
          value={props.value || undefined}
          today={today()}
          min={props.min}
          max={props.max}
          onPick={pick}
        />
      )}
    />
  )
}

/** A month, typed or picked. */
export function MonthField(props: FieldProps) {
  return (
    <Field
      {...props}
      width="8.6em"
      hint="2026-03"
      read={(text) => readMonth(text, today())}
      picker={(pick) => (
        <MonthGrid
          value={props.value || undefined}
          today={today()}
          min={props.min}
          max={props.max}
          onPick={pick}
        />
      )}
    />
  )
}

function Field({
  value,
  onChange = () => {},
  id,
  label,
  min,
  max,
  disabled = false,
  allowClear = false,
  placeholder,
  width,
  hint,
  read,
  picker,
}: FieldProps & {
  readonly width: string
  readonly hint: string
  readonly read: (text: string) => string | undefined
  readonly picker: (pick: (value: string) => void) => ReactNode
}) {
  const [text, setText] = useState(value ?? '')
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setText(value ?? ''), [value])
  const isInside = (candidate: string) => (!min || candidate >= min) && (!max || candidate <= max)
  const settle = () => {
    const found = text.trim() === '' ? '' : read(text)
    // What cannot be read goes back to what it was: nothing wrong ever leaves the field.
    if (found === undefined || (found === '' && !allowClear) || (found && !isInside(found)))
      setText(value ?? '')
    else if (found !== (value ?? '')) onChange(found)
    else setText(found)
  }
  return (
    <span className="date-field" style={{ width: `calc(${width} + 2.4em)` }}>
      <Input
        id={id}
        aria-label={label}
        value={text}
        disabled={disabled}
        placeholder={placeholder ?? hint}
        autoComplete="off"
        inputMode="numeric"
        onChange={(event) => setText(event.target.value)}
        onBlur={settle}
        onPressEnter={settle}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && event.altKey) setOpen(true)
        }}
        suffix={
          <>
            {allowClear && value && !disabled && (
              <button
                type="button"
                className="date-button"
                aria-label={t('clear')}
                onClick={() => onChange('')}
              >
                <CloseCircleFilled />
              </button>
            )}
            <Popover
              trigger="click"
              placement="bottomRight"
              open={isOpen && !disabled}
              onOpenChange={setOpen}
              destroyOnHidden
              content={picker((picked) => {
                setOpen(false)
                onChange(picked)
              })}
            >
              <button type="button" className="date-button" aria-label={t('open')} disabled={disabled}>
                <CalendarOutlined />
              </button>
            </Popover>
          </>
        }
      />
    </span>
  )
}

function today(): string {
  return new Intl.DateTimeFormat('en-CA').format(new Date())
}
