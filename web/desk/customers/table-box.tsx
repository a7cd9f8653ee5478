import type { ReactNode } from 'react'

/** A table that scrolls inside its frame, also by keyboard. */
export function TableBox({
  label,
  children,
  className = '',
}: {
  readonly label: string
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for those without a mouse.
    <section className={`table-box ${className}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
