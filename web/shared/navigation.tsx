import { Link, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, type ReactNode, useCallback, useMemo } from 'react'

/**
 * Addresses as every screen uses them: plain paths and plain text in the query (`?status=active&page=2`), so that
 * a link can be read, typed and sent to a colleague.
 */
export type SearchText = Readonly<Record<string, string>>

export interface RouteLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: string
  readonly search?: SearchText
  readonly children?: ReactNode
}

/** A link inside the application. Opens in a new tab like any other link when asked to. */
export function RouteLink({ to, search, children, ...rest }: RouteLinkProps) {
  const [path, query] = splitAddress(to)
  return (
    <Link to={path} search={{ ...query, ...search } as never} {...rest}>
      {children}
    </Link>
  )
}

/** `go('/customers/1')`, `go('/customers', { status: 'active' })`. */
export function useGo(): (to: string, search?: SearchText, options?: { readonly replace?: boolean }) => void {
  const navigate = useNavigate()
  return useCallback(
    (to, search, options) => {
      const [path, query] = splitAddress(to)
      void navigate({
        to: path,
        search: { ...query, ...search } as never,
        replace: options?.replace ?? false,
      })
    },
    [navigate],
  )
}

/** A parameter of the present path: `useParam('customerId')`. */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>
  const value = params[name]
  if (value === undefined) throw new Error(`the path has no ${name}`)
  return value
}

/**
 * The query of the present address as state. Undefined and empty values leave the address.
 *
 *     const [search, change] = useSearchText()
 *     change({ status: 'active', page: undefined })
 */
export function useSearchText(): readonly [
  SearchText,
  (change: Readonly<Record<string, string | undefined>>, options?: { readonly push?: boolean }) => void,
] {
  const search = useSearch({ strict: false }) as SearchText
  const navigate = useNavigate()
  const change = useCallback(
    (values: Readonly<Record<string, string | undefined>>, options?: { readonly push?: boolean }) => {
      void navigate({
        to: '.',
        search: ((before: SearchText) => withoutEmpty({ ...before, ...values })) as never,
        replace: !options?.push,
      })
    },
    [navigate],
  )
  return useMemo(() => [search, change] as const, [search, change])
}

export function usePath(): string {
  return useLocation().pathname
}

export function parseSearchText(text: string): SearchText {
  return Object.fromEntries(new URLSearchParams(text))
}

export function stringifySearchText(search: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams(
    withoutEmpty(search as Readonly<Record<string, string | undefined>>) as Record<string, string>,
  ).toString()
  return text ? `?${text}` : ''
}

function splitAddress(to: string): readonly [string, SearchText] {
  const at = to.indexOf('?')
  return at < 0 ? [to, {}] : [to.slice(0, at), parseSearchText(to.slice(at))]
}

function withoutEmpty(values: Readonly<Record<string, string | undefined>>): SearchText {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  )
}
