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
  key = await shop.key()
  // makes its folder
  shop.client('a')
})
afterAll(() => shop?.remove())

function airlatch(words: readonly string[], named: Readonly<Record<string, string>> = {}) {
  return runProcess(process.execPath, [TOOL, '--home', shop.at('a', 'home'), ...words], {
    folder: shop.at('a'),
    env: named,
  })
}

describe('an activation in German', () => {
  test('from the refusal to the license, in answers and errors', async () => {
    const kit = ['--kit', shop.at('vendor', 'scope.kit')]
    const none = await airlatch([...kit, 'status', '--lang', 'de'])
    expect(none.exit).toBe(1)
    expect(none.err).toContain('auf diesem Computer wurde keine Lizenz für "scope" gefunden')
    expect(none.err).toContain('Hinweis: ')

    const request = shop.at('a', 'request.txt')
    const asked = await airlatch([...kit, '--lang=de', 'request', key, '-o', request])
    expect(asked.out).toMatch(/^Anfrage +.*\nComputer-ID +/)
    const license = shop.at('vendor', 'license.txt')
    await must(shop.vendor('issue', request, '-o', license))
    const installed = await airlatch(['install', license], { AIRLATCH_LANG: 'de' })
    expect(installed.out).toContain('ist auf diesem Computer aktiviert')
    const valid = await airlatch(['status'], { LC_ALL: 'de_DE.UTF-8' })
    expect(valid.out).toMatch(/^Status +gültig$/m)
    expect((await airlatch(['status'], { LC_ALL: 'de_DE.UTF-8', AIRLATCH_LANG: 'en' })).out).toMatch(
      /^status +valid$/m,
    )
  })

  test('JSON is the same in every language, but for message and hint', async () => {
    const spoken = async (lang: string, ...words: readonly string[]) => {
      const { out } = await airlatch([...words, '--json', '--lang', lang])
      return JSON.parse(out)
    }
    for (const words of [['status'], ['inspect', shop.at('a', 'request.txt')], ['computer', '--components']])
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
      name === 'message' || name === 'hint' || /^20.*, not set back$/.test(item) ? '' : item,
    ),
  )
}
