/**
 * The main job in German: each command a process of its own, the language by --lang, by our variable and by the system's.
 * What programs read is the same in every language.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const TOOL = `${import.meta.dirname}/../../client-tool/main.ts`

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop({ processes: true })
  key = await shop.key('--activations', '10')
  // makes its folder
  shop.client('a')
})
afterAll(() => shop?.remove())

interface Spoken {
  readonly words?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The four ways to ask for German. */
const WAYS: readonly (readonly [name: string, spoken: Spoken])[] = [
  ['--lang de', { words: ['--lang', 'de'] }],
  ['AIRLATCH_LANG', { env: { AIRLATCH_LANG: 'de', LC_ALL: 'C' } }],
  ['LC_ALL', { env: { LC_ALL: 'de_AT.UTF-8', LANG: 'en_US.UTF-8' } }],
  ['LANG', { env: { LANG: 'de_DE.UTF-8' } }],
]

function airlatch(commandLine: readonly string[], { words = [], env = {} }: Spoken = {}, home = 'home') {
  return runProcess(process.execPath, [TOOL, '--home', shop.at('a', home), ...commandLine, ...words], {
    folder: shop.at('a'),
    env,
  })
}

describe.each(WAYS)('an activation in German, by %s', (name, spoken) => {
  const home = name.replace(/\W/g, '')

  test('from the first refusal to the license and its end', async () => {
    const run = (...commandLine: readonly string[]) => airlatch(commandLine, spoken, home)
    const none = await run('--kit', shop.at('vendor', 'scope.kit'), 'status')
    expect([none.exit, none.err]).toEqual([
      1,
      expect.stringContaining('wurde keine Lizenz für "scope" gefunden'),
    ])
    expect(none.err).toContain('Hinweis: ')

    const request = shop.at('a', `${home}.txt`)
    const asked = await run('--kit', shop.at('vendor', 'scope.kit'), 'request', key, '-o', request)
    expect(asked.out).toMatch(/^Anfrage +.*\nComputer-ID +/)
    const mistyped = await run(
      'request',
      key.replace(/.$/, last => (last === '0' ? '1' : '0')),
    )
    expect([mistyped.exit, mistyped.err]).toEqual([1, expect.stringContaining('ist falsch eingegeben')])

    const license = shop.at('vendor', `${home}.license`)
    await must(shop.vendor('issue', request, '-o', license))
    expect((await run('install', license)).out).toContain('ist auf diesem Computer aktiviert')
    expect((await run('status')).out).toMatch(/^Status +gültig$/m)
    const without = await run('status', '--feature', 'none')
    expect([without.exit, without.err]).toEqual([
      1,
      expect.stringContaining('nicht in der Lizenz enthalten: none'),
    ])

    const unasked = await run('deactivate')
    expect([unasked.exit, unasked.err]).toEqual([2, expect.stringContaining('Bestätigen Sie im Terminal')])
    expect((await run('deactivate', '--yes', '-o', shop.at('a', `${home}.receipt`))).out).toContain(
      'deaktiviert',
    )
    expect((await run('status')).err).toContain('wurde auf diesem Computer am')
  })
})

describe('in each language', () => {
  test('our variable decides before those of the system', async () => {
    const env = { LC_ALL: 'de_DE.UTF-8', AIRLATCH_LANG: 'en' }
    expect((await airlatch(['inspect', shop.at('vendor', 'scope.kit')], { env })).out).not.toContain(
      'Hersteller',
    )
  })

  test('JSON is the same in every language, but for message, hint and warnings', async () => {
    const spoken = async (lang: string, ...words: readonly string[]) => {
      const { out } = await airlatch([...words, '--json', '--lang', lang], {}, 'LANG')
      return JSON.parse(out)
    }
    for (const words of [['status'], ['inspect', shop.at('a', 'LANG.txt')], ['computer', '--components']])
      expect(withoutSentences(await spoken('de', ...words))).toEqual(
        withoutSentences(await spoken('en', ...words)),
      )
    const [german, english] = [
      await spoken('de', 'status', '--feature', 'none'),
      await spoken('en', 'status', '--feature', 'none'),
    ]
    expect(german.error.message).not.toBe(english.error.message)
    expect(withoutSentences(german)).toEqual(withoutSentences(english))
  })

  test('help is German, and a language that is not spoken is refused', async () => {
    expect((await airlatch(['install', '--help', '--lang', 'de'])).out).toMatch(
      /\nOptionen\n[\s\S]*\nBeispiele\n[\s\S]*Rückgabewerte/,
    )
    const french = await airlatch(['status', '--lang', 'fr'])
    expect([french.exit, french.err]).toEqual([2, expect.stringContaining('--lang')])
    expect((await airlatch(['status', '--foo', '--lang', 'de'])).err).toContain('unbekannte Option --foo')
  })
})

/** Without what is said for people, and without the time of the clock. */
function withoutSentences(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, item) =>
      ['message', 'hint', 'warnings'].includes(name) || /^20.*, not set back$/.test(item) ? '' : item,
    ),
  )
}
