/**
 * Owns a real browser for tests: Chromium where the machine has it, without a window and without a network of its own,
 * with a camera that plays a film, with none, or with a person who says no; and the drop of a file, which no driver makes.
 */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PATHS = [
  process.env.AIRLATCH_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const found = PATHS.find(path => path !== undefined && existsSync(path))

/** Why there is none, for a test that is skipped; undefined when there is one. */
export function missingChromium(): string | undefined {
  if (found !== undefined) return undefined
  return 'needs Chromium (Debian: apt-get install chromium; elsewhere Chrome, or AIRLATCH_CHROMIUM=PATH)'
}

/** Less than a test may take, so that one that waits for nothing reports what it waited for. */
export const PATIENCE_MS = 300_000

export type Camera = { readonly film: string } | 'none' | 'denied'

/** The caller closes it. */
export function startChromium(camera: Camera = 'none'): Promise<Browser> {
  return chromium.launch({
    executablePath: found as string,
    timeout: PATIENCE_MS,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...cameraFlags(camera),
    ],
  })
}

function cameraFlags(camera: Camera): readonly string[] {
  if (camera === 'none') return ['--use-fake-ui-for-media-stream']
  if (camera === 'denied')
    return ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny']
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${camera.film}`,
  ]
}

/** A page that is watched: what it asks any network for, and what its console complains of. */
export interface WatchedPage {
  readonly page: Page
  /** Addresses that are no file, no blob and no data. */
  readonly asked: readonly string[]
  readonly complaints: readonly string[]
}

/** `at`: what the page's clock says and keeps saying, in seconds since 1970. */
export async function openPage(
  browser: Browser,
  address: string,
  at: number,
  look: Parameters<Browser['newContext']>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ acceptDownloads: true, ...look })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', request => {
    if (!/^(file|blob|data):/.test(request.url())) asked.push(request.url())
  })
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  await page.clock.setFixedTime(at * 1000)
  await page.goto(address)
  return { page, asked, complaints }
}

/** A drop as the browser makes it when a file is let go over the page. */
export async function drop(page: Page, name: string, bytes: Uint8Array | number): Promise<void> {
  const base64 = typeof bytes === 'number' ? '' : Buffer.from(bytes).toString('base64')
  const size = typeof bytes === 'number' ? bytes : 0
  await page.evaluate(
    ([name, base64, size]) => {
      const content = size > 0 ? new Uint8Array(size) : Uint8Array.from(atob(base64), c => c.charCodeAt(0))
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([content], name))
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    [name, base64, size] as const,
  )
}
