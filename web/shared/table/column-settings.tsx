import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover, Tooltip } from 'antd'
import { t } from '../text/table.ts'
import {
  type Column,
  type ColumnChoice,
  isColumnHidden,
  noChoice,
  orderColumns,
  withColumn,
} from './column.ts'

/** Which columns are shown, and in which order. */
export function ColumnSettings<Row>({
  columns,
  choice,
  onChange,
}: {
  readonly columns: readonly Column<Row>[]
  readonly choice: ColumnChoice
  readonly onChange: (choice: ColumnChoice) => void
}) {
  const ordered = orderColumns(columns, choice.order)
  const move = (index: number, step: 1 | -1) => {
    const keys = ordered.map((column) => column.key)
    const [key] = keys.splice(index, 1)
    keys.splice(index + step, 0, key!)
    onChange({ ...choice, order: keys })
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('columns.title')}
      content={
        <div className="column-settings">
          <ul className="plain">
            {ordered.map((column, index) => (
              <li key={column.key} className="column-settings-row">
                <Checkbox
                  checked={!isColumnHidden(column, choice)}
                  disabled={column.isTitle || column.isRequired}
                  onChange={(event) => onChange(withColumn(choice, column, event.target.checked))}
                >
                  {column.title}
                </Checkbox>
                <span>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    aria-label={t('columns.up', { title: column.title })}
                    disabled={column.isTitle || index === 0 || ordered[index - 1]?.isTitle}
                    onClick={() => move(index, -1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    aria-label={t('columns.down', { title: column.title })}
                    disabled={column.isTitle || index === ordered.length - 1}
                    onClick={() => move(index, 1)}
                  />
                </span>
              </li>
            ))}
          </ul>
          <Button type="link" onClick={() => onChange(noChoice)}>
            {t('columns.reset')}
          </Button>
        </div>
      }
    >
      <Tooltip title={t('columns')}>
        <Button type="text" icon={<SettingOutlined />} aria-label={t('columns')} />
      </Tooltip>
    </Popover>
  )
}
