import { CaretDownFilled, CaretUpFilled, InfoCircleOutlined } from '@ant-design/icons'
import { Checkbox, Tooltip } from 'antd'
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react'
import { RouteLink } from '../navigation.tsx'
import { t } from '../text/table.ts'
import { type Column, formatValue, isNumeric, textOf } from './column.ts'
import { type Page, parseSort, type Sort } from './page.ts'
import { isSelected, type Selection, withRows } from './selection.ts'
import { nextSort, type TableState } from './table-state.ts'

interface TableGridProps<Row> {
  readonly id: string
  readonly columns: readonly Column<Row>[]
  readonly page: Page<Row>
  readonly state: TableState
  readonly rowKey: (row: Row) => string
  readonly rowPath: ((row: Row) => string | undefined) | undefined
  readonly onOpen: ((row: Row) => void) | undefined
  readonly selection: Selection<Row> | undefined
  readonly onSelect: (selection: Selection<Row>) => void
  readonly onSort: (sort: string | undefined) => void
  readonly onPage: (page: number) => void
  readonly onCopy: (rows: readonly Row[]) => void
  readonly widths: Readonly<Record<string, number>>
  readonly onWidths: (widths: Record<string, number>) => void
  readonly isStale: boolean
  readonly isFilling: boolean
  readonly rowClass: ((row: Row) => string | undefined) | undefined
  readonly highlighted: string | undefined
}

/**
 * The rows themselves, a plain table: head, total and title column stay in sight, one row is the present one and
 * the keyboard moves it.
 */
