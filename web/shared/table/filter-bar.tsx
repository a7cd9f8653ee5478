import { CloseOutlined, DownOutlined, FilterOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, InputNumber, Popover, Radio } from 'antd'
import { useId, useState } from 'react'
import { DateField } from '../date/date-field.tsx'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/table.ts'
import { type ChoiceFilter, type Filter, sayFilter } from './filter.ts'
import { keysOf } from './table-state.ts'

type Values = Readonly<Record<string, string>>
type Change = (change: Readonly<Record<string, string | undefined>>) => void

/** Filters as buttons: pinned and active ones in the line, the others behind "more". */
export function FilterBar({
  filters,
  values,
  onChange,
}: {
  readonly filters: readonly Filter[]
  readonly values: Values
  readonly onChange: Change
}) {
  const [opened, setOpened] = useState<string>()
  const [isMoreOpen, setMoreOpen] = useState(false)
  const isActive = (filter: Filter) => sayFilter(filter, values) !== undefined
  const inLine = filters.filter((filter) => filter.isPinned || isActive(filter) || idOf(filter) === opened)
  const others = filters.filter((filter) => !inLine.includes(filter))
  const hasActive = filters.some(isActive)
  return (
    <>
      {inLine.map((filter) => (
        <FilterButton
          key={idOf(filter)}
          filter={filter}
          values={values}
          onChange={onChange}
          isOpen={opened === idOf(filter)}
          onOpen={(isOpen) => setOpened(isOpen ? idOf(filter) : undefined)}
        />
      ))}
      {others.length > 0 && (
        <Popover
          trigger="click"
          placement="bottomLeft"
          open={isMoreOpen}
          onOpenChange={setMoreOpen}
          content={
            <ul className="plain filter-list">
              {others.map((filter) => (
                <li key={idOf(filter)}>
                  <button
                    type="button"
                    className="filter-list-item"
                    onClick={() => {
                      setMoreOpen(false)
                      // The popover of the new button opens after this one has gone.
                      setTimeout(() => setOpened(idOf(filter)), 60)
                    }}
                  >
                    {filter.label}
                  </button>
                </li>
              ))}
            </ul>
          }
        >
          <Button type="text" icon={<FilterOutlined />}>
            {t('filter.more')}
          </Button>
        </Popover>
      )}
      {hasActive && (
        <Button
          type="link"
          onClick={() => onChange(Object.fromEntries(filters.flatMap(keysOf).map((key) => [key, undefined])))}
        >
          {t('filter.clear')}
        </Button>
      )}
    </>
  )
}

function idOf(filter: Filter): string {
  return keysOf(filter).join()
}

function FilterButton({
  filter,
  values,
  onChange,
  isOpen,
  onOpen,
}: {
  readonly filter: Filter
  readonly values: Values
  readonly onChange: Change
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}) {
  const said = sayFilter(filter, values)
  const clear = () => onChange(Object.fromEntries(keysOf(filter).map((key) => [key, undefined])))
  return (
    <span className="filter" data-active={said !== undefined}>
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={isOpen}
        onOpenChange={onOpen}
        destroyOnHidden
        content={
          <FilterEditor filter={filter} values={values} onChange={onChange} onDone={() => onOpen(false)} />
        }
      >
        <button type="button" className="filter-button" aria-expanded={isOpen}>
          {said === undefined ? filter.label : t('filter.set', { label: filter.label, value: said })}
          <DownOutlined className="filter-arrow" />
        </button>
      </Popover>
      {said !== undefined && (
        <button
          type="button"
          className="filter-clear"
          aria-label={t('filter.clearOne', { label: filter.label })}
          onClick={clear}
        >
          <CloseOutlined />
        </button>
      )}
    </span>
  )
}

