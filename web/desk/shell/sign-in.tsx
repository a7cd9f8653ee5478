import { Button, Form, Input, Select } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { giveSecondFactor, signIn as signInRoute } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { LoadingState } from '../../shared/states.tsx'
import { t as common } from '../../shared/text/common.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/shell.ts'
import { type SignInState, signOut } from '../session.ts'
import { CodeField, Failure, useStep } from './sign-in-parts.tsx'
import './sign-in.css'

// Setting up an authenticator and replacing a first password happen once in an account's life.
const Enrolment = lazy(() => import('./enrolment.tsx').then((m) => ({ default: m.Enrolment })))
const FirstPassword = lazy(() => import('./first-password.tsx').then((m) => ({ default: m.FirstPassword })))

const REMEMBERED = 'liuhui.signIn'

/** The step of signing in that is missing. Used on the sign-in page and over a page whose session ended. */
export function SignInSteps({
  signIn,
  login,
}: {
  readonly signIn: SignInState
  /** The account to sign in again with. */
  readonly login?: string
}) {
  switch (signIn.stage) {
    case 'second-factor':
      return <SecondFactor demonstrationCode={signIn.demonstrationCode} />
    case 'enrolment':
      return (
        <Suspense fallback={<LoadingState />}>
          <Enrolment />
        </Suspense>
      )
    case 'password':
      return (
        <Suspense fallback={<LoadingState />}>
          <FirstPassword />
        </Suspense>
      )
    default:
      return <PasswordStep signIn={signIn} login={login} />
  }
}

interface PasswordForm {
  readonly company?: string
  readonly login: string
  readonly password: string
}

function PasswordStep({ signIn, login }: { readonly signIn: SignInState; readonly login?: string }) {
  const [form] = Form.useForm<PasswordForm>()
  const [failure, submit, isBusy] = useStep(async (values: PasswordForm) => {
    await call(signInRoute, { body: values })
    remember({ company: values.company, login: values.login })
  })
  const [hasCapsLock, setCapsLock] = useState(false)
  const remembered = readRemembered()
  const asksCompany = signIn.companies.length > 1
  const companyName = (company: SignInState['companies'][number]) =>
    currentLanguage() === 'en' && company.nameEn ? company.nameEn : company.name
  const knownCompany = signIn.companies.find((company) => company.code === remembered.company)
  return (
    <Form<PasswordForm>
      form={form}
      layout="vertical"
      requiredMark={false}
      size="large"
      disabled={isBusy}
      initialValues={{
        company: (knownCompany ?? signIn.companies[0])?.code,
        login: login ?? remembered.login,
      }}
      onFinish={submit}
    >
      <Failure problem={failure} kind="password" />
      {asksCompany && (
        <Form.Item
          name="company"
          label={t('signIn.company')}
          rules={[{ required: true, message: t('signIn.company.needed') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={signIn.companies.map((company) => ({
              value: company.code,
              label: `${companyName(company)} (${company.code})`,
            }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="login"
        label={t('signIn.login')}
        rules={[{ required: true, message: t('signIn.login.needed') }]}
      >
        <Input
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={!login && !remembered.login}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('signIn.password')}
        extra={hasCapsLock ? t('signIn.capsLock') : undefined}
        rules={[{ required: true, message: t('signIn.password.needed') }]}
      >
        <Input.Password
          autoComplete="current-password"
          autoFocus={Boolean(login ?? remembered.login)}
          onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t('signIn.submit')}
      </Button>
    </Form>
  )
}

function SecondFactor({ demonstrationCode }: { readonly demonstrationCode: string | undefined }) {
  const [failure, submit, isBusy] = useStep(async ({ code }: { readonly code: string }) => {
    await call(giveSecondFactor, { body: { code } })
  })
  return (
    <Form<{ code: string }> layout="vertical" requiredMark={false} size="large" onFinish={submit}>
      <p className="sign-in-help">{t('signIn.code.help')}</p>
      {demonstrationCode && (
        <p className="sign-in-demo">{t('signIn.demo.code', { code: demonstrationCode })}</p>
      )}
      <Failure problem={failure} kind="code" />
      <CodeField />
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t('signIn.code.submit')}
      </Button>
      <Button type="link" block className="sign-in-back" onClick={() => void signOut()}>
        {t('signIn.back')}
      </Button>
    </Form>
  )
}

interface Remembered {
  readonly company?: string
  readonly login?: string
}

function readRemembered(): Remembered {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Remembered
  } catch {
    return {}
  }
}

function remember(value: Remembered): void {
  localStorage.setItem(REMEMBERED, JSON.stringify(value))
}

export const signInTitle = () => `${t('signIn.title')} · ${common('app.name')}`
