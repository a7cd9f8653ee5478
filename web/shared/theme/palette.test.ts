import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  categories,
  categoriesOnDark,
  contrast,
  contrastLight,
  dark,
  light,
  type Palette,
} from './palette.ts'

const palettes: Record<string, Palette> = { light, dark, contrastLight }

for (const [name, palette] of Object.entries(palettes)) {
  test(`${name}: every text colour holds its contrast on every ground it is used on`, () => {
    const least = name === 'contrastLight' ? 7 : 4.5
    const grounds = ['ground', 'surface', 'raised', 'sunken'] as const
    const texts = ['text', 'textQuiet', 'textFaint', 'link', 'success', 'warning', 'error', 'info'] as const
    for (const text of texts)
      for (const ground of grounds)
        assert.ok(
          contrast(palette[text], palette[ground]) >= least,
          `${text} on ${ground}: ${contrast(palette[text], palette[ground]).toFixed(2)} < ${least}`,
        )
    for (const status of ['success', 'warning', 'error', 'info'] as const)
      assert.ok(
        contrast(palette[status], palette[`${status}Ground`]) >= 4.5,
        `${status}: ${contrast(palette[status], palette[`${status}Ground`]).toFixed(2)}`,
      )
    for (const face of ['primary', 'primaryHover', 'primaryActive'] as const)
      assert.ok(contrast(palette.onPrimary, palette[face]) >= (face === 'primary' ? 4.5 : 3), `on ${face}`)
    assert.ok(contrast(palette.text, palette.primaryGroundHover) >= 4.5)
    assert.ok(contrast(palette.textQuiet, palette.primaryGround) >= 4.5)
  })
}

test('colours of categories are told from their ground', () => {
  for (const colour of categories) assert.ok(contrast(colour, light.surface) >= 3, colour)
  for (const colour of categoriesOnDark) assert.ok(contrast(colour, dark.surface) >= 3, colour)
  assert.equal(new Set(categories).size, categories.length)
  assert.equal(categories.length, categoriesOnDark.length)
})
