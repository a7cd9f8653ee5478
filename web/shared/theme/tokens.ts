import { theme as antdTheme, type ThemeConfig } from 'antd'
import type { Appearance, Shade } from './appearance.ts'
import { contrastLight, dark, light, type Palette } from './palette.ts'

export const palettes: Readonly<Record<Shade, Palette>> = { light, dark, contrast: contrastLight }

/** Text size, height of targets and padding of cells, in CSS pixels. */
export function measuresOf({ density, textSize }: Pick<Appearance, 'density' | 'textSize'>) {
  if (textSize === 'elder')
    return { text: 18, control: 60, small: 60, large: 64, cell: 18, gap: 20, radius: 10 }
  const isCompact = density === 'compact'
  if (textSize === 'large')
    return isCompact
      ? { text: 16, control: 34, small: 28, large: 42, cell: 6, gap: 14, radius: 6 }
      : { text: 16, control: 42, small: 32, large: 48, cell: 11, gap: 18, radius: 7 }
  return isCompact
    ? { text: 13, control: 28, small: 22, large: 34, cell: 5, gap: 12, radius: 5 }
    : { text: 14, control: 34, small: 26, large: 42, cell: 9, gap: 16, radius: 6 }
}

export const FONTS =
  '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, -apple-system, "Segoe UI", sans-serif'

/** The one theme of Ant Design, made from the palette and the measures. */
export function themeOf(appearance: Appearance, shade: Shade): ThemeConfig {
  const palette = palettes[shade]
  const measures = measuresOf(appearance)
  const isDark = shade === 'dark'
  const isElder = appearance.textSize === 'elder'
  return {
    algorithm: isDark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    hashed: false,
    cssVar: { key: 'liuhui' },
    token: {
      fontFamily: FONTS,
      fontSize: measures.text,
      controlHeight: measures.control,
      controlHeightSM: measures.small,
      controlHeightLG: measures.large,
      borderRadius: measures.radius,
      motion: !prefersStillness(),
      motionUnit: 0.08,
      wireframe: false,

      colorPrimary: palette.primary,
      colorPrimaryHover: palette.primaryHover,
      colorPrimaryActive: palette.primaryActive,
      colorPrimaryBg: palette.primaryGround,
      colorPrimaryBgHover: palette.primaryGroundHover,
      colorPrimaryText: palette.link,
      colorLink: palette.link,
      colorLinkHover: palette.primaryHover,
      colorLinkActive: palette.primaryActive,
      colorSuccess: palette.success,
      colorSuccessBg: palette.successGround,
      colorSuccessText: palette.success,
      colorWarning: palette.warning,
      colorWarningBg: palette.warningGround,
      colorWarningText: palette.warning,
      colorError: palette.error,
      colorErrorBg: palette.errorGround,
      colorErrorText: palette.error,
      colorInfo: palette.info,
      colorInfoBg: palette.infoGround,
      colorInfoText: palette.info,

      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorBgSpotlight: isDark ? '#39423f' : '#2b3331',
      colorBorder: palette.controlBorder,
      colorBorderSecondary: palette.border,
      colorSplit: palette.divider,
      colorText: palette.text,
      colorTextHeading: palette.text,
      colorTextSecondary: palette.textQuiet,
      colorTextTertiary: palette.textFaint,
      colorTextDescription: palette.textQuiet,
      colorTextPlaceholder: palette.textFaint,
      colorTextQuaternary: palette.textFaint,
      colorIcon: palette.textQuiet,
      colorIconHover: palette.text,
      colorFillAlter: palette.sunken,
      controlItemBgHover: isDark ? '#262d2b' : '#f3f0ec',
      controlItemBgActive: palette.primaryGround,
      controlItemBgActiveHover: palette.primaryGroundHover,
      controlOutlineWidth: shade === 'contrast' ? 3 : 2,
      lineWidthFocus: 3,
      boxShadow: isDark ? '0 6px 20px rgb(0 0 0 / 45%)' : '0 6px 20px rgb(31 37 36 / 12%)',
      boxShadowSecondary: isDark ? '0 6px 24px rgb(0 0 0 / 55%)' : '0 6px 24px rgb(31 37 36 / 14%)',
    },
    components: {
      Button: {
        primaryColor: palette.onPrimary,
        // The lighter hover colour of the theme would not hold 4.5:1 as text.
        defaultHoverColor: palette.primary,
        defaultShadow: 'none',
        primaryShadow: 'none',
        dangerShadow: 'none',
        dangerColor: isDark ? palette.onPrimary : '#ffffff',
        fontWeight: 500,
      },
      Table: {
        headerBg: palette.sunken,
        headerColor: palette.textQuiet,
        headerSplitColor: 'transparent',
        rowHoverBg: isDark ? '#222826' : '#f8f6f3',
        rowSelectedBg: palette.primaryGround,
        rowSelectedHoverBg: palette.primaryGroundHover,
        borderColor: palette.divider,
        cellPaddingBlock: measures.cell,
        cellPaddingBlockMD: measures.cell,
        cellPaddingBlockSM: Math.max(4, measures.cell - 3),
        cellPaddingInline: appearance.density === 'compact' ? 8 : 12,
        cellPaddingInlineSM: 8,
        headerBorderRadius: 0,
        stickyScrollBarBg: palette.controlBorder,
      },
      Tabs: { titleFontSize: measures.text, horizontalItemGutter: 24 },
      Form: {
        labelColor: palette.textQuiet,
        itemMarginBottom: measures.gap + 4,
        verticalLabelPadding: '0 0 4px',
      },
      Tooltip: { colorTextLightSolid: '#ffffff' },
      Checkbox: { colorWhite: palette.onPrimary, controlInteractiveSize: isElder ? 26 : 16 },
      Radio: { controlInteractiveSize: isElder ? 26 : 16 },
      Switch: isElder ? { trackHeight: 36, trackMinWidth: 66 } : {},
      Tag: { defaultBg: palette.sunken, defaultColor: palette.textQuiet },
      Segmented: { trackBg: palette.sunken, itemSelectedBg: palette.surface },
      Modal: { titleFontSize: measures.text + 2 },
      Drawer: {},
      Pagination: {},
      Card: { headerFontSize: measures.text + 1 },
    },
  }
}

function prefersStillness(): boolean {
  return typeof matchMedia !== 'undefined' && matchMedia('(prefers-reduced-motion: reduce)').matches
}
