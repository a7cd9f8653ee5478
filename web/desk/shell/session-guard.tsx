import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { getMe } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { t } from '../../shared/text/shell.ts'
import { noticeEnd, sessionMillisecondsLeft, signOut, useSession } from '../session.ts'
import { SignInSteps } from './sign-in.tsx'

const WARN_MILLISECONDS = 2 * 60_000

/** Warns before the session ends, and lets the person sign in again over the page when it has. */
export function SessionGuard() {
  const session = useSession()
  const [minutes, setMinutes] = useState<number>()

  const client = useQueryClient()
  const wasEnded = useRef(false)
  useEffect(() => {
    // What was asked meanwhile was refused: ask again as soon as somebody is there.
    if (session.kind === 'signed-in' && wasEnded.current) void client.invalidateQueries()
    wasEnded.current = session.kind === 'ended'
  }, [session.kind, client])

  useEffect(() => {
    const timer = setInterval(() => {
      const left = sessionMillisecondsLeft()
      if (left <= 0) void noticeEnd()
      setMinutes(left > 0 && left < WARN_MILLISECONDS ? Math.ceil(left / 60_000) : undefined)
    }, 5000)
    return () => clearInterval(timer)
  }, [])

  if (session.kind === 'ended') {
    return (
      <Modal
        open
        title={t('session.ended')}
        footer={null}
        closable={false}
        keyboard={false}
        maskClosable={false}
        width={440}
      >
        <p className="quiet">{t('session.ended.text')}</p>
        <div className="session-sign-in">
          <SignInSteps signIn={session.signIn} login={session.me.login} />
        </div>
      </Modal>
    )
  }
  return (
    <Modal
      open={session.kind === 'signed-in' && minutes !== undefined}
      title={t('session.ending', { minutes: minutes ?? 0 })}
      closable={false}
      width={440}
      footer={[
        <Button key="out" onClick={() => void signOut()}>
          {t('user.signOut')}
        </Button>,
        <Button
          key="stay"
          type="primary"
          onClick={() => {
            setMinutes(undefined)
            void call(getMe, {}).catch(() => undefined)
          }}
        >
          {t('session.stay')}
        </Button>,
      ]}
    >
      {t('session.ending.text')}
    </Modal>
  )
}
