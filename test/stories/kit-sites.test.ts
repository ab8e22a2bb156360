/** Where clients ask for a seat: the site servers in a kit (checklist SS-05), by command and in each form of a kit. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const WORDS = ['--site', 'Licenses.Site.Example', '--site', 'https://10.0.0.7/scope/'] as const
const SITES = ['http://licenses.site.example:7632', 'https://10.0.0.7/scope']

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

test('SS-05: a kit names site servers, and each way to look at it shows them', async () => {
  const file = shop.at('vendor', 'sites.kit')
  const made = (await must(shop.vendor('kit', 'scope', '-o', file, ...WORDS))).value
  expect(made).toMatchObject({ kit: { sites: SITES }, warnings: [] })

  const inspected = (await must(shop.vendor('inspect', file))).value
  expect(inspected).toMatchObject({ kit: { sites: SITES } })
  expect((await shop.said('inspect', file)).out).toContain(`site servers  ${SITES[0]}`)
  expect((await must(shop.vendor('product', 'show', 'scope'))).value).toMatchObject({ kit: { sites: SITES } })
  expect((await shop.said('product', 'show', 'scope')).out).toContain(SITES.join(', '))

  shop.carry('vendor/sites.kit', 'pc/sites.kit')
  const seen = (await must(shop.client('pc', 'sites.kit')('inspect', shop.at('pc', 'sites.kit')))).value
  expect(seen).toMatchObject({ kit: { sites: SITES } })
})

test('SS-05: a kit that leaves the servers out, which the one before named, says so', async () => {
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'named.kit'), ...WORDS))
  const silent = (await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'silent.kit')))).value
  expect(silent).toMatchObject({ kit: { sites: [] } })
  expect(silent.warnings).toEqual([expect.stringContaining(`named the site servers ${SITES.join(', ')}`)])
  const again = (await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'again.kit')))).value
  expect(again.warnings).toEqual([])
})

test('a kit that leaves out the contact or the address, which the one before named, says so', async () => {
  let number = 0
  const make = async (...words: string[]) => {
    const file = shop.at('vendor', `contact-${++number}.kit`)
    return (await must(shop.vendor('kit', 'scope', '-o', file, ...words))).value.warnings
  }
  const address = 'https://activate.example.com'
  expect(await make('--contact', 'a@b.example', '--address', address)).toEqual([])
  expect(await make('--address', address)).toEqual([expect.stringContaining('the contact a@b.example')])
  expect(await make()).toEqual([expect.stringContaining(`the address ${address}`)])
  expect(await make()).toEqual([])
})

test('SS-05: an address that is none makes no kit, and is named by its flag', async () => {
  const make = (site: string) => () =>
    shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'bad.kit'), '--site', site)
  for (const site of ['ftp://licenses', 'licenses/scope', 'http://a@licenses', 'http://licenses/%61'])
    expect((await refusal(shop.at(), make(site), 'invalid-value', 2)).details.field).toBe('--site')
})
