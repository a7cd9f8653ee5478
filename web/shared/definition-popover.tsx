import { InfoCircleOutlined } from '@ant-design/icons'
import { Popover } from 'antd'
import { useState } from 'react'
import { getDefinition } from '../../platform/indicators/contract.ts'
import './definition-popover.css'
import { RouteLink } from './navigation.tsx'
import { LoadingState, ProblemState } from './states.tsx'
import { formatDate } from './text/format.ts'
import { currentLanguage } from './text/language.ts'
import { t } from './text/parts.ts'
import { useCall } from './use-call.ts'

/** A small i beside a number: how it is computed, from which version on, and the way to its rows. */
export function DefinitionPopover({
  indicatorId,
  name,
  rowsPath,
}: {
  readonly indicatorId: string
  readonly name: string
  /** Where the rows behind the number are. */
  readonly rowsPath?: string
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      content={<Definition indicatorId={indicatorId} rowsPath={rowsPath} />}
    >
      <button type="button" className="definition-button" aria-label={t('definition.open', { name })}>
        <InfoCircleOutlined />
      </button>
    </Popover>
  )
}

function Definition({
  indicatorId,
  rowsPath,
}: {
  readonly indicatorId: string
  readonly rowsPath: string | undefined
}) {
  const versions = useCall(getDefinition, { params: { indicatorId } }, { staleSeconds: 600 })
  if (versions.error) return <ProblemState error={versions.error} onRetry={() => void versions.refetch()} />
  const present = versions.data?.at(-1)
  if (!present) return <LoadingState rows={2} />
  const language = currentLanguage()
  return (
    <div className="definition">
      <strong>{present.name[language]}</strong>
      <p>{present.formula[language]}</p>
      <div className="quiet">
        {t('definition.source')} {present.source} ·{' '}
        {t('definition.version', { version: present.definitionVersion, date: formatDate(present.validFrom) })}
      </div>
      {rowsPath && <RouteLink to={rowsPath}>{t('definition.rows')}</RouteLink>}
    </div>
  )
}
