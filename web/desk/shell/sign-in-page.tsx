import { BgColorsOutlined } from '@ant-design/icons'
import { Popover } from 'antd'
import { useEffect, useState } from 'react'
import { signIn as signInRoute } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { t as common } from '../../shared/text/common.ts'
import { currentLanguage, setLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/shell.ts'
import type { SignInState } from '../session.ts'
import { AppearancePanel } from './appearance-panel.tsx'
import { Mark } from './mark.tsx'
import { SignInSteps, signInTitle } from './sign-in.tsx'
import { Failure, useStep } from './sign-in-parts.tsx'

/** The whole page for those who are not signed in. */
export function SignInPage({ signIn }: { readonly signIn: SignInState }) {
  useEffect(() => {
    document.title = signInTitle()
  }, [])
  const isFirst = signIn.stage === 'none'
  const [company] = signIn.companies
  const english = currentLanguage() === 'en'
  return (
    <div className="sign-in">
      <section className="sign-in-pitch" aria-label={common('app.name')}>
        <RouteDrawing />
        <div className="sign-in-brand">
          <Mark size={44} />
          <div>
            <div className="sign-in-name">{common('app.name')}</div>
            <div>{common('app.tagline')}</div>
          </div>
        </div>
        <ul className="plain sign-in-points">
          {(['plan', 'once', 'fair'] as const).map((point) => (
            <li key={point}>
              <strong>{t(`signIn.pitch.${point}`)}</strong>
              <span>{t(`signIn.pitch.${point}.text`)}</span>
            </li>
          ))}
        </ul>
      </section>
      <main className="sign-in-main">
        <div className="sign-in-tools">
          <button
            type="button"
            className="bare sign-in-tool"
            lang={english ? 'zh-CN' : 'en'}
            onClick={() => setLanguage(english ? 'zh' : 'en')}
          >
            {t(english ? 'language.zh' : 'language.en')}
          </button>
          <Popover trigger="click" placement="bottomRight" content={<AppearancePanel />}>
            <button type="button" className="bare sign-in-tool" aria-label={t('look.title')}>
              <BgColorsOutlined />
            </button>
          </Popover>
        </div>
        <div className="sign-in-box">
          <h1>{isFirst ? t('signIn.title') : t('signIn.code.title')}</h1>
          {isFirst && signIn.companies.length === 1 && company && (
            <p className="quiet">{english && company.nameEn ? company.nameEn : company.name}</p>
          )}
          <SignInSteps signIn={signIn} />
          {isFirst && signIn.demonstrationAccounts && (
            <Demonstration accounts={signIn.demonstrationAccounts} />
          )}
        </div>
      </main>
    </div>
  )
}

type Account = NonNullable<SignInState['demonstrationAccounts']>[number]

/** One click instead of typing: only where the server says that all data are invented. */
function Demonstration({ accounts }: { readonly accounts: readonly Account[] }) {
  const [failure, enter, isBusy] = useStep(async ({ login, password }: Account) => {
    await call(signInRoute, { body: { login, password } })
  })
  const [chosen, setChosen] = useState<string>()
  return (
    <aside className="sign-in-demo" aria-label={t('signIn.demo')}>
      <strong>{t('signIn.demo')}</strong>
      <div className="quiet">{t('signIn.demo.help')}</div>
      <Failure problem={failure} kind="other" />
      <div className="sign-in-accounts">
        {accounts.filter(isFirstOfItsRole).map((account) => (
          <button
            key={account.login}
            type="button"
            className="sign-in-account"
            title={`${account.login} · ${account.name}${account.unitName ? ` · ${account.unitName}` : ''}`}
            disabled={isBusy}
            data-chosen={isBusy && chosen === account.login}
            onClick={() => {
              setChosen(account.login)
              void enter(account)
            }}
          >
            {t.loose(`role.${account.role}`)}
          </button>
        ))}
      </div>
    </aside>
  )
}

function isFirstOfItsRole(account: Account, index: number, all: readonly Account[]): boolean {
  return all.findIndex((other) => other.role === account.role) === index
}

/** A month of calls as a drawing: stops in a plane, joined day by day. Only decoration. */
function RouteDrawing() {
  const routes = [
    [
      [60, 620],
      [130, 540],
      [95, 450],
      [190, 400],
      [260, 470],
      [340, 420],
      [300, 330],
      [390, 280],
    ],
    [
      [390, 280],
      [460, 340],
      [540, 300],
      [500, 210],
      [420, 170],
      [330, 200],
      [240, 150],
      [160, 210],
    ],
    [
      [160, 210],
      [90, 280],
      [40, 360],
    ],
    [
      [460, 340],
      [520, 430],
      [440, 500],
      [520, 580],
      [610, 530],
      [600, 440],
    ],
  ] as const
  return (
    <svg
      className="sign-in-drawing"
      viewBox="0 0 640 700"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      {routes.map((route) => (
        <polyline key={route[0].join()} points={route.map((point) => point.join()).join(' ')} />
      ))}
      {routes.flat().map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="5" />
      ))}
    </svg>
  )
}
