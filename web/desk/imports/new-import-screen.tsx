import { DownloadOutlined, InboxOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Progress, Radio, Select } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import {
  IMPORT_KINDS,
  IMPORT_PROFILES,
  type ImportKind,
  type ImportProfileName,
  importTemplate,
  uploadImport,
} from '../../../domain/imports/contract.ts'
import { download, upload } from '../../shared/api.ts'
import { useGo, useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import '../../shared/text/files.ts'
import { t } from '../../shared/text/imports.ts'
import { sayProblem, sayProblemShortly } from '../../shared/text/problems.ts'
import { invalidate } from '../../shared/use-call.ts'
import { ImportSteps } from './import-steps.tsx'
import './imports.css'
import { keepPreview } from './preview-store.ts'
import { sayPlaces } from './words.ts'

/** Which kind of data, its template, and the file. */
export function NewImportScreen() {
  const [search, change] = useSearchText()
  const { message } = App.useApp()
  const kind: ImportKind = IMPORT_KINDS.find((candidate) => candidate === search.kind) ?? 'customers'
  const [profile, setProfile] = useState<ImportProfileName>('default')
  const getTemplate = (type: 'xlsx' | 'csv') =>
    void download(importTemplate, { params: { kind }, query: { type } }).catch(
      (error: unknown) => void message.error(sayProblemShortly(error)),
    )
  return (
    <>
      <PageHeader title={t('new')} />
      <PageBody>
        <ImportSteps step="file" />
        <Panel title={t('file.kind')}>
          <Radio.Group
            className="import-kinds"
            value={kind}
            onChange={(event) => change({ kind: event.target.value as string })}
          >
            {IMPORT_KINDS.map((value) => (
              <Radio key={value} value={value} className="import-kind">
                <strong>{t(`kind.${value}`)}</strong>
                <span className="quiet">{t(`kind.${value}.hint`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        </Panel>
        <div className="import-columns">
          <Panel title={t('file.template')}>
            <p className="quiet">{t('file.template.hint')}</p>
            <div className="import-buttons">
              <Button icon={<DownloadOutlined />} onClick={() => getTemplate('xlsx')}>
                {t('file.template.xlsx')}
              </Button>
              <Button icon={<DownloadOutlined />} onClick={() => getTemplate('csv')}>
                {t('file.template.csv')}
              </Button>
            </div>
            <div className="edit-field import-profile">
              <span className="edit-label">{t('profile')}</span>
              <Select<ImportProfileName>
                aria-label={t('profile')}
                value={profile}
                onChange={setProfile}
                options={IMPORT_PROFILES.map((value) => ({ value, label: t(`profile.${value}`) }))}
              />
            </div>
          </Panel>
          <Panel>
            <FileDrop kind={kind} profile={profile} />
          </Panel>
        </div>
      </PageBody>
    </>
  )
}

function FileDrop({ kind, profile }: { readonly kind: ImportKind; readonly profile: ImportProfileName }) {
  const go = useGo()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const [sending, setSending] = useState<{ readonly name: string; readonly share: number }>()
  const [problem, setProblem] = useState<unknown>()

  const send = async (file: File | undefined) => {
    if (!file || sending) return
    setProblem(undefined)
    setSending({ name: file.name, share: 0 })
    try {
      const preview = await upload(uploadImport, file, {
        params: { kind },
        query: { profile },
        onProgress: (share: number) => setSending({ name: file.name, share }),
      })
      keepPreview(preview)
      await invalidate(client, ['imports.list'])
      go(`/imports/${preview.import.importId}`)
    } catch (error) {
      setProblem(error)
    } finally {
      setSending(undefined)
      if (input.current) input.current.value = ''
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void send(event.dataTransfer.files[0])
  }
  const said = problem === undefined ? undefined : sayProblem(problem)
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for the keyboard. */}
      <div
        className="import-drop"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {sending ? (
          <div className="import-sending" role="status">
            <div>{sending.share < 1 ? t('file.uploading', { name: sending.name }) : t('file.reading')}</div>
            <Progress
              percent={Math.round(sending.share * 100)}
              status="active"
              aria-label={t('file.uploading', { name: sending.name })}
            />
          </div>
        ) : (
          <button type="button" className="import-choose" onClick={() => input.current?.click()}>
            <InboxOutlined className="import-mark" />
            <span className="import-choose-title">{t('file.drop')}</span>
            <span className="quiet">{t('file.drop.hint')}</span>
          </button>
        )}
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t('file.drop')}
          accept=".xlsx,.xls,.csv,.txt,.gz"
          onChange={(event) => void send(event.target.files?.[0])}
        />
      </div>
      {said && (
        <Alert
          className="import-problem"
          type="error"
          showIcon
          title={t('file.failed')}
          description={
            <>
              <div>{said.title}</div>
              {said.reasons.map((reason) => (
                <div key={reason}>{reason}</div>
              ))}
              {sayPlaces(problem)
                .filter(Boolean)
                .map((place) => (
                  <div key={place} className="quiet">
                    {place}
                  </div>
                ))}
            </>
          }
        />
      )}
    </>
  )
}
