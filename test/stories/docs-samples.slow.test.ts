/**
 * The samples in the documents are what the tools print today. `npm run test:all -- FILE -u`, with the name of this file,
 * writes the documents again; keys, codes, ids and times stay as they stand there.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTerminal } from '../world/terminal.ts'
import { playSamples, type Shown, withSamples } from './docs-samples.ts'
import { followTutorial } from './docs-tutorial.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PAGES = readdirSync(join(ROOT, 'docs'), { encoding: 'utf8', recursive: true })
const TUTORIAL = 'docs/tutorial/first-activation.md'
const DOCUMENTS = ['README.md', ...PAGES.map(name => `docs/${name}`)].filter(
  name => name.endsWith('.md') && name !== TUTORIAL,
)

const missing = missingTerminal()
const title = missing === undefined ? 'the samples' : `the samples (skipped: ${missing})`

describe.skipIf(missing !== undefined)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-samples-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const known = new Map<string, string>()
  let shown: Shown
  beforeAll(async () => {
    shown = await playSamples(join(folder, 'story'))
  })

  test.each(DOCUMENTS)('of %s are what the tools print', async name => {
    const path = join(ROOT, name)
    await expect(withSamples(readFileSync(path, 'utf8'), shown, known)).toMatchFileSnapshot(path)
  })

  test('of the tutorial are what a reader sees who follows it', async () => {
    const path = join(ROOT, TUTORIAL)
    const page = readFileSync(path, 'utf8')
    const followed = await followTutorial(page, join(folder, 'tutorial'))
    await expect(withSamples(page, followed, new Map())).toMatchFileSnapshot(path)
  })
})
