/** Ctrl-C at whatever asks has one exit code, 3, and changes nothing: nobody has used the command wrongly. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inTerminal, missingTerminal } from '../world/terminal.ts'

const tool = (name: string) => join(import.meta.dirname, '..', '..', name)
const CLIENT = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
const VENDOR = join(tool('vendor-tool'), 'main.ts')

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

const missing = missingTerminal()
const title = missing === undefined ? 'in a terminal' : `in a terminal (skipped: ${missing})`

describe.skipIf(missing !== undefined)(title, () => {
  async function stopsAt(program: readonly string[], question: RegExp, said: RegExp, end = '\u0003') {
    const terminal = inTerminal([process.execPath, ...program], { folder: shop.at() })
    await terminal.until(question)
    terminal.type(end)
    await terminal.until(said)
    expect(await terminal.exit).toBe(3)
  }

  test('at the passphrase', async () => {
    const words = ['--home', shop.at('other'), 'init', '--vendor', 'Other']
    await stopsAt([VENDOR, ...words], /new passphrase/, /stopped: stopped at the passphrase/)
  })

  test('at a yes or no, after which the license is what it was', async () => {
    await must(shop.install('ada', await shop.key()))
    const words = ['ada', '--home', shop.at('ada', 'home'), 'deactivate']
    await stopsAt([CLIENT, ...words], /Deactivate\?/, /stopped: stopped at the question/)
    expect((await shop.client('ada')('status')).value.state).toBe('valid')
  })

  test('at a typed code, also by Ctrl-D', async () => {
    const words = ['--home', shop.at('vendor', 'home'), 'issue', '--typed']
    for (const end of ['\u0003', '\u0004'])
      await stopsAt([VENDOR, ...words], /group 1 of 6: /, /typed-code-missing: /, end)
  })
})
