import {
  CloseCircleFilled,
  CopyOutlined,
  DownloadOutlined,
  ReloadOutlined,
  SearchOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Input, Tooltip } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { formatNumber } from '../text/format.ts'
import { t } from '../text/table.ts'
import type { Column } from './column.ts'
import { ColumnSettings } from './column-settings.tsx'
import type { Filter } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import type { TableState, writeChange } from './table-state.ts'
import { ViewMenu } from './view-menu.tsx'
import type { TablePreference } from './views.ts'

interface ToolbarProps<Row> {
  readonly state: TableState
  readonly filters: readonly Filter[]
  readonly searchHint: string | undefined
  readonly columns: readonly Column<Row>[]
  readonly preference: TablePreference
  readonly viewKeys: readonly string[]
  readonly address: Readonly<Record<string, string>>
  readonly total: number | undefined
  readonly isExporting: boolean
  readonly onChange: (change: Parameters<typeof writeChange>[0]) => void
  readonly onAddress: (change: Record<string, string | undefined>) => void
  readonly onKeep: (preference: TablePreference) => void
  readonly onRefresh: (() => void) | undefined
  readonly onCopy: (() => void) | undefined
  readonly onExport: ((format: 'xlsx' | 'csv') => void) | undefined
  readonly actions: ReactNode
}

/** The line above the rows: search and filters on the left, the list's own tools and the page's buttons on the right. */
export function Toolbar<Row>(props: ToolbarProps<Row>) {
  const { onExport } = props
  return (
    <div className="table-toolbar no-print">
      <div className="table-finding">
        {props.searchHint !== undefined && (
          <SearchBox
            value={props.state.search}
            hint={props.searchHint}
            onChange={(search) => props.onChange({ search })}
          />
        )}
        <FilterBar
          filters={props.filters}
          values={props.state.filters}
          onChange={(filters) => props.onChange({ filters })}
        />
      </div>
      <div className="table-tools">
        <ViewMenu
          preference={props.preference}
          viewKeys={props.viewKeys}
          address={props.address}
          onAddress={props.onAddress}
          onKeep={props.onKeep}
        />
        <ColumnSettings
          columns={props.columns}
          choice={props.preference.columns}
          onChange={(columns) => props.onKeep({ ...props.preference, columns })}
        />
        {props.onCopy && (
          <Tooltip title={t('copy.page')}>
            <Button type="text" icon={<CopyOutlined />} aria-label={t('copy.page')} onClick={props.onCopy} />
          </Tooltip>
        )}
        {onExport && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                {
                  key: 'help',
                  type: 'group',
                  label: t('export.help', { count: formatNumber(props.total ?? 0) }),
                  children: [
                    { key: 'xlsx', label: t('export.xlsx') },
                    { key: 'csv', label: t('export.csv') },
                  ],
                },
              ],
              onClick: ({ key }) => onExport(key === 'csv' ? 'csv' : 'xlsx'),
            }}
          >
            <Button
              type="text"
              icon={<DownloadOutlined />}
              aria-label={t('export')}
              title={t('export')}
              loading={props.isExporting}
            />
          </Dropdown>
        )}
        {props.onRefresh && (
          <Tooltip title={t('refresh')}>
            <Button
              type="text"
              icon={<ReloadOutlined />}
              aria-label={t('refresh')}
              onClick={props.onRefresh}
            />
          </Tooltip>
        )}
        {props.actions}
      </div>
    </div>
  )
}

const WAIT_MILLISECONDS = 300

/** Asks while one types, a moment after the last key, and never in the middle of composing Chinese. */
function SearchBox({
  value,
  hint,
  onChange,
}: {
  readonly value: string
  readonly hint: string
  readonly onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const isComposing = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sent = useRef(value)

  useEffect(() => {
    // The address changed from elsewhere: a view, the back button.
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])

  const send = (next: string) => {
    clearTimeout(timer.current)
    if (next.trim() === sent.current) return
    sent.current = next.trim()
    onChange(sent.current)
  }
  return (
    <Input
      className="table-search"
      value={text}
      placeholder={hint}
      aria-label={hint}
      prefix={<SearchOutlined />}
      allowClear={{ clearIcon: <CloseCircleFilled aria-label={t('search.clear')} /> }}
      onCompositionStart={() => {
        isComposing.current = true
      }}
      onCompositionEnd={(event) => {
        isComposing.current = false
        const next = event.currentTarget.value
        timer.current = setTimeout(() => send(next), WAIT_MILLISECONDS)
      }}
      onChange={(event) => {
        const next = event.target.value
        setText(next)
        clearTimeout(timer.current)
        if (!isComposing.current)
          timer.current = setTimeout(() => send(next), next === '' ? 0 : WAIT_MILLISECONDS)
      }}
      onPressEnter={() => !isComposing.current && send(text)}
    />
  )
}
