import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Input, Select, Tag } from 'antd'
import { useEffect, useState } from 'react'
import {
  FORMATS,
  type Format,
  listMerges,
  type MergeDraft,
  previewMerge,
  restoreMerge,
  saveMerge,
} from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../../shared/states.tsx'
import { formatLargeMoney, formatNumber, formatPercent, formatTime } from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import { useFormatNames } from '../words.ts'

type Version = ResponseOf<typeof listMerges>['versions'][number]

interface Draft {
  readonly name: string
  readonly classes: readonly { readonly code: string; readonly name: string }[]
  /** The class of each format; formats in none are left out. */
  readonly classOf: Readonly<Partial<Record<Format, string>>>
}

/** SEG-02: draw up a merge of the formats, see what it counts, keep it as a version, bring an old one back. */
export function MergeView() {
  const merges = useCall(listMerges, {})
  if (merges.error && !merges.data)
    return <ProblemState error={merges.error} onRetry={() => void merges.refetch()} />
  if (!merges.data) return <LoadingState rows={8} />
  return <Merge versions={merges.data.versions} />
}

function Merge({ versions }: { readonly versions: readonly Version[] }) {
  const { message } = App.useApp()
  const may = useMay()
  const sayFormat = useFormatNames()
  const active = versions.find((version) => version.active)
  const [draft, setDraft] = useState<Draft>(() => (active ? draftOf(active) : firstDraft()))
  const preview = useAction(previewMerge)
  const save = useAction(saveMerge, { invalidates: ['segments.', 'customers.'] })
  const body = bodyOf(draft)
  const isReady = body.classes.length >= 2 && body.name.trim() !== ''
  const key = JSON.stringify(body.classes)

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever the division changes, a moment later.
  useEffect(() => {
    if (body.classes.length < 2) return
    const timer = setTimeout(() => preview.mutate({ body: { ...body, name: body.name.trim() || '…' } }), 250)
    return () => clearTimeout(timer)
  }, [key])

  const put = (format: Format, code: string | null) => {
    const { [format]: _old, ...rest } = draft.classOf
    setDraft({ ...draft, classOf: code === null ? rest : { ...rest, [format]: code } })
  }
  return (
    <div className="segment-columns">
      <div className="segment-stack">
        <Panel title={t('merge.title')}>
          <p className="quiet">{t('merge.hint')}</p>
          <div className="merge-grid">
            {FORMATS.map((format) => (
              <div key={format} className="merge-row">
                <span>{sayFormat(format)}</span>
                <Select<string>
                  aria-label={sayFormat(format)}
                  value={draft.classOf[format] ?? 'none'}
                  onChange={(code) => put(format, code === 'none' ? null : code)}
                  options={[
                    ...draft.classes.map(({ code, name }) => ({ value: code, label: name || code })),
                    { value: 'none', label: t('merge.leaveOut') },
                  ]}
                />
              </div>
            ))}
          </div>
          <div className="merge-classes">
            {draft.classes.map((one, index) => (
              <span key={one.code} className="merge-class">
                <Input
                  aria-label={t('merge.class', { code: one.code })}
                  value={one.name}
                  maxLength={30}
                  onChange={(event) =>
                    setDraft({
                      ...draft,
                      classes: draft.classes.map((other, at) =>
                        at === index ? { ...other, name: event.target.value } : other,
                      ),
                    })
                  }
                />
                {draft.classes.length > 2 && (
                  <Button
                    type="text"
                    size="small"
                    icon={<CloseOutlined />}
                    aria-label={t('merge.remove', { name: one.name || one.code })}
                    onClick={() =>
                      setDraft({
                        ...draft,
                        classes: draft.classes.filter((other) => other.code !== one.code),
                        classOf: Object.fromEntries(
                          Object.entries(draft.classOf).filter(([, code]) => code !== one.code),
                        ),
                      })
                    }
                  />
                )}
              </span>
            ))}
            {draft.classes.length < 7 && (
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => {
                  const code = nextCode(draft.classes.map((one) => one.code))
                  setDraft({
                    ...draft,
                    classes: [...draft.classes, { code, name: t('merge.class', { code }) }],
                  })
                }}
              >
                {t('merge.add')}
              </Button>
            )}
          </div>
          {may('segments:configure') && (
            <form
              className="merge-save"
              onSubmit={(event) => {
                event.preventDefault()
                save.mutate(
                  { body },
                  {
                    onSuccess: (version) =>
                      void message.success(t('merge.saved', { version: version.version })),
                    onError: (error) => void message.error(sayProblemShortly(error)),
                  },
                )
              }}
            >
              <Input
                aria-label={t('merge.name')}
                placeholder={t('merge.name')}
                maxLength={60}
                value={draft.name}
                onChange={(event) => setDraft({ ...draft, name: event.target.value })}
              />
              <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
                {t('merge.save')}
              </Button>
            </form>
          )}
        </Panel>
        <Panel title={t('merge.versions')}>
          {versions.length === 0 ? (
            <EmptyState title={t('merge.versions.none')} cure={t('merge.versions.none.cure')} />
          ) : (
            <ul className="plain merge-versions">
              {versions.map((version) => (
                <VersionLine
                  key={version.versionId}
                  version={version}
                  mayRestore={may('segments:configure')}
                  onOpen={() => setDraft(draftOf(version))}
                />
              ))}
            </ul>
          )}
        </Panel>
      </div>
      <Panel>
        {body.classes.length < 2 ? (
          <EmptyState title={t('merge.tooFew')} />
        ) : preview.error ? (
          <ProblemState error={preview.error} />
        ) : preview.data ? (
          <Preview preview={preview.data} isStale={preview.isPending} />
        ) : (
          <LoadingState rows={5} />
        )}
      </Panel>
    </div>
  )
}

