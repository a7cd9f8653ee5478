import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import enGB from 'antd/es/locale/en_GB.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import { type ReactNode, useEffect, useLayoutEffect, useMemo } from 'react'
import { type Language, useLanguage } from '../text/language.ts'
import { useAppearance, useShade } from './appearance.ts'
import './global.css'
import { quietIcons } from './quiet-icons.ts'
import { palettes, themeOf } from './tokens.ts'

/** Theme, language and toasts for a whole application. Everything below is mounted anew when the language changes. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const appearance = useAppearance()
  const shade = useShade()
  const language = useLanguage()
  const theme = useMemo(() => themeOf(appearance, shade), [appearance, shade])

  useLayoutEffect(() => {
    const root = document.documentElement
    root.classList.add('liuhui')
    root.lang = language === 'zh' ? 'zh-CN' : 'en'
    root.dataset.shade = shade
    root.dataset.density = appearance.density
    root.dataset.text = appearance.textSize
    for (const [name, value] of Object.entries(palettes[shade])) {
      root.style.setProperty(`--lh-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value)
    }
  }, [appearance, shade, language])

  useEffect(quietIcons, [])

  return (
    <ConfigProvider
      theme={theme}
      locale={locales[language]}
      csp={csp}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: true, scrollToFirstError: { focus: true, block: 'center' } }}
    >
      <App component={false} message={{ maxCount: 3 }} key={language}>
        {children}
      </App>
    </ConfigProvider>
  )
}

/** The nonce of this page's content policy, so that the theme's styles are allowed without allowing everybody's. */
const csp = { nonce: document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '' }

// Bundled as ES modules these are the locales themselves; the compiler, reading them as CommonJS, sees a wrapper.
const locales = { zh: zhCN, en: enGB } as unknown as Record<Language, ConfigProviderProps['locale']>