export function TableGrid<Row>(props: TableGridProps<Row>) {
  const { columns, page, rowKey, selection, onSelect } = props
  const [present, setPresent] = useState(0)
  const [dragged, setDragged] = useState<Readonly<Record<string, number>>>({})
  const scroller = useRef<HTMLDivElement>(null)
  const height = useFillingHeight(scroller, props.isFilling)

  const rows = page.rows
  const keyed = rows.map((row) => [rowKey(row), row] as const)
  const widthOf = (column: Column<Row>) =>
    dragged[column.key] ?? props.widths[column.key] ?? column.width ?? (isNumeric(column) ? 110 : 140)
  const isAllOnPage =
    selection !== undefined && keyed.length > 0 && keyed.every(([key]) => isSelected(selection, key))
  const someOnPage = selection !== undefined && keyed.some(([key]) => isSelected(selection, key))

  const moveTo = (index: number) => {
    const bounded = Math.max(0, Math.min(rows.length - 1, index))
    setPresent(bounded)
    const line = scroller.current?.querySelector<HTMLElement>(`[data-row="${bounded}"]`)
    line?.focus({ preventScroll: true })
    line?.scrollIntoView({ block: 'nearest' })
  }
  const toggle = (index: number) => {
    const entry = keyed[index]
    if (!selection || !entry) return
    onSelect(withRows(selection, [entry], !isSelected(selection, entry[0]), keyed))
  }

  const onKey = (event: KeyboardEvent) => {
    const isInControl = event.target instanceof HTMLElement && event.target.closest('button, a, input, label')
    const row = rows[present]
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && getSelection()?.isCollapsed) {
      event.preventDefault()
      const chosen = selection?.kind === 'rows' ? [...selection.rows.values()] : []
      props.onCopy(chosen.length > 0 ? chosen : row ? [row] : [])
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { page: number, pageSize } = props.state
    switch (event.key) {
      case 'ArrowDown':
        moveTo(present + 1)
        break
      case 'ArrowUp':
        moveTo(present - 1)
        break
      case 'Home':
        moveTo(0)
        break
      case 'End':
        moveTo(rows.length - 1)
        break
      case 'PageDown':
        if (number * pageSize < page.total) props.onPage(number + 1)
        break
      case 'PageUp':
        if (number > 1) props.onPage(number - 1)
        break
      case 'Enter':
        if (isInControl || !row) return
        props.onOpen?.(row)
        break
      case ' ':
        if (isInControl) return
        toggle(present)
        break
      default:
        return
    }
    event.preventDefault()
  }

  // What is left of the window goes to one column: the title, or the last one when the title was given a width.
  const title = columns.find((column) => column.isTitle) ?? columns[0]
  const flexible = title && props.widths[title.key] === undefined ? title : columns.at(-1)
  const sort = parseSort(props.state.sort)
  const hasTotals =
    page.totals !== undefined && columns.some((column) => page.totals?.[column.key] !== undefined)
  const total = columns.reduce((sum, column) => sum + widthOf(column), selection ? 44 : 0)

  return (
    <div
      className="table-scroll"
      ref={scroller}
      style={height ? { maxHeight: height } : undefined}
      data-stale={props.isStale}
    >
      <table
        className="table"
        style={{ minWidth: `calc(${total}px * var(--table-scale, 1))` }}
        aria-rowcount={page.total}
        onKeyDown={onKey}
      >
        <colgroup>
          {selection && <col className="table-col-select" />}
          {columns.map((column) => (
            <col
              key={column.key}
              style={
                column === flexible && dragged[column.key] === undefined
                  ? undefined
                  : { width: `calc(${widthOf(column)}px * var(--table-scale, 1))` }
              }
            />
          ))}
        </colgroup>
        <thead>
          <tr>
            {selection && (
              <th className="table-select" scope="col">
                <Checkbox
                  aria-label={t('select.page')}
                  checked={isAllOnPage}
                  indeterminate={someOnPage && !isAllOnPage}
                  onChange={() => onSelect(withRows(selection, keyed, !isAllOnPage, keyed))}
                />
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classOf(column)}
                aria-sort={
                  sort?.column === column.key ? (sort.falling ? 'descending' : 'ascending') : undefined
                }
              >
                <Head column={column} sort={sort} onSort={props.onSort} state={props.state} />
                <Resizer
                  title={column.title}
                  width={widthOf(column)}
                  onDrag={(width) => setDragged({ ...dragged, [column.key]: width })}
                  onEnd={(width) => {
                    setDragged({})
                    props.onWidths({ ...props.widths, [column.key]: width })
                  }}
                  onReset={() => {
                    const { [column.key]: _gone, ...rest } = props.widths
                    props.onWidths(rest)
                  }}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const key = rowKey(row)
            const isIn = selection !== undefined && isSelected(selection, key)
            return (
              <tr
                key={key}
                data-row={index}
                data-highlighted={key === props.highlighted || undefined}
                className={props.rowClass?.(row)}
                tabIndex={index === Math.min(present, rows.length - 1) ? 0 : -1}
                aria-selected={selection ? isIn : undefined}
                aria-rowindex={(props.state.page - 1) * props.state.pageSize + index + 1}
                onFocus={() => setPresent(index)}
                onDoubleClick={(event) => {
                  if (!(event.target as HTMLElement).closest('button, a, input, label')) props.onOpen?.(row)
                }}
              >
                {selection && (
                  <td className="table-select">
                    <Checkbox
                      aria-label={t('select.row', { name: nameOf(columns, row) })}
                      checked={isIn}
                      tabIndex={-1}
                      onChange={() => toggle(index)}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <Cell
                    key={column.key}
                    column={column}
                    row={row}
                    path={props.rowPath?.(row)}
                    onOpen={props.onOpen}
                  />
                ))}
              </tr>
            )
          })}
        </tbody>
        {hasTotals && (
          <tfoot>
            <tr>
              {selection && <td className="table-select" />}
              {columns.map((column, index) => {
                const sum = page.totals?.[column.key]
                return (
                  <td key={column.key} className={classOf(column)}>
                    {sum !== undefined ? formatValue(column, sum) : index === 0 ? t('total') : ''}
                  </td>
                )
              })}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

function Head<Row>({
  column,
  sort,
  onSort,
  state,
}: {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly onSort: (sort: string | undefined) => void
  readonly state: TableState
}) {
  const isSorted = sort?.column === column.key
  const title = (
    <>
      <span className="table-head-title">{column.title}</span>
      {column.unit && <span className="table-unit">{column.unit}</span>}
    </>
  )
  const help = column.help && (
    <Tooltip title={column.help}>
      <InfoCircleOutlined className="table-help" />
    </Tooltip>
  )
  if (!column.sortable) {
    return (
      <span className="table-head">
        {title}
        {help}
      </span>
    )
  }
  return (
    <span className="table-head">
      <button
        type="button"
        className="table-sort"
        title={t('sort.hint')}
        onClick={() => onSort(nextSort(state.sort, column.key))}
      >
        {title}
        <span className="table-sort-mark" data-sorted={isSorted}>
          {isSorted && sort.falling ? <CaretDownFilled /> : <CaretUpFilled />}
        </span>
        {isSorted && (
          <span className="visually-hidden">{t(sort.falling ? 'sort.falling' : 'sort.rising')}</span>
        )}
      </button>
      {help}
    </span>
  )
}

function Cell<Row>({
  column,
  row,
  path,
  onOpen,
}: {
  readonly column: Column<Row>
  readonly row: Row
  readonly path: string | undefined
  readonly onOpen: ((row: Row) => void) | undefined
}) {
  const content = column.render ? column.render(row) : textOf(column, row)
  if (!column.isTitle) {
    return (
      <td className={classOf(column)} title={typeof content === 'string' ? content : undefined}>
        {content}
      </td>
    )
  }
  return (
    <th scope="row" className={classOf(column)} title={typeof content === 'string' ? content : undefined}>
      {path ? (
        <RouteLink to={path} tabIndex={-1}>
          {content}
        </RouteLink>
      ) : onOpen ? (
        <button type="button" className="link-button" tabIndex={-1} onClick={() => onOpen(row)}>
          {content}
        </button>
      ) : (
        content
      )}
    </th>
  )
}

/** The right edge of a head: drag, arrow keys, or double click for the default width. */
function Resizer({
  title,
  width,
  onDrag,
  onEnd,
  onReset,
}: {
  readonly title: string
  readonly width: number
  readonly onDrag: (width: number) => void
  readonly onEnd: (width: number) => void
  readonly onReset: () => void
}) {
  const start = useRef<{ readonly x: number; readonly width: number }>(undefined)
  const bounded = (value: number) => Math.max(56, Math.min(800, Math.round(value)))
  const at = (event: PointerEvent) => bounded(start.current!.width + event.clientX - start.current!.x)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line between two heads that can be moved, not a rule of a text.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('columns.resize', { title })}
      aria-valuenow={width}
      aria-valuemin={56}
      aria-valuemax={800}
      tabIndex={-1}
      className="table-resizer"
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width }
        event.currentTarget.setPointerCapture(event.pointerId)
        event.preventDefault()
      }}
      onPointerMove={(event) => start.current && onDrag(at(event))}
      onPointerUp={(event) => {
        if (!start.current) return
        const end = at(event)
        if (end !== start.current.width) onEnd(end)
        start.current = undefined
      }}
      onDoubleClick={onReset}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0
        if (step === 0) return
        event.preventDefault()
        event.stopPropagation()
        onEnd(bounded(width + step))
      }}
    />
  )
}

