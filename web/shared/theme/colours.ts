import type { Shade } from './appearance.ts'
import { amounts, categories, categoriesOnDark } from './palette.ts'

/**
 * Colours for data. The same thing has the same colour everywhere: take the index of its value in the constant list
 * of its contract (`FORMATS.indexOf(format)`), never its place in one answer.
 */
export function categoryColour(index: number, shade: Shade, count = 0): string {
  const colours = shade === 'dark' ? categoriesOnDark : categories
  if (index < 0) return otherColour(shade)
  const named = colours.length - 1
  if (count <= named && index < named) return colours[index]!
  return index < named ? colours[index]! : manyColour(index, shade)
}

/** For "other" and "unknown". */
export function otherColour(shade: Shade): string {
  return (shade === 'dark' ? categoriesOnDark : categories).at(-1)!
}

/** Far more things than colours a person can tell apart, such as sixty people: neighbours at least differ. */
function manyColour(index: number, shade: Shade): string {
  const hue = (index * 137.508) % 360
  const lightness = shade === 'dark' ? 62 + (index % 3) * 6 : 34 + (index % 3) * 7
  return hslToHex(hue, 45 + (index % 2) * 18, lightness)
}

/** One tone from little (0) to much (1). */
export function amountColour(share: number): string {
  return amounts[Math.max(0, Math.min(amounts.length - 1, Math.floor(share * amounts.length)))]!
}

function hslToHex(hue: number, saturation: number, lightness: number): string {
  const s = saturation / 100
  const l = lightness / 100
  const part = (offset: number) => {
    const k = (offset + hue / 30) % 12
    const value = l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${part(0)}${part(8)}${part(4)}`
}
