/**
 * Owns `npm run pages`: builds the pages into dist/pages, each as one self-contained HTML file, and the files for the
 * vendor's own pages, which `airlatch-vendor serve` generates (vendor-tool/web) and delivers with them.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './bundle.ts'
import { bundlePage } from './page-bundle.ts'
import { bundleServeFiles } from './serve-files.ts'

/** The pages by file name. */
const PAGES = { scan: 'pages/scan' } as const

const folder = join(ROOT, 'dist', 'pages')
await mkdir(folder, { recursive: true })
for (const [name, source] of Object.entries(PAGES)) {
  const { html } = await bundlePage(source)
  await write(`${name}.html`, html)
}
for (const [name, text] of Object.entries(await bundleServeFiles())) await write(name, text)

async function write(name: string, text: string): Promise<void> {
  const path = join(folder, name)
  // replaced at once, because `activate --page` may read it meanwhile
  const part = `${path}.${process.pid}`
  await writeFile(part, text)
  await rename(part, path)
  process.stdout.write(`${path}  ${Math.round(text.length / 1000).toLocaleString('en')} kB\n`)
}