function classOf<Row>(column: Column<Row>): string {
  return `${isNumeric(column) ? 'number' : ''} ${column.isTitle ? 'table-title' : ''}`.trim()
}

function nameOf<Row>(columns: readonly Column<Row>[], row: Row): string {
  const title = columns.find((column) => column.isTitle) ?? columns[0]
  return title ? textOf(title, row) : ''
}

/** What is left of the window below the top of the table, so that pager and total are always in sight. */
function useFillingHeight(
  element: React.RefObject<HTMLElement | null>,
  isFilling: boolean,
): number | undefined {
  const [height, setHeight] = useState<number>()
  useLayoutEffect(() => {
    if (!isFilling) return
    const measure = () => {
      if (!element.current) return
      const top = element.current.getBoundingClientRect().top + scrollY
      const control = Number.parseFloat(
        getComputedStyle(element.current).getPropertyValue('--ant-control-height-sm'),
      )
      // Below the rows stand the pager, as high as its controls, and the margin of the page.
      setHeight(Math.max(260, innerHeight - top - 50 - (control || 26)))
    }
    measure()
    addEventListener('resize', measure)
    // Filters may wrap onto a second line and push the table down.
    const observer = new ResizeObserver(measure)
    if (element.current?.parentElement) observer.observe(element.current.parentElement)
    return () => {
      removeEventListener('resize', measure)
      observer.disconnect()
    }
  }, [element, isFilling])
  return isFilling ? height : undefined
}
