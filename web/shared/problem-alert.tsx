import { Alert } from 'antd'
import './states.css'
import { sayProblem } from './text/problems.ts'

/** Why something was refused, above the form it concerns. Nothing while there is no error. */
export function ProblemAlert({ error }: { readonly error: unknown }) {
  if (!error) return null
  const said = sayProblem(error)
  return (
    <Alert
      className="problem-alert"
      type="error"
      showIcon
      title={said.title}
      description={
        said.cure || said.reasons.length > 0 ? (
          <>
            {said.reasons.map((reason) => (
              <div key={reason}>{reason}</div>
            ))}
            {said.cure}
          </>
        ) : undefined
      }
    />
  )
}
