/** Owns `npm run pages`: builds the pages into dist/pages, each as one self-contained HTML file. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './bundle.ts'
import { bundlePage } from './page-bundle.ts'

/** The pages by the name of their file. */
const PAGES = { scan: 'pages/scan' } as const

const folder = join(ROOT, 'dist', 'pages')
await mkdir(folder, { recursive: true })
for (const [name, source] of Object.entries(PAGES)) {
  const { html } = await bundlePage(source)
  const path = join(folder, `${name}.html`)
  await writeFile(path, html)
  process.stdout.write(`${path}  ${Math.round(html.length / 1000).toLocaleString('en')} kB\n`)
}
