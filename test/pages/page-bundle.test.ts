/** What the built scan page is made of: one file that names its own script and style, and nothing else. */
import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { bundlePage, contentSecurityPolicy, type PageText } from '../../tools/page-bundle.ts'

let page: PageText
beforeAll(async () => {
  page = await bundlePage('pages/scan')
})

function textOf(tag: string): string {
  return new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page.html)?.[1] ?? ''
}

test('the policy names the script and the style by their hashes', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page.html)?.[1]
  expect(policy).toBe(contentSecurityPolicy(textOf('script'), textOf('style')))
  for (const tag of ['script', 'style']) {
    const hash = createHash('sha256').update(textOf(tag)).digest('base64')
    expect(policy).toContain(`${tag}-src 'sha256-${hash}'`)
  }
  expect(policy).toMatch(/^default-src 'none';/)
  expect(policy).not.toContain('unsafe-inline')
  expect(policy).not.toContain("'unsafe-eval'")
})

test('it is the first that the page says, so that it holds for all that follows', () => {
  const head = page.html.slice(0, page.html.indexOf('http-equiv'))
  expect(head.match(/<[a-z]+/g)).toEqual(['<html', '<head', '<meta', '<meta'])
})

test('nothing in it has an address of its own', () => {
  const markup = page.html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
  expect(markup).not.toMatch(/\b(?:src|srcset|action|ping)=/)
  expect(markup.match(/\bhref="(?!data:)/g)).toBe(null)
  expect(textOf('style')).not.toMatch(/url\(|@import/)
})

test('it holds the protocol and no code of the vendor, and nothing of Node', () => {
  expect(page.inputs).toContain('src/browser/door.ts')
  expect(page.inputs.filter(path => /^src\/(ledger|catalog|custody|issue|vendor|state)/.test(path))).toEqual(
    [],
  )
  expect(page.inputs.filter(path => path.startsWith('node:'))).toEqual([])
  // the readers with their files
  expect(page.inputs).toContain('pages/parts/thread.ts')
  expect(page.inputs).not.toContain('src/carrier/picture/thread.ts')
})

test('the same sources give the same page', async () => {
  expect((await bundlePage('pages/scan')).html === page.html).toBe(true)
})

test('it is small enough to mail', () => {
  expect(page.html.length).toBeLessThan(2_060_000)
})
