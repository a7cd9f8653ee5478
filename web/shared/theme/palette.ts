/**
 * All colours of the project. Teal leads, warm grey carries, and the four status colours mean status and nothing
 * else. Each text colour holds 4.5:1 on every ground it is used on (palette.test.ts counts it).
 */
export interface Palette {
  readonly primary: string
  readonly primaryHover: string
  readonly primaryActive: string
  /** Grounds tinted with the primary colour: the selected row, the present menu entry. */
  readonly primaryGround: string
  readonly primaryGroundHover: string
  readonly onPrimary: string
  readonly ground: string
  readonly surface: string
  readonly raised: string
  readonly sunken: string
  readonly border: string
  readonly divider: string
  readonly controlBorder: string
  readonly text: string
  readonly textQuiet: string
  readonly textFaint: string
  readonly success: string
  readonly warning: string
  readonly error: string
  readonly info: string
  readonly successGround: string
  readonly warningGround: string
  readonly errorGround: string
  readonly infoGround: string
  readonly link: string
}

export const light: Palette = {
  primary: '#0f766e',
  primaryHover: '#128a80',
  primaryActive: '#0b5c56',
  primaryGround: '#e6f1ef',
  primaryGroundHover: '#d5e8e5',
  onPrimary: '#ffffff',
  ground: '#f6f4f1',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#faf9f7',
  border: '#e2ddd5',
  divider: '#ece8e2',
  controlBorder: '#bfb8ad',
  text: '#1f2524',
  textQuiet: '#565d5a',
  textFaint: '#6b716e',
  success: '#2f7a32',
  warning: '#9a5700',
  error: '#b3261e',
  info: '#1f5f9c',
  successGround: '#e9f3e6',
  warningGround: '#fdf1dc',
  errorGround: '#fcebe9',
  infoGround: '#e8f0f9',
  link: '#0f6a63',
}

export const dark: Palette = {
  primary: '#3fb5a8',
  primaryHover: '#5cc7bb',
  primaryActive: '#2f9b8f',
  primaryGround: '#17322f',
  primaryGroundHover: '#1d413d',
  onPrimary: '#06211e',
  ground: '#141817',
  surface: '#1c2120',
  raised: '#242a28',
  sunken: '#181d1c',
  border: '#343b39',
  divider: '#2a312f',
  controlBorder: '#58625f',
  text: '#e9ecea',
  textQuiet: '#b3bab7',
  textFaint: '#959d9a',
  success: '#7cc47f',
  warning: '#e5ac4d',
  error: '#f2867e',
  info: '#79b2ea',
  successGround: '#1c2f1e',
  warningGround: '#352a14',
  errorGround: '#3a1e1c',
  infoGround: '#1a2b3d',
  link: '#54c2b5',
}

/** For bright sun: black on white, borders that can be seen. */
export const contrastLight: Palette = {
  ...light,
  primary: '#00504a',
  primaryHover: '#006a62',
  primaryActive: '#003b36',
  ground: '#ffffff',
  sunken: '#ffffff',
  border: '#6b6f6d',
  divider: '#8b8f8d',
  controlBorder: '#2b2f2d',
  text: '#000000',
  textQuiet: '#1f2322',
  textFaint: '#333836',
  success: '#0c4f12',
  warning: '#6b3a00',
  error: '#8c0d08',
  info: '#083f78',
  link: '#004a45',
}

/**
 * Colours of categories on maps and charts, in this order. After Okabe and Ito's set for colour-blind readers,
 * each darkened to hold 3:1 on white; the last is for "other" and "unknown".
 */
export const categories = [
  '#0f766e',
  '#c8511b',
  '#3a66b1',
  '#a6437f',
  '#8a7000',
  '#2f8fbf',
  '#6b5b95',
  '#7a4a2b',
  '#4f7d2c',
  '#b8474a',
  '#5d6b74',
] as const

/** The same order on dark grounds. */
export const categoriesOnDark = [
  '#45bfb1',
  '#f08a55',
  '#86a9ea',
  '#e08abc',
  '#d9bf4a',
  '#6cc4ee',
  '#b3a3dd',
  '#c9936e',
  '#9ccb74',
  '#f09396',
  '#a3b0b8',
] as const

/** One tone from little to much, for amounts. */
export const amounts = ['#e3f1ee', '#b9dcd6', '#86c2b9', '#4fa297', '#1f8075', '#0b5c56', '#06403c'] as const

/** WCAG 2 contrast of two `#rrggbb` colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const channel = (from: number) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
