import type { ReactNode } from 'react'
import './page-header.css'
import { usePageTitle } from './page-title.ts'

export interface PageHeaderProps {
  readonly title: string
  /** One line under the title: what this is, or the facts one needs before reading on. */
  readonly detail?: ReactNode
  /** Status and kind beside the title. */
  readonly tags?: ReactNode
  /** Buttons at the right; the main one last. */
  readonly actions?: ReactNode
  /** Tabs or a filter row directly under the header. */
  readonly children?: ReactNode
}

/** The top of every screen. Also names the tab, the breadcrumb and the entry among recent pages. */
export function PageHeader({ title, detail, tags, actions, children }: PageHeaderProps) {
  usePageTitle(title)
  return (
    <header className="page-header">
      <div className="page-header-row">
        <div className="page-header-text">
          <h1 className="page-header-title">
            {title}
            {tags && <span className="page-header-tags">{tags}</span>}
          </h1>
          {detail && <div className="page-header-detail">{detail}</div>}
        </div>
        {actions && <div className="page-header-actions no-print">{actions}</div>}
      </div>
      {children}
    </header>
  )
}

/** The body of a screen: cards with the distance of the present density between them. */
export function PageBody({
  children,
  className = '',
}: {
  readonly children: ReactNode
  readonly className?: string
}) {
  return <div className={`page-body ${className}`}>{children}</div>
}

/** A titled surface. */
export function Panel({
  title,
  extra,
  children,
  flush = false,
  className = '',
}: {
  readonly title?: ReactNode
  readonly extra?: ReactNode
  readonly children: ReactNode
  /** Without padding, for tables and maps that reach the edges. */
  readonly flush?: boolean
  readonly className?: string
}) {
  return (
    <section className={`panel ${flush ? 'panel-flush' : ''} ${className}`}>
      {(title || extra) && (
        <div className="panel-head">
          {title && <h2 className="panel-title">{title}</h2>}
          {extra && <div className="panel-extra">{extra}</div>}
        </div>
      )}
      <div className="panel-body">{children}</div>
    </section>
  )
}
