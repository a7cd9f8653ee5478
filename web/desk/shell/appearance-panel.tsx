import { Segmented } from 'antd'
import { setLanguage, useLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/shell.ts'
import { type Appearance, setAppearance, useAppearance } from '../../shared/theme/appearance.ts'

/** Language and look, wherever they are offered: header, sign-in, profile. */
export function AppearancePanel() {
  const appearance = useAppearance()
  const language = useLanguage()
  return (
    <div className="look">
      <Choice
        label={t('look.language')}
        value={language}
        options={[
          ['zh', t('language.zh')],
          ['en', t('language.en')],
        ]}
        onChange={setLanguage}
      />
      <Choice
        label={t('look.theme')}
        value={appearance.theme}
        options={[
          ['light', t('look.theme.light')],
          ['dark', t('look.theme.dark')],
          ['contrast', t('look.theme.contrast')],
          ['system', t('look.theme.system')],
        ]}
        onChange={(theme: Appearance['theme']) => setAppearance({ theme })}
      />
      <Choice
        label={t('look.text')}
        value={appearance.textSize}
        options={[
          ['normal', t('look.text.normal')],
          ['large', t('look.text.large')],
          ['elder', t('look.text.elder')],
        ]}
        onChange={(textSize: Appearance['textSize']) => setAppearance({ textSize })}
      />
      <Choice
        label={t('look.density')}
        value={appearance.density}
        options={[
          ['comfortable', t('look.density.comfortable')],
          ['compact', t('look.density.compact')],
        ]}
        onChange={(density: Appearance['density']) => setAppearance({ density })}
      />
    </div>
  )
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onChange: (value: Value) => void
}) {
  return (
    <div className="look-row">
      <span className="look-label">{label}</span>
      <Segmented<Value>
        aria-label={label}
        value={value}
        onChange={onChange}
        options={options.map(([choice, text]) => ({ value: choice, label: text }))}
      />
    </div>
  )
}
