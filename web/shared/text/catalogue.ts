import { currentLanguage, type Language } from './language.ts'

/**
 * Catalogues of texts. Chinese is the source: its keys and its `{names}` are what the compiler checks English
 * and every use against. A module has one catalogue, `web/shared/text/<module>.ts`, which travels with its lazy
 * screens:
 *
 *     const zh = { 'list.title': '零售户', 'list.found': '共 {count} 户' } as const
 *     const en: EnglishOf<typeof zh> = { 'list.title': 'Customers', 'list.found': '{count} customers' }
 *     export const t = catalogue(zh, en)
 *
 *     t('list.found', { count: 12 })
 *
 * Call `t` while rendering, never while a file is loaded: the language may change.
 * Texts of violations (`violation.VIS-10`) and of input fields (`field.login`) may stand in any catalogue; they are
 * found from everywhere through `sayViolation`.
 */
export type EnglishOf<Source> = { readonly [Key in keyof Source]: string }

/** The names in braces of one text: `'共 {count} 户'` gives `'count'`. */
type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

type Values = Readonly<Record<string, string | number | boolean | null>>

export type Arguments<Text> = [NamesIn<Text>] extends [never]
  ? []
  : [values: { readonly [Name in NamesIn<Text>]: string | number }]

export interface Translate<Source> {
  <Key extends keyof Source & string>(key: Key, ...values: Arguments<Source[Key]>): string
  /** For keys made of data, such as `status.${status}`: the text, or the key's last part when there is none. */
  readonly loose: (key: string, values?: Values) => string
  readonly has: (key: string) => key is keyof Source & string
  /** Every key with its Chinese and English text, for checks. */
  readonly entries: () => readonly (readonly [key: string, texts: readonly [zh: string, en: string]])[]
}

export function catalogue<const Source extends Readonly<Record<string, string>>>(
  zh: Source,
  en: EnglishOf<Source>,
): Translate<Source> {
  const texts: Record<Language, Readonly<Record<string, string>>> = { zh, en }
  for (const key of Object.keys(zh)) {
    if (key.startsWith('violation.') || key.startsWith('field.')) sharedTexts.set(key, texts)
  }
  const say = (key: string, values?: Values) =>
    fill(texts[currentLanguage()][key] ?? texts.zh[key] ?? key, values)
  return Object.assign(say, {
    loose: (key: string, values?: Values) =>
      key in zh ? say(key, values) : key.slice(key.lastIndexOf('.') + 1),
    has: (key: string): key is keyof Source & string => key in zh,
    entries: () => Object.entries(zh).map(([key, text]) => [key, [text, texts.en[key] ?? '']] as const),
  }) as Translate<Source>
}

const sharedTexts = new Map<string, Record<Language, Readonly<Record<string, string>>>>()

/** A text registered by any loaded catalogue; undefined when none has the key. */
export function sharedText(key: string, values?: Values): string | undefined {
  const text = sharedTexts.get(key)?.[currentLanguage()][key]
  return text === undefined ? undefined : fill(text, values)
}

export function hasSharedText(key: string): boolean {
  return sharedTexts.has(key)
}

/** Puts values where their names stand in braces; an unknown name stays visible, so that a mistake is seen. */
export function fill(text: string, values?: Values): string {
  if (!values) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : String(value ?? '—')
  })
}
