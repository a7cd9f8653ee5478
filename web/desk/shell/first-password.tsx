import { Button, Form } from 'antd'
import { replaceFirstPassword } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { t } from '../../shared/text/shell.ts'
import { signOut } from '../session.ts'
import { NewPasswordFields } from './new-password-fields.tsx'
import { Failure, useStep } from './sign-in-parts.tsx'

/** An initial password is good for one thing: choosing another. */
export function FirstPassword() {
  const [failure, submit, isBusy] = useStep(async ({ password }: { readonly password: string }) => {
    await call(replaceFirstPassword, { body: { password } })
  })
  return (
    <Form<{ password: string; again: string }>
      layout="vertical"
      requiredMark={false}
      size="large"
      onFinish={submit}
    >
      <p className="sign-in-help">{t('password.first')}</p>
      <Failure problem={failure} kind="other" />
      <NewPasswordFields />
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t('password.save')}
      </Button>
      <Button type="link" block className="sign-in-back" onClick={() => void signOut()}>
        {t('signIn.back')}
      </Button>
    </Form>
  )
}
