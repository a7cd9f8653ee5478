export interface PastedMove {
  readonly code: string
  readonly lon?: number
  readonly lat?: number
}

/**
 * Lines pasted from a sheet: a customer code, then perhaps longitude and latitude, divided by tabs, commas (also
 * Chinese ones) or blanks. A head line and repeated codes are left out; the last position of a code counts.
 */
export function parsePasted(text: string): readonly PastedMove[] {
  const found = new Map<string, PastedMove>()
  for (const line of text.split(/\r?\n/)) {
    const [code, lonText, latText] = line
      .trim()
      .split(/[\t,，;；\s]+/)
      .filter(Boolean)
    if (!code || !/\d/.test(code)) continue
    const lon = Number(lonText)
    const lat = Number(latText)
    const isPlace =
      lonText !== undefined && latText !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    found.set(code, isPlace ? { code, lon, lat } : { code })
  }
  return [...found.values()]
}
