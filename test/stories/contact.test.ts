/** Where to send it: the vendor's contact in the kit (checklist DY-12). */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { newestLicense } from '../vectors/make/world.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { saidBy } from '../world/world.ts'

const CONTACT = 'licenses@acme.example, +49 (30) 12 34 56'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'contact.kit'), '--contact', CONTACT))
  shop.carry('vendor/contact.kit', 'pc/contact.kit')
})
afterAll(() => shop.remove())

/** What a person reads who runs the client with that kit. */
async function said(...words: readonly string[]): Promise<string> {
  const kit = ['--home', shop.at('pc', 'home'), '--kit', shop.at('pc', 'contact.kit')]
  return (
    await saidBy(
      clientTool(async () => simulatedComputer('pc')),
      [...kit, ...words],
    )
  ).out
}

test('DY-12 the client says whom to send a request to, and what its kit says', async () => {
  const key = await shop.key()
  expect(await said('request', key, '-o', shop.at('pc', 'a.txt'))).toMatch(
    /^next +send it to Acme \(licenses@acme\.example, \+49 \(30\) 12 34 56\)\./m,
  )
  expect(await said('request', key, '--typed')).not.toBe('')
  const kit = (await must(shop.vendor('inspect', shop.at('vendor', 'contact.kit')))).value
  expect(kit).toMatchObject({ kit: { contact: CONTACT } })
  expect((await shop.said('inspect', shop.at('vendor', 'contact.kit'))).out).toContain(CONTACT)
  const without = (await must(shop.vendor('inspect', shop.at('vendor', 'scope.kit')))).value
  expect(without).toMatchObject({ kit: { contact: null } })
})

test('DY-12 the printed sheet says whose request it is, and where it goes', async () => {
  const key = await shop.key()
  await said('request', key, '--qr', shop.at('pc', 'sheet.pdf'))
  const pdf = readFileSync(shop.at('pc', 'sheet.pdf'), 'latin1').replaceAll('\\', '')
  for (const fact of ['vendor: Acme', 'product: scope', `key: ${key.slice(0, 11)}`, `contact: ${CONTACT}`])
    expect(pdf).toContain(fact)
  expect(pdf).toMatch(/computer id: \w{5}-\w{5}-\w{5}/)
  expect(pdf).toMatch(/created: 20\d\d-\d\d-\d\d/)
  expect(pdf).not.toContain(key)
})

test('DY-12 a contact is one line that fits, and never drawn raw', async () => {
  for (const contact of ['', 'x'.repeat(256), 'two\nlines', 'a\x1b[2Jb']) {
    const make = () => shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'bad.kit'), '--contact', contact)
    const { details } = await refusal(shop.at(), make, 'invalid-value', 2)
    expect(details.field).toBe('--contact')
  }
})

test('DY-12 an error whose way out is the vendor names the contact, in each language and as JSON', async () => {
  const home = shop.at('pc', 'home-of-hint')
  const run = (file: string, ...words: readonly string[]) =>
    saidBy(
      clientTool(async () => simulatedComputer('pc')),
      ['--home', home, '--kit', shop.at('vendor', file), ...words],
    )
  expect((await run('contact.kit', 'status')).err).toContain(`The vendor can be reached at ${CONTACT}`)
  expect((await run('contact.kit', 'status', '--lang', 'de')).err).toContain(
    `Sie erreichen den Hersteller unter ${CONTACT}`,
  )
  expect(JSON.parse((await run('contact.kit', 'status', '--json')).out).error.hint).toContain(CONTACT)
  const foreign = shop.at('pc', 'foreign.license')
  writeFileSync(foreign, newestLicense())
  const refused = (await run('contact.kit', 'install', foreign)).err
  expect(refused).toMatch(/signing-key-unknown: .*\n.* The vendor can be reached at/)
  // no kit, no contact; and nothing where the way out is another one
  expect((await run('contact.kit', 'install', shop.at('pc', 'nothing.txt'))).err).not.toContain(CONTACT)
})
