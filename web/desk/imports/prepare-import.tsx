import { Alert, App, Button, Checkbox, Select, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { previewImport, runImport } from '../../../domain/imports/contract.ts'
import { Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatNumber } from '../../shared/text/format.ts'
import { t } from '../../shared/text/imports.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction } from '../../shared/use-call.ts'
import { TableBox } from '../customers/table-box.tsx'
import { useMay } from '../session.ts'
import { keepPreview, keptPreview, type Preview } from './preview-store.ts'
import { ResultPanel } from './result-panel.tsx'
import { type Import, sayCell, sayRowProblem } from './words.ts'

const SKIP = ''

/** Columns, the first rows with their problems, trying out, importing. */
export function PrepareImport({ run, onStarted }: { readonly run: Import; readonly onStarted: () => void }) {
  const { message } = App.useApp()
  const may = useMay()
  const [preview, setPreview] = useState(() => keptPreview(run.importId))
  const ask = useAction(previewImport, {
    onDone: (answer) => {
      keepPreview(answer)
      setPreview(answer)
    },
  })
  const start = useAction(runImport, { invalidates: ['imports.'], onDone: onStarted })
  const params = { importId: run.importId }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for a page that was opened by its address.
  useEffect(() => {
    if (!preview) ask.mutate({ params, body: { mapping: {} } })
  }, [])

  if (ask.error && !preview)
    return <ProblemState error={ask.error} onRetry={() => ask.mutate({ params, body: { mapping: {} } })} />
  if (!preview) return <LoadingState rows={8} />
  const remap = (header: string, field: string | null) => {
    const mapping = Object.fromEntries(
      preview.columns.map((column) => [
        column.header,
        // A field has one column: choosing it elsewhere takes it from the former.
        column.header === header ? field : column.field === field ? null : column.field,
      ]),
    )
    ask.mutate(
      { params, body: { mapping } },
      { onError: (error) => void message.error(sayProblemShortly(error)) },
    )
  }
  const go = (dryRun: boolean) =>
    start.mutate(
      { params, body: { dryRun } },
      { onError: (error) => void message.error(sayProblemShortly(error)) },
    )
  const isReady = preview.missingFields.length === 0 && !ask.isPending
  return (
    <>
      {run.state !== 'uploaded' && <ResultPanel run={run} />}
      <Panel
        title={t('columns.title')}
        extra={
          <span className="quiet">
            {t('columns.found', {
              matched: preview.columns.filter((column) => column.field !== null).length,
              all: preview.columns.length,
            })}
            {preview.encoding && ` · ${t('columns.encoding', { encoding: preview.encoding })}`}
          </span>
        }
      >
        <p className="quiet">{t('columns.hint')}</p>
        {preview.missingFields.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t('columns.missing', {
              fields: preview.missingFields.map((field) => fieldName(preview, field)).join('、'),
            })}
          />
        )}
        <Columns preview={preview} isBusy={ask.isPending} onChange={remap} />
      </Panel>
      <Rows preview={preview} />
      {may('imports:run') && (
        <div className="import-go">
          <span className="quiet">{t('run.dry.hint')}</span>
          <Button disabled={!isReady} loading={start.isPending} onClick={() => go(true)}>
            {t('run.dry')}
          </Button>
          <Button
            type={run.state === 'checked' ? 'primary' : 'default'}
            disabled={!isReady || start.isPending}
            onClick={() => go(false)}
          >
            {t('run.now')}
          </Button>
        </div>
      )}
    </>
  )
}

function Columns({
  preview,
  isBusy,
  onChange,
}: {
  readonly preview: Preview
  readonly isBusy: boolean
  readonly onChange: (header: string, field: string | null) => void
}) {
  return (
    <TableBox label={t('columns.title')} className="import-mapping">
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">{t('columns.header')}</th>
            <th scope="col">{t('columns.samples')}</th>
            <th scope="col">{t('columns.field')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column) => (
            <tr key={column.header} data-open={column.field === null}>
              <th scope="row">{column.header}</th>
              <td className="import-samples">{column.samples.join(' · ')}</td>
              <td>
                <Select<string>
                  className="import-field"
                  size="small"
                  showSearch={{ optionFilterProp: 'label' }}
                  aria-label={`${t('columns.field')}: ${column.header}`}
                  disabled={isBusy}
                  value={column.field ?? SKIP}
                  onChange={(field) => onChange(column.header, field === SKIP ? null : field)}
                  options={[
                    { value: SKIP, label: t('columns.skip') },
                    ...preview.fields.map((field) => ({
                      value: field.field,
                      label: field.required
                        ? `${fieldName(preview, field.field)} (${t('columns.required')})`
                        : fieldName(preview, field.field),
                    })),
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function Rows({ preview }: { readonly preview: Preview }) {
  const [isOnlyProblems, setOnlyProblems] = useState(false)
  const faulty = preview.rows.filter((row) => row.problems.length > 0).length
  const columns = preview.columns.filter((column) => column.field !== null)
  const rows = isOnlyProblems ? preview.rows.filter((row) => row.problems.length > 0) : preview.rows
  return (
    <Panel
      flush
      title={t('preview.title', { count: preview.rows.length })}
      extra={
        faulty > 0 ? (
          <>
            <Tag color="warning">{t('preview.problems', { count: faulty })}</Tag>
            <Checkbox checked={isOnlyProblems} onChange={(event) => setOnlyProblems(event.target.checked)}>
              {t('preview.onlyProblems')}
            </Checkbox>
          </>
        ) : (
          <span className="quiet">{t('preview.clean', { count: preview.rows.length })}</span>
        )
      }
    >
      <TableBox label={t('preview.title', { count: preview.rows.length })} className="import-preview">
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('preview.row')}
              </th>
              {columns.map((column) => (
                <th key={column.header} scope="col">
                  {fieldName(preview, column.field!)}
                </th>
              ))}
              {faulty > 0 && <th scope="col">{t('problem.reason')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row} data-faulty={row.problems.length > 0}>
                <td className="number">{formatNumber(row.row)}</td>
                {columns.map((column) => {
                  const problem = row.problems.find((one) => one.column === column.header)
                  const value = problem ? problem.value : sayCell(column.field!, row.values[column.field!])
                  return (
                    <td
                      key={column.header}
                      className={problem ? 'import-cell-problem' : undefined}
                      title={problem ? sayRowProblem(problem) : undefined}
                    >
                      {value}
                    </td>
                  )
                })}
                {faulty > 0 && (
                  <td className="import-reasons">
                    {row.problems
                      .map((problem) => `${problem.column ?? ''} ${sayRowProblem(problem)}`.trim())
                      .join(' ')}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Panel>
  )
}

/** Fields come with their Chinese and English names first among the aliases. */
function fieldName(preview: Preview, field: string): string {
  const aliases = preview.fields.find((candidate) => candidate.field === field)?.aliases ?? []
  return (currentLanguage() === 'zh' ? aliases[0] : aliases[1]) ?? field
}
