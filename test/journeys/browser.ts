import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'

/** The two sizes every screen must look right at. */
export const DESK = { width: 1366, height: 768 }
export const TABLET = { width: 1024, height: 768 }

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
]

/** A headless browser: the machine's own Chromium when it has one, else the one that came with the packages. */
export async function openBrowser(): Promise<Browser> {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    existsSync,
  )
  if (installed && !process.env.LIUHUI_PACKAGED_BROWSER)
    return chromium.launch({ executablePath: installed, args: FLAGS })
  const { default: packaged } = await import('@sparticuz/chromium')
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...FLAGS, '--single-process', '--no-zygote'],
  })
}

/** The address of the server that the test command started. */
export function serverAddress(): string {
  const address = process.env.LIUHUI_TEST_ADDRESS
  if (!address) throw new Error('journeys need a running server: start them with `npm test -- journeys`')
  return address
}

export interface AxeFault {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly nodes: readonly string[]
}

/** Serious and critical accessibility faults that axe finds on the page as it stands. */
export async function findSeriousFaults(page: Page): Promise<AxeFault[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await page.evaluate(source)
  // What fades in is judged when it has come, not while it is half there.
  await page.evaluate(async () => {
    const running = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    await Promise.race([
      Promise.allSettled(running.map((one) => one.finished)),
      new Promise((resolve) => setTimeout(resolve, 2000)),
    ])
  })
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; help: string; nodes: { html: string }[] }[]
        }>
      }
    }
    const result = await axe.run()
    return result.violations
      .filter((fault) => fault.impact === 'serious' || fault.impact === 'critical')
      .map(({ id, impact, help, nodes }) => ({
        id,
        impact,
        help,
        nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)),
      }))
  })
}
