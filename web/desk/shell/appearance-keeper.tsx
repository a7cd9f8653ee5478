import { useEffect, useRef } from 'react'
import { updateProfile } from '../../../domain/people/contract.ts'
import { call } from '../../shared/api.ts'
import { useLanguage } from '../../shared/text/language.ts'
import { useAppearance } from '../../shared/theme/appearance.ts'
import { useMe } from '../session.ts'

/** Keeps language and look with the account, so that they are the same on every device. */
export function AppearanceKeeper() {
  const { theme, density, textSize } = useAppearance()
  const language = useLanguage()
  const kept = useRef(useMe().profile)
  useEffect(() => {
    const before = kept.current
    const now = { language, theme, density, textSize }
    if (
      before.language === language &&
      before.theme === theme &&
      before.density === density &&
      before.textSize === textSize
    )
      return
    const timer = setTimeout(() => {
      kept.current = now
      // Not keeping it is no reason to disturb: it is kept on this device in any case.
      call(updateProfile, { body: now }).catch(() => undefined)
    }, 600)
    return () => clearTimeout(timer)
  }, [language, theme, density, textSize])
  return null
}
