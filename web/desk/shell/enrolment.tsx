import { useQuery } from '@tanstack/react-query'
import { Button, Form, QRCode } from 'antd'
import { beginEnrolment, confirmEnrolment } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { t } from '../../shared/text/shell.ts'
import { signOut } from '../session.ts'
import { CodeField, Failure, useStep } from './sign-in-parts.tsx'

/** Setting up the second factor: scan, then prove it with a first code. */
export function Enrolment() {
  const secret = useQuery({
    queryKey: ['auth.beginEnrolment'],
    queryFn: () => call(beginEnrolment, {}),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const [failure, submit, isBusy] = useStep(async ({ code }: { readonly code: string }) => {
    await call(confirmEnrolment, { body: { code: code.trim() } })
  })
  if (secret.error) return <ProblemState error={secret.error} onRetry={() => void secret.refetch()} />
  if (!secret.data) return <LoadingState />
  return (
    <Form<{ code: string }> layout="vertical" requiredMark={false} size="large" onFinish={submit}>
      <p className="sign-in-help">{t('enrol.help')}</p>
      <div className="enrol">
        <QRCode value={secret.data.link} size={148} bordered={false} bgColor="#ffffff" color="#000000" />
        <div className="enrol-text">
          <span className="quiet">{t('enrol.byHand')}</span>
          <code className="enrol-secret">{secret.data.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </div>
      </div>
      <Failure problem={failure} kind="code" />
      <CodeField />
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t('enrol.confirm')}
      </Button>
      <Button type="link" block className="sign-in-back" onClick={() => void signOut()}>
        {t('signIn.back')}
      </Button>
    </Form>
  )
}
