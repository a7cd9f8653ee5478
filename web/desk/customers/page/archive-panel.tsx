import { EditOutlined, EyeInvisibleOutlined, HistoryOutlined } from '@ant-design/icons'
import { Switch, Tooltip } from 'antd'
import { useState } from 'react'
import type { ArchiveField, CustomerField, CustomerPage } from '../../../../domain/customers/contract.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { usePreference } from '../../../shared/preferences.ts'
import { StatusTag } from '../../../shared/status-tag.tsx'
import { t } from '../../../shared/text/customers.ts'
import { formatTime } from '../../../shared/text/format.ts'
import { SECTION_NAMES, SECTIONS, sayCode, sayField, sayValue, useFormatNames } from '../words.ts'
import { FieldHistory } from './field-history.tsx'

/** DAT-01: every field with its value, and where it came from, from whom and when. */
export function ArchivePanel({
  customer,
  onEdit,
}: {
  readonly customer: CustomerPage
  readonly onEdit?: (field: CustomerField) => void
}) {
  const [history, setHistory] = useState<CustomerField>()
  const [areSourcesShown, keepShown] = usePreference('customer.sources', (value) => value !== false)
  const byName = new Map(customer.fields.map((field) => [field.field as CustomerField, field]))
  return (
    <Panel
      title={t('archive.title')}
      extra={
        <>
          <StatusTag tone={customer.missing.length > 0 ? 'warning' : 'success'}>
            {customer.missing.length > 0
              ? t('archive.missing', { count: customer.missing.length })
              : t('archive.missing.none')}
          </StatusTag>
          <span className="archive-switch">
            <Switch
              size="small"
              checked={areSourcesShown}
              onChange={keepShown}
              aria-label={t('archive.sources')}
            />
            {t('archive.sources')}
          </span>
        </>
      }
    >
      {SECTION_NAMES.map((section) => (
        <section key={section} className="archive-section">
          <h3>{t(`section.${section}`)}</h3>
          <dl className="archive-fields">
            {SECTIONS[section].map((name) => {
              const field = byName.get(name)
              return (
                field && (
                  <Field
                    key={name}
                    name={name}
                    field={field}
                    isSourceShown={areSourcesShown}
                    onHistory={() => setHistory(name)}
                    onEdit={
                      onEdit && name !== 'code' && name !== 'managerId' ? () => onEdit(name) : undefined
                    }
                  />
                )
              )
            })}
          </dl>
        </section>
      ))}
      <FieldHistory customerId={customer.customerId} field={history} onClose={() => setHistory(undefined)} />
    </Panel>
  )
}

function Field({
  name,
  field,
  isSourceShown,
  onHistory,
  onEdit,
}: {
  readonly name: CustomerField
  readonly field: ArchiveField
  readonly isSourceShown: boolean
  readonly onHistory: () => void
  readonly onEdit: (() => void) | undefined
}) {
  const sayFormat = useFormatNames()
  const value =
    name === 'format' && typeof field.value === 'string'
      ? sayFormat(field.value)
      : sayValue(name, field.value, field.shown)
  return (
    <div className="archive-field" data-missing={field.missing} data-field={name}>
      <dt>{sayField(name)}</dt>
      <dd>
        {field.masked ? (
          <Tooltip title={t('page.masked')}>
            <span className="archive-masked">
              <EyeInvisibleOutlined /> {field.value === null ? t('page.maskedValue') : value}
            </span>
          </Tooltip>
        ) : field.missing ? (
          <span className="archive-value-missing">{t('archive.field.missing')}</span>
        ) : (
          <span className="archive-value">{value}</span>
        )}
        {isSourceShown && field.changedAt && <span className="archive-source">{saySource(field)}</span>}
      </dd>
      <dd className="archive-tools no-print">
        {onEdit && !field.masked && (
          <button
            type="button"
            className="icon-button"
            aria-label={`${t('page.edit')}: ${sayField(name)}`}
            onClick={onEdit}
          >
            <EditOutlined />
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t('archive.history', { field: sayField(name) })}
          title={t('archive.history.open')}
          onClick={onHistory}
        >
          <HistoryOutlined />
        </button>
      </dd>
    </div>
  )
}

export function saySource(field: Pick<ArchiveField, 'source' | 'authorName' | 'changedAt'>): string {
  const source = field.source ? sayCode('source', field.source) : t('archive.unknownSource')
  const time = formatTime(field.changedAt)
  return field.authorName
    ? t('archive.by', { source, name: field.authorName, time })
    : t('archive.byNobody', { source, time })
}