function FilterEditor({
  filter,
  values,
  onChange,
  onDone,
}: {
  readonly filter: Filter
  readonly values: Values
  readonly onChange: Change
  readonly onDone: () => void
}) {
  switch (filter.kind) {
    case 'choice':
      return <ChoiceEditor filter={filter} values={values} onChange={onChange} onDone={onDone} />
    case 'switch':
      return (
        <Radio.Group
          className="filter-editor"
          value={values[filter.key] ?? ''}
          onChange={(event) => {
            onChange({ [filter.key]: (event.target.value as string) || undefined })
            onDone()
          }}
          options={[
            { value: '', label: t('views.all') },
            { value: 'true', label: filter.yes },
            { value: 'false', label: filter.no },
          ]}
        />
      )
    case 'text':
      return (
        <Input
          autoFocus
          aria-label={filter.label}
          defaultValue={values[filter.key]}
          onPressEnter={(event) => {
            onChange({ [filter.key]: event.currentTarget.value.trim() || undefined })
            onDone()
          }}
        />
      )
    case 'range':
    case 'dates':
      return <SpanEditor filter={filter} values={values} onChange={onChange} onDone={onDone} />
  }
}

function ChoiceEditor({
  filter,
  values,
  onChange,
  onDone,
}: {
  readonly filter: ChoiceFilter
  readonly values: Values
  readonly onChange: Change
  readonly onDone: () => void
}) {
  const [text, setText] = useState('')
  const chosen = values[filter.key]?.split(',').filter(Boolean) ?? []
  const options = filter.options.filter((option) =>
    option.label.toLowerCase().includes(text.trim().toLowerCase()),
  )
  const set = (next: readonly string[]) => onChange({ [filter.key]: next.join(',') || undefined })
  return (
    <div className="filter-editor">
      {filter.options.length > 8 && (
        <Input
          autoFocus
          size="small"
          placeholder={t('filter.find')}
          aria-label={t('filter.find')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ul className="plain filter-options">
        {options.slice(0, 200).map((option) => {
          const isChosen = chosen.includes(option.value)
          const label = (
            <span className="filter-option">
              <span>{option.label}</span>
              {option.count !== undefined && (
                <span className="filter-count">{formatNumber(option.count)}</span>
              )}
            </span>
          )
          return (
            <li key={option.value}>
              {filter.isSingle ? (
                <Radio
                  checked={isChosen}
                  onChange={() => {
                    set([option.value])
                    onDone()
                  }}
                >
                  {label}
                </Radio>
              ) : (
                <Checkbox
                  checked={isChosen}
                  onChange={() =>
                    set(
                      isChosen ? chosen.filter((value) => value !== option.value) : [...chosen, option.value],
                    )
                  }
                >
                  {label}
                </Checkbox>
              )}
            </li>
          )
        })}
        {options.length === 0 && <li className="quiet">{t('filter.nothing')}</li>}
      </ul>
    </div>
  )
}

function SpanEditor({
  filter,
  values,
  onChange,
  onDone,
}: {
  readonly filter: Extract<Filter, { readonly kind: 'range' | 'dates' }>
  readonly values: Values
  readonly onChange: Change
  readonly onDone: () => void
}) {
  const id = useId()
  const [from, setFrom] = useState(values[filter.keys[0]] ?? '')
  const [to, setTo] = useState(values[filter.keys[1]] ?? '')
  const apply = () => {
    onChange({ [filter.keys[0]]: from || undefined, [filter.keys[1]]: to || undefined })
    onDone()
  }
  const field = (label: string, value: string, set: (value: string) => void) => (
    <div className="filter-field">
      <label htmlFor={`${id}-${label}`}>{label}</label>
      {filter.kind === 'dates' ? (
        <DateField id={`${id}-${label}`} value={value} onChange={set} allowClear />
      ) : (
        <InputNumber
          id={`${id}-${label}`}
          value={value === '' ? null : Number(value)}
          min={filter.min}
          max={filter.max}
          suffix={filter.unit}
          onChange={(next) => set(next === null ? '' : String(next))}
          onPressEnter={apply}
        />
      )}
    </div>
  )
  return (
    <div className="filter-editor filter-span">
      {field(t('filter.from'), from, setFrom)}
      {field(t('filter.to'), to, setTo)}
      <Button type="primary" onClick={apply}>
        {t('filter.apply')}
      </Button>
    </div>
  )
}
