import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useGo } from '../../shared/navigation.tsx'
import { LoadingState } from '../../shared/states.tsx'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/shell.ts'
import type { SearchHit } from '../module.ts'
import { modules } from '../modules.ts'
import { type Me, may, useMe } from '../session.ts'
import { useRecentPages } from './recent.ts'
import { menuOf } from './side-menu.tsx'

interface Group {
  readonly label: string
  readonly hits: readonly SearchHit[]
}

/** Ctrl+K: pages, recent pages, and whatever the modules can find. */
export function CommandPalette({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      footer={null}
      closable={false}
      destroyOnHidden
      width={620}
      className="palette"
      style={{ top: 72 }}
      title={<span className="visually-hidden">{t('search.open')}</span>}
    >
      <Palette onClose={onClose} />
    </Modal>
  )
}

function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const [groups, isAsking] = useGroups(useDeferredValue(text.trim()))
  const go = useGo()
  const list = useId()
  const hits = groups.flatMap((group) => group.hits)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    // The dialog moves the focus to itself first.
    const timer = setTimeout(() => input.current?.focus(), 30)
    return () => clearTimeout(timer)
  }, [])

  const open = (hit: SearchHit | undefined) => {
    if (!hit) return
    onClose()
    go(hit.path)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && hits.length > 0) {
      event.preventDefault()
      const next = (chosen + step + hits.length) % hits.length
      setChosen(next)
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter') open(hits[chosen])
  }

  return (
    <div>
      <div className="palette-field">
        <SearchOutlined />
        <input
          ref={input}
          className="palette-input"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKey}
          placeholder={t('search.placeholder')}
          aria-label={t('search.open')}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={list}
          aria-activedescendant={hits.length > 0 ? `${list}-${chosen}` : undefined}
          autoComplete="off"
        />
      </div>
      <div className="palette-list" role="listbox" id={list} aria-label={t('search.open')}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox.
          <div key={group.label} role="group" aria-label={group.label}>
            <div className="palette-group" aria-hidden="true">
              {group.label}
            </div>
            {group.hits.map((hit) => {
              const index = hits.indexOf(hit)
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field the focus stays in.
                <div
                  key={hit.id}
                  id={`${list}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === chosen}
                  className="palette-hit"
                  onClick={() => open(hit)}
                  onMouseMove={() => setChosen(index)}
                >
                  <span>{hit.title}</span>
                  {hit.detail && <span className="palette-detail">{hit.detail}</span>}
                </div>
              )
            })}
          </div>
        ))}
        {isAsking && hits.length === 0 && <LoadingState rows={3} />}
        {!isAsking && hits.length === 0 && (
          <div className="palette-nothing">
            <div>{t('search.nothing', { text })}</div>
            <div className="quiet">{t('search.nothing.cure')}</div>
          </div>
        )}
      </div>
      <div className="palette-foot">
        <span>{t('search.keys')}</span>
        <span role="status" aria-live="polite">
          {text && t('search.results', { count: hits.length })}
        </span>
      </div>
    </div>
  )
}

/** What matches, grouped by where it was found; true while modules are still being asked. */
function useGroups(text: string): readonly [readonly Group[], boolean] {
  const me = useMe()
  const recent = useRecentPages()
  const found = useQuery({
    queryKey: ['search', text],
    enabled: text.length > 0,
    staleTime: 30_000,
    queryFn: ({ signal }) => findInModules(me, text, signal),
  })
  const groups = useMemo(() => {
    const fits = (title: string) => title.toLowerCase().includes(text.toLowerCase())
    const pages = menuOf(me)
      .map((entry) => ({ id: `page ${entry.path}`, title: menuText(entry.label), path: entry.path }))
      .filter((page) => text !== '' && fits(page.title))
    const recentHits = recent
      .filter((page) => fits(page.title))
      .slice(0, text ? 4 : 9)
      .map((page) => ({ id: `recent ${page.path}`, title: page.title, path: page.path }))
    return [
      { label: t('search.recent'), hits: recentHits },
      { label: t('search.pages'), hits: text === '' ? firstPages(me) : pages.slice(0, 6) },
      ...(found.data ?? []),
    ].filter((group) => group.hits.length > 0)
  }, [text, me, recent, found.data])
  return [groups, found.isFetching]
}

function firstPages(me: Me): SearchHit[] {
  return menuOf(me)
    .slice(0, 8)
    .map((entry) => ({ id: `page ${entry.path}`, title: menuText(entry.label), path: entry.path }))
}

/** A module that fails to answer is left out; the others still help. */
async function findInModules(me: Me, text: string, signal: AbortSignal): Promise<Group[]> {
  const sources = modules.flatMap((module) =>
    module.search && may(me, module.search.need) ? [module.search] : [],
  )
  return Promise.all(
    sources.map(async (source) => {
      const hits = await source
        .load()
        .then((find) => find(text, signal))
        .catch(() => [])
      return { label: menuText(source.label), hits: hits.slice(0, 8) }
    }),
  )
}
