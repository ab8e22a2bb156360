/** What the built files of the vendor's pages are made of. */
import { beforeAll, expect, test } from 'vitest'
import { bundleScript } from '../../../tools/page-bundle.ts'
import { bundleServeFiles } from '../../../tools/serve-files.ts'

let built: Record<string, string>
beforeAll(async () => {
  built = await bundleServeFiles()
})

test('all are there by the names that the server asks for, the same again from the same sources', async () => {
  expect(Object.keys(built)).toEqual([
    'serve-start.js',
    'serve-license.js',
    'console-keep.js',
    'style.css',
    'openapi.json',
  ])
  expect(await bundleServeFiles()).toEqual(built)
})

test('the one that reads codes has no code of the vendor in it, and nothing of Node', async () => {
  const { inputs } = await bundleScript('pages/serve/start.ts')
  expect(inputs).toContain('pages/parts/thread.ts')
  expect(
    inputs.filter(path =>
      /^(?:node:|src\/(?:ledger|catalog|custody|issue|vendor|state)|vendor-tool)/.test(path),
    ),
  ).toEqual([])
})

test('they ask no network for anything, and make no code out of text', () => {
  for (const text of Object.values(built)) {
    expect(text).not.toMatch(/\bXMLHttpRequest\b|\bsendBeacon\b|\bWebSocket\b|\bEventSource\b/)
    expect(text).not.toMatch(/\bnew Function\(|[^.\w]eval\(|\.innerHTML/)
  }
})

test('the one that copies is small, as phones load it with the license', () => {
  expect(built['serve-license.js']?.length).toBeLessThan(4_000)
  expect(built['console-keep.js']?.length).toBeLessThan(2_000)
})
