/** Commands that were typed wrongly: exit code 2, a hint that names the help, nothing done. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import { probeComputer } from '../../src/client/door.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { refusal } from '../world/refusal.ts'
import { openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

const CREATE = ['key', 'create', '--product', 'scope']

describe('used wrongly', () => {
  test.each<[string, readonly string[], string]>([
    ['no command', [], 'usage'],
    ['half a command', ['product'], 'usage'],
    ['an unknown command', ['frobnicate'], 'usage'],
    ['an unknown flag', ['product', 'list', '--frobnicate'], 'usage'],
    ['a mistyped flag', [...CREATE, '--activation', '2'], 'usage'],
    ['a missing argument', ['product', 'show'], 'usage'],
    ['an argument too many', ['product', 'show', 'scope', 'meter'], 'usage'],
    ['a missing required flag', ['key', 'create'], 'usage'],
    ['a flag without its value', [...CREATE, '--email'], 'usage'],
    ['a flag given twice', [...CREATE, '--activations', '2', '--activations', '3'], 'usage'],
    ['its short form and its long one', ['issue', 'x', '-o', 'a', '--output', 'b'], 'usage'],
    [
      'a value that is none of the choices',
      [...CREATE, '--duration', '3', '--duration-from', 'birth'],
      'usage',
    ],
    ['a start of days without days', [...CREATE, '--duration-from', 'creation'], 'invalid-value'],
    ['no request to issue', ['issue'], 'usage'],
    ['an empty word for a request', ['issue', ''], 'usage'],
    ['an empty word for a request code', ['issue', '--typed', ''], 'usage'],
    ['a fraction', [...CREATE, '--activations', '1.5'], 'invalid-value'],
    ['no activations', [...CREATE, '--activations', '0'], 'invalid-value'],
    ['a negative number', [...CREATE, '--activations=-1'], 'invalid-value'],
    ['an unknown setting', ['settings', 'set', 'allow-everything', 'true'], 'invalid-value'],
    [
      'a setting that is neither yes nor no',
      ['settings', 'set', 'allow-generic-keys', 'perhaps'],
      'invalid-value',
    ],
    ['nothing to change', ['product', 'set', 'scope'], 'usage'],
    ['a product id that is a path', ['product', 'create', '../scope', '--name', 'x'], 'invalid-value'],
    ['a product id that is a device', ['product', 'create', 'con', '--name', 'x'], 'invalid-value'],
    ['an empty name', ['product', 'create', 'x', '--name', ''], 'invalid-value'],
    ['a feature of an unknown type', ['product', 'set', 'scope', '--feature', 'a:float'], 'invalid-value'],
    ['a match of more than there is', ['product', 'set', 'scope', '--match', '5/4'], 'invalid-value'],
    [
      'a release day without a release',
      ['product', 'set', 'scope', '--release-date', '2026-01-01'],
      'invalid-value',
    ],
  ])('%s', async (_name, words, code) => {
    const { hint } = await refusal(shop.at(), () => shop.vendor(...words), code, 2)
    if (code === 'usage') expect(hint).toMatch(/run "airlatch-vendor.* --help"/)
  })

  test.each([
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '01.02.2026',
    '1969-12-31',
    '2020-01-01',
    'tomorrow',
    '',
    '2027-12-31T24:00:00Z',
    '2027-12-31T12:00:00',
    '2027-12-31T12:00:00+01:00',
  ])('QC-25: the date "%s" does not exist, is over or is no date', async date => {
    await refusal(shop.at(), () => shop.vendor(...CREATE, `--expires=${date}`), 'invalid-value', 2)
  })

  test('QC-25: 29 February of a leap year exists', async () => {
    expect((await shop.vendor(...CREATE, '--expires', '2028-02-29')).value.keys[0].expires).toBe('2028-02-29')
  })

  test('a client without a kit, with a version that is none', async () => {
    const fresh = shop.computer('fresh')
    await refusal(shop.at(), () => fresh('status'), 'kit-missing', 2)
    const a = shop.client('a')
    const key = await shop.key()
    for (const version of ['', 'two point one', 'x'.repeat(33)])
      await refusal(shop.at(), () => a('request', key, '--app-version', version), 'invalid-value', 2)
    await refusal(shop.at(), () => a('status', '--release-date', '2026-02-30'), 'invalid-value', 2)
  })

  test('a command that was nearly right is suggested', async () => {
    const { message } = await refusal(shop.at(), () => shop.vendor('isue'), 'usage', 2)
    expect(message).toContain('issue')
  })
})

describe('what is printed for people', () => {
  const HOSTILE = 'Scope\u202e\u2066 orP\u200b'
  const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

  async function textOf(tool: 'vendor' | 'client', ...words: readonly string[]): Promise<string> {
    let text = ''
    const write = (more: string) => {
      text += more
    }
    const home = ['--home', shop.at(tool === 'vendor' ? 'vendor' : 'a', 'home')]
    const streams = { out: write, err: write }
    if (tool === 'vendor') await runTool(vendorTool, [...home, ...words], streams)
    else await runTool(clientTool(probeComputer), [...home, ...words], streams)
    return text
  }

  test('names with marks and escape sequences are shown as what they are', async () => {
    const created = await textOf('vendor', 'product', 'create', 'evil', '--name', HOSTILE)
    expect(created).toContain('Scope\\u{202e}\\u{2066} orP\\u{200b}')
    const listings = [
      await textOf('vendor', 'product', 'list'),
      await textOf('vendor', 'kit', 'evil', '-o', shop.at('evil.kit')),
      await textOf('client', '--kit', shop.at('evil.kit'), 'inspect', shop.at('evil.kit')),
      await textOf(
        'vendor',
        'key',
        'create',
        '--product',
        'evil',
        '--user-data',
        '\u001b[2J\u001b]0;x\u0007',
      ),
      await textOf('vendor', 'issue', shop.at('\u001b[31mred.txt'), '-o', shop.at('vendor')),
      await textOf('vendor', 'issue', '\u001b[31mred.txt'),
      await textOf('vendor', '\u001b[31mred'),
      await textOf('vendor', 'product', 'list', '--\u001b[31mred'),
      await textOf('vendor', 'key', 'create', '--product', '\u001b[31mred'),
    ]
    for (const text of [created, ...listings]) {
      expect(text).not.toBe('')
      expect(text.replaceAll('\n', '')).not.toMatch(UNSAFE)
    }
  })

  test('words behind "--" are no flags', async () => {
    expect(await textOf('vendor', 'inspect', '--', '--json')).toMatch(
      /file-not-found: file "--json" was not found/,
    )
  })

  test('control characters in a name that others read are refused', async () => {
    for (const name of ['a\u001b[31m', 'a\nb', ' padded ', 'x'.repeat(65)])
      await refusal(
        shop.at(),
        () => shop.vendor('product', 'create', 'x', '--name', name),
        'invalid-value',
        2,
      )
  })
})
