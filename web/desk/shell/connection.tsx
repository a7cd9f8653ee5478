import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { onAnswer, onProblem } from '../../shared/api.ts'
import { t } from '../../shared/text/shell.ts'

/** Says when the server cannot be reached, and refreshes what is open when it can again. */
export function ConnectionBanner() {
  const [isLost, setLost] = useState(!navigator.onLine)
  const client = useQueryClient()
  useEffect(() => {
    const lose = () => setLost(true)
    const find = () => {
      setLost((wasLost) => {
        if (wasLost) void client.invalidateQueries()
        return false
      })
    }
    const stopProblems = onProblem((problem) => {
      if (problem.status === 0) lose()
    })
    const stopAnswers = onAnswer(find)
    const retry = () => void client.refetchQueries({ type: 'active' })
    addEventListener('offline', lose)
    addEventListener('online', retry)
    return () => {
      stopProblems()
      stopAnswers()
      removeEventListener('offline', lose)
      removeEventListener('online', retry)
    }
  }, [client])
  return (
    <div role="status" aria-live="polite">
      {isLost && <div className="connection-banner">{t('offline.banner')}</div>}
    </div>
  )
}
