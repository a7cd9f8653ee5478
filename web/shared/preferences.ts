import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { listPreferences, putPreference } from '../../domain/people/contract.ts'
import { call } from './api.ts'
import { callKey } from './use-call.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type Preferences = Readonly<Record<string, unknown>>

const key = callKey(listPreferences, {})
const timers = new Map<string, ReturnType<typeof setTimeout>>()

/**
 * Something this account keeps about a screen, the same on every device. Changes show at once and are sent a
 * moment later; `parse` guards against what an older version wrote. Undefined until the first answer is here.
 *
 *     const [choice, keep] = usePreference('table.customers', parseChoice)
 */
export function usePreference<Value>(
  name: string,
  parse: (value: unknown) => Value,
): readonly [value: Value, keep: (value: Value) => void, isKnown: boolean] {
  const client = useQueryClient()
  const kept = useQuery<Preferences>({
    queryKey: key,
    queryFn: ({ signal }) => call(listPreferences, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  })
  const keep = useCallback(
    (value: Value) => {
      client.setQueryData<Preferences>(key, (before) => ({ ...before, [name]: value }))
      clearTimeout(timers.get(name))
      timers.set(
        name,
        setTimeout(() => {
          timers.delete(name)
          // Losing a width is not worth a message; the screen itself has kept it.
          call(putPreference, { params: { key: name }, body: { value: value as Json } as never }).catch(
            () => undefined,
          )
        }, 800),
      )
    },
    [client, name],
  )
  return [parse(kept.data?.[name]), keep, !kept.isPending]
}
