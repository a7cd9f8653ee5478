import { App, Button, Form, Input } from 'antd'
import { useEffect, useRef } from 'react'
import { changePassword, endSession, listSessions } from '../../../domain/people/contract.ts'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatTime } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { sayProblem } from '../../shared/text/problems.ts'
import { t } from '../../shared/text/shell.ts'
import { useAction, useCall } from '../../shared/use-call.ts'
import { useMe } from '../session.ts'
import { AppearancePanel } from './appearance-panel.tsx'
import { NewPasswordFields } from './new-password-fields.tsx'
import './profile.css'

/** The own account: who one is, how screens look, password, devices. */
export function ProfileScreen() {
  return (
    <>
      <PageHeader title={menuText('profile')} />
      <PageBody className="profile">
        <Account />
        <Panel title={t('profile.look')}>
          <AppearancePanel />
          <p className="quiet profile-note">{t('profile.look.help')}</p>
        </Panel>
        <Password />
        <Sessions />
      </PageBody>
    </>
  )
}

function Account() {
  const me = useMe()
  const english = currentLanguage() === 'en'
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('profile.account'), me.login],
    [t('profile.role'), t.loose(`role.${me.role}`)],
    [t('profile.unit'), me.unit ? (english && me.unit.nameEn) || me.unit.name : undefined],
    [t('profile.company'), (english && me.company.nameEn) || me.company.name],
  ]
  return (
    <Panel title={me.name}>
      <dl className="facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Panel>
  )
}

function Password() {
  const { message } = App.useApp()
  const [form] = Form.useForm<{ current: string; password: string; again: string }>()
  const [{ section }] = useSearchText()
  const place = useRef<HTMLDivElement>(null)
  const change = useAction(changePassword, {
    invalidates: [listSessions],
    onDone: () => {
      form.resetFields()
      void message.success(t('password.changed'))
    },
  })
  useEffect(() => {
    if (section === 'password') {
      place.current?.scrollIntoView({ block: 'center' })
      place.current?.querySelector('input')?.focus()
    }
  }, [section])
  return (
    <Panel title={t('password.change')}>
      <div ref={place}>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          disabled={change.isPending}
          onFinish={({ current, password }) => change.mutate({ body: { current, password } })}
        >
          {change.error && (
            <div className="sign-in-failure" role="alert">
              {[sayProblem(change.error).title, ...sayProblem(change.error).reasons].join(' · ')}
            </div>
          )}
          <Form.Item
            name="current"
            label={t('password.current')}
            rules={[{ required: true, message: t('password.current.needed') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <NewPasswordFields />
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('password.change')}
          </Button>
        </Form>
      </div>
    </Panel>
  )
}

function Sessions() {
  const sessions = useCall(listSessions, {})
  const end = useAction(endSession, { invalidates: [listSessions] })
  return (
    <Panel title={t('profile.sessions')}>
      <p className="quiet">{t('profile.sessions.help')}</p>
      {sessions.error && <ProblemState error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <LoadingState rows={2} />}
      <ul className="plain profile-sessions">
        {sessions.data?.map((session) => (
          <li key={session.sessionId}>
            <div>
              <div>
                {deviceOf(session.userAgent)} · {session.address}
                {session.current && <strong> · {t('profile.session.this')}</strong>}
              </div>
              <div className="quiet">
                {t('profile.session.since', { time: formatTime(session.startedAt) })} ·{' '}
                {t('profile.session.seen', { time: formatTime(session.lastSeenAt) })}
              </div>
            </div>
            {!session.current && (
              <Button
                size="small"
                loading={end.isPending}
                onClick={() => end.mutate({ params: { sessionId: session.sessionId } })}
              >
                {t('profile.session.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Browser and system in two words; the whole text of the browser helps nobody. */
function deviceOf(userAgent: string): string {
  const browser = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /MicroMessenger/.test(userAgent)
        ? 'WeChat'
        : /Chrome\//.test(userAgent)
          ? 'Chrome'
          : /Safari\//.test(userAgent)
            ? 'Safari'
            : userAgent.slice(0, 24)
  const system = /Windows/.test(userAgent)
    ? 'Windows'
    : /Android/.test(userAgent)
      ? 'Android'
      : /iPhone|iPad/.test(userAgent)
        ? 'iOS'
        : /Mac OS/.test(userAgent)
          ? 'macOS'
          : /Linux/.test(userAgent)
            ? 'Linux'
            : ''
  return [browser, system].filter(Boolean).join(' · ')
}
