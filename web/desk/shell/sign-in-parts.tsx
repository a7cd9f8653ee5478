import { Form, Input } from 'antd'
import { useState } from 'react'
import { ApiProblem } from '../../shared/api.ts'
import { sayProblem } from '../../shared/text/problems.ts'
import { t } from '../../shared/text/shell.ts'
import { loadSession } from '../session.ts'

/** The six digits of an authenticator. */
export function CodeField() {
  return (
    <Form.Item
      name="code"
      label={t('signIn.code')}
      rules={[{ required: true, pattern: /^\s*\d{6}\s*$/, message: t('signIn.code.needed') }]}
    >
      <Input
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        autoFocus
        className="sign-in-code"
      />
    </Form.Item>
  )
}

/** Runs one step, then asks the server what comes next. */
export function useStep<Values>(
  step: (values: Values) => Promise<void>,
): readonly [ApiProblem | undefined, (values: Values) => Promise<void>, boolean] {
  const [failure, setFailure] = useState<ApiProblem>()
  const [isBusy, setBusy] = useState(false)
  const submit = async (values: Values) => {
    setBusy(true)
    setFailure(undefined)
    try {
      await step(values)
      await loadSession()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return [failure, submit, isBusy]
}

export function Failure({
  problem,
  kind,
}: {
  readonly problem: ApiProblem | undefined
  readonly kind: 'password' | 'code' | 'other'
}) {
  if (!problem) return null
  const said = sayFailure(problem, kind)
  return (
    <div className="sign-in-failure" role="alert">
      <strong>{said.title}</strong>
      {said.cure && <div>{said.cure}</div>}
      {said.reasons.map((reason) => (
        <div key={reason}>{reason}</div>
      ))}
    </div>
  )
}

/** Which of account and password was wrong is never told, here as on the server. */
function sayFailure(problem: ApiProblem, kind: 'password' | 'code' | 'other') {
  if (problem.status === 429)
    return { title: t('signIn.throttled'), cure: t('signIn.throttled.cure'), reasons: [] }
  const isRefused = problem.status === 401 || problem.status === 403 || problem.status === 422
  if (isRefused && kind === 'password')
    return { title: t('signIn.failed'), cure: t('signIn.failed.cure'), reasons: [] }
  if (isRefused && kind === 'code')
    return { title: t('signIn.code.failed'), cure: t('signIn.code.failed.cure'), reasons: [] }
  return sayProblem(problem)
}
