import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ApiProblem } from '../../../shared/api.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'

/** A tile of the home page around one question to the server. */
export function Card<Answer>({
  title,
  answer,
  extra,
  rows = 4,
  children,
}: {
  readonly title: string | ((data: Answer) => string)
  readonly answer: UseQueryResult<Answer, ApiProblem>
  readonly extra?: ReactNode
  /** Grey lines while waiting, about as many as will come. */
  readonly rows?: number
  readonly children: (data: Answer) => ReactNode
}) {
  const { data, error } = answer
  const said = typeof title === 'string' ? title : data ? title(data) : ''
  return (
    <Panel title={said || undefined} extra={extra}>
      {error && !data ? (
        <ProblemState error={error} onRetry={() => void answer.refetch()} />
      ) : data === undefined ? (
        <LoadingState rows={rows} />
      ) : (
        children(data)
      )}
    </Panel>
  )
}
