import {
  keepPreviousData,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { ResponseOf } from '../../platform/http/contract.ts'
import { type AnyContract, type ApiProblem, call, type InputOf } from './api.ts'

export interface CallOptions {
  /** False waits: something the call needs is not known yet. */
  readonly enabled?: boolean
  /** How long an answer counts as fresh. */
  readonly staleSeconds?: number
  /** Ask again every so often, for what changes by itself (a running job). */
  readonly everySeconds?: number | undefined
  /** Show the former answer while a changed question is being answered (pages of a list). */
  readonly keepPrevious?: boolean
}

/**
 * Reads one route through the shared cache. Two components that ask the same thing ask once.
 *
 *     const customers = useCall(listCustomers, { query: { page } })
 *     if (customers.error) …      // an ApiProblem
 */
export function useCall<C extends AnyContract>(
  contract: C,
  input: InputOf<C>,
  options: CallOptions = {},
): UseQueryResult<ResponseOf<C>, ApiProblem> {
  return useQuery<ResponseOf<C>, ApiProblem>({
    queryKey: callKey(contract, input),
    queryFn: ({ signal }) =>
      call(contract, { ...(input as object), signal } as InputOf<C> & { signal: AbortSignal }),
    enabled: options.enabled ?? true,
    staleTime: (options.staleSeconds ?? 15) * 1000,
    refetchInterval: options.everySeconds ? options.everySeconds * 1000 : false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  })
}

export interface ActionOptions<C extends AnyContract> {
  /** What the action makes stale: contracts, or the start of their ids (`'customers.'`). */
  readonly invalidates?: readonly (AnyContract | string)[]
  readonly onDone?: (answer: ResponseOf<C>, input: InputOf<C>) => void
}

/**
 * Calls one route that changes something, then makes stale what it changed.
 *
 *     const approve = useAction(approvePlan, { invalidates: ['plans.'] })
 *     <Button loading={approve.isPending} onClick={() => approve.mutate({ params: { planId }, body: {} })} />
 */
export function useAction<C extends AnyContract>(
  contract: C,
  options: ActionOptions<C> = {},
): UseMutationResult<ResponseOf<C>, ApiProblem, InputOf<C>> {
  const client = useQueryClient()
  return useMutation<ResponseOf<C>, ApiProblem, InputOf<C>>({
    mutationKey: [contract.id],
    mutationFn: (input) => call(contract, input as InputOf<C> & { signal?: AbortSignal }),
    onSuccess: async (answer, input) => {
      await invalidate(client, options.invalidates ?? [])
      options.onDone?.(answer, input)
    },
  })
}

/** The cache key of one call: `[contract id, input]`. */
export function callKey<C extends AnyContract>(contract: C, input: InputOf<C>): readonly unknown[] {
  return [contract.id, input]
}

/** Makes answers stale by contract or by the start of contract ids. */
export async function invalidate(
  client: QueryClient,
  what: readonly (AnyContract | string)[],
): Promise<void> {
  if (what.length === 0) return
  const starts = what.map((item) => (typeof item === 'string' ? item : item.id))
  await client.invalidateQueries({
    predicate: (query) => starts.some((start) => String(query.queryKey[0]).startsWith(start)),
  })
}
