/** The mark of the product: four calls joined to one route. */
export function Mark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="mark">
      <rect className="mark-ground" width="32" height="32" rx="7" />
      <path className="mark-line" d="M8 23 13 11l6 8 5-10" />
      <circle className="mark-dot" cx="8" cy="23" r="2.6" />
      <circle className="mark-dot" cx="13" cy="11" r="2.6" />
      <circle className="mark-dot" cx="19" cy="19" r="2.6" />
      <circle className="mark-dot" cx="24" cy="9" r="2.6" />
    </svg>
  )
}
