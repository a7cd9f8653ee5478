import { DeleteOutlined, DownOutlined, PushpinFilled, PushpinOutlined, SaveOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import { t } from '../text/table.ts'
import { addressOfView, presentView, showView, type TablePreference, type View } from './views.ts'

/** Saved views: filters, order and columns under a name. */
export function ViewMenu({
  preference,
  viewKeys,
  address,
  onAddress,
  onKeep,
}: {
  readonly preference: TablePreference
  readonly viewKeys: readonly string[]
  readonly address: Readonly<Record<string, string>>
  readonly onAddress: (change: Record<string, string | undefined>) => void
  readonly onKeep: (preference: TablePreference) => void
}) {
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const present = presentView(preference.views, address, viewKeys)
  const show = (view: View) => {
    setOpen(false)
    onAddress(showView(view, viewKeys))
    onKeep({ ...preference, columns: view.columns })
  }
  const save = () => {
    const trimmed = name.trim()
    if (!trimmed) return
    const view: View = {
      id: crypto.randomUUID(),
      name: trimmed,
      address: addressOfView(address, viewKeys),
      columns: preference.columns,
    }
    onKeep({ ...preference, views: [...preference.views.filter((other) => other.name !== trimmed), view] })
    setName('')
  }
  const remove = (view: View) =>
    onKeep({
      ...preference,
      views: preference.views.filter((other) => other !== view),
      first: preference.first === view.id ? undefined : preference.first,
    })
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={isOpen}
      onOpenChange={setOpen}
      content={
        <div className="view-menu">
          {preference.views.length === 0 && (
            <div className="view-menu-none">
              <div>{t('views.none')}</div>
              <div className="quiet">{t('views.none.cure')}</div>
            </div>
          )}
          <ul className="plain">
            {preference.views.map((view) => {
              const isFirst = preference.first === view.id
              return (
                <li key={view.id} className="view-menu-row" data-present={view === present}>
                  <button type="button" className="view-menu-name" onClick={() => show(view)}>
                    {view.name}
                  </button>
                  <Tooltip title={t(isFirst ? 'views.isDefault' : 'views.default')}>
                    <Button
                      type="text"
                      size="small"
                      aria-pressed={isFirst}
                      aria-label={`${t('views.default')}: ${view.name}`}
                      icon={isFirst ? <PushpinFilled /> : <PushpinOutlined />}
                      onClick={() => onKeep({ ...preference, first: isFirst ? undefined : view.id })}
                    />
                  </Tooltip>
                  <Button
                    type="text"
                    size="small"
                    aria-label={`${t('views.delete')}: ${view.name}`}
                    icon={<DeleteOutlined />}
                    onClick={() => remove(view)}
                  />
                </li>
              )
            })}
          </ul>
          <div className="view-menu-save">
            <Input
              size="small"
              value={name}
              maxLength={40}
              placeholder={t('views.name')}
              aria-label={t('views.name')}
              onChange={(event) => setName(event.target.value)}
              onPressEnter={save}
            />
            <Button size="small" icon={<SaveOutlined />} disabled={!name.trim()} onClick={save}>
              {t('views.save')}
            </Button>
          </div>
        </div>
      }
    >
      <Button type="text">
        {present?.name ?? t('views')}
        <DownOutlined className="filter-arrow" />
      </Button>
    </Popover>
  )
}