function Preview({
  preview,
  isStale,
}: {
  readonly preview: ResponseOf<typeof previewMerge>
  readonly isStale: boolean
}) {
  const { classes, outside, total } = preview
  const share = (part: number, all: number) => formatPercent(all === 0 ? null : part / all)
  const lines = [
    ...classes,
    ...(outside.customers > 0 ? [{ code: '', name: t('merge.outside'), ...outside }] : []),
  ]
  return (
    <div className="merge-preview" data-stale={isStale}>
      <Chart
        title={t('merge.question')}
        head={t('column.class')}
        height={240}
        isHorizontal
        data={{
          categories: lines.map((line) => line.name),
          series: [
            {
              name: `${t('column.customers')} (${t('unit.shops')})`,
              kind: 'bar',
              values: lines.map((line) => line.customers),
            },
          ],
        }}
      />
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">{t('column.class')}</th>
            <th scope="col" className="number">
              {t('column.customers')}
            </th>
            <th scope="col" className="number">
              {t('column.share')}
            </th>
            <th scope="col" className="number">
              {t('column.quantity')}
            </th>
            <th scope="col" className="number">
              {t('column.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.code || 'outside'}>
              <th scope="row">{line.name}</th>
              <td className="number">{formatNumber(line.customers)}</td>
              <td className="number">{share(line.customers, total.customers)}</td>
              <td className="number">{formatNumber(line.quantity, 0)}</td>
              <td className="number">{formatLargeMoney(line.amountFen)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            <td className="number">{formatNumber(total.customers)}</td>
            <td className="number">{share(total.customers, total.customers)}</td>
            <td className="number">{formatNumber(total.quantity, 0)}</td>
            <td className="number">{formatLargeMoney(total.amountFen)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function VersionLine({
  version,
  mayRestore,
  onOpen,
}: {
  readonly version: Version
  readonly mayRestore: boolean
  readonly onOpen: () => void
}) {
  const { message } = App.useApp()
  const sayFormat = useFormatNames()
  const restore = useAction(restoreMerge, { invalidates: ['segments.', 'customers.'] })
  return (
    <li>
      <div className="segment-head">
        <strong>{t('merge.version', { version: version.version })}</strong>
        <span>{version.name}</span>
        {version.active && <Tag color="success">{t('merge.active')}</Tag>}
        {version.restoredFrom !== null && (
          <span className="quiet">{t('merge.restoredFrom', { version: version.restoredFrom })}</span>
        )}
      </div>
      <div>
        {version.classes.map((one) => `${one.name}: ${one.formats.map(sayFormat).join('、')}`).join('；')}
      </div>
      <div className="merge-version-foot">
        <span className="quiet">
          {[version.createdByName, formatTime(version.createdAt)].filter(Boolean).join(' · ')}
        </span>
        <Button type="link" size="small" onClick={onOpen}>
          {t('merge.open')}
        </Button>
        {!version.active && mayRestore && (
          <Button
            size="small"
            loading={restore.isPending}
            onClick={() =>
              restore.mutate(
                { params: { versionId: version.versionId } },
                {
                  onSuccess: (restored) => {
                    onOpen()
                    void message.success(t('merge.restored', { version: restored.version }))
                  },
                  onError: (error) => void message.error(sayProblemShortly(error)),
                },
              )
            }
          >
            {t('merge.restore')}
          </Button>
        )}
      </div>
    </li>
  )
}

/** A sensible division to begin with: large shops, service places, small shops, the rest. */
function firstDraft(): Draft {
  return {
    name: t('merge.name.default'),
    classes: ['1', '2', '3', '4'].map((code) => ({ code, name: t('merge.class', { code }) })),
    classOf: {
      supermarket: '1',
      department_store: '1',
      entertainment: '2',
      convenience: '3',
      tobacco_liquor: '3',
      grocery: '4',
      other: '4',
    },
  }
}

function draftOf(version: Version): Draft {
  return {
    name: version.name,
    classes: version.classes.map(({ code, name }) => ({ code, name })),
    classOf: Object.fromEntries(
      version.classes.flatMap((one) => one.formats.map((format) => [format, one.code])),
    ),
  }
}

function bodyOf(draft: Draft): MergeDraft {
  return {
    name: draft.name.trim(),
    classes: draft.classes
      .map(({ code, name }) => ({
        code,
        name: name.trim() || code,
        formats: FORMATS.filter((format) => draft.classOf[format] === code),
      }))
      .filter((one) => one.formats.length > 0),
  }
}

function nextCode(codes: readonly string[]): string {
  let number = codes.length + 1
  while (codes.includes(String(number))) number++
  return String(number)
}
