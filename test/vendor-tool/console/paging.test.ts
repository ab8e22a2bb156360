/** Pages of what there is much of: nothing is missed, and nothing comes twice, also when others add rows meanwhile. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requestOf } from '../../world/desk.ts'
import { type Console, openConsole } from './browsing.ts'

const DAY = 86_400

let console: Console
beforeEach(async () => {
  console = await openConsole()
})
afterEach(() => console.close())

/** What `pattern` finds on this page and on those that follow it, in their order. `cursor`: its name in the address. */
async function walked(
  path: string,
  pattern: RegExp,
  cursor: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const at = (address: string) => new URL(address, 'http://console').searchParams.get(cursor)
  const found: string[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const here: string = next
    const { text, status } = await console.get(here)
    expect([here, status]).toEqual([here, 200])
    const ids = [...text.matchAll(pattern)].map(([, id = '']) => id)
    expect(ids.length).toBeLessThanOrEqual(200)
    found.push(...ids)
    const links = [...text.matchAll(/<a href="\/[^"/]{22}([^"]*)">(?:Older ones|Next page)</g)]
    // a page may have several lists
    next = links
      .map(([, link = '']) => link.replaceAll('&amp;', '&'))
      .find(link => at(link) !== null && at(link) !== at(here))
    await meanwhile()
  }
  return found
}

test('customers, and keys of one and of all', async () => {
  const { vendor } = console.desk
  const customers: string[] = []
  for (let i = 0; i < 101; i++) customers.push((await vendor.addCustomer({ name: `Person ${i}` })).id)
  const add = () => vendor.addCustomer({ name: 'Late' })
  expect(await walked('/customers', /\/customers\/(C-[^"]*)"/g, 'before', add)).toEqual(
    customers.toReversed(),
  )
  const [customer = ''] = customers
  const keys = await vendor.createKeys({ productId: 'scope', count: 120, customer })
  const ids = keys.map(({ id }) => id).toReversed()
  const sell = () => vendor.createKeys({ productId: 'scope', customer })
  const ofOne = await walked(`/customers/${customer}`, /\/keys\/(\w{5}-\w{5})"/g, 'before', sell)
  expect(ofOne).toEqual(ids)
  expect((await walked('/keys', /\/keys\/(\w{5}-\w{5})"/g, 'before', sell)).slice(-120)).toEqual(ids)
})

test('computers of a key, who is due, and entries', async () => {
  const { vendor, signer } = console.desk
  const expiresAt = new Date((console.desk.now() + 20 * DAY) * 1000)
  const [key] = await vendor.createKeys({ productId: 'scope', activations: 200, expiresAt })
  const made: { readonly id: string; readonly computerId: string }[] = []
  const activate = async () => {
    const issued = await signer.issue(requestOf(`computer ${made.length}`, key?.text ?? ''))
    if (issued.kind !== 'issued') throw new Error(issued.code)
    made.push(issued.activation)
  }
  while (made.length < 101) await activate()
  const due = await walked('/renewals', /<td class="whole"[^>]*>(\w{5}-\w{5}-\w{5})</g, 'after')
  expect(due).toEqual(made.map(({ computerId }) => computerId))
  const before = made.map(({ id }) => id).toReversed()
  const here = `/keys/${key?.id}`
  expect(await walked(here, /\/activations\/([0-9a-f]{16})\//g, 'computers', activate)).toEqual(before)
  expect((await vendor.stats()).activations).toBe(made.length)
  const { entries } = await vendor.stats()
  const seen = await walked('/log', /<th scope="row" class="whole"[^>]*>(\d+)</g, 'before', activate)
  expect(seen.map(Number)).toEqual(Array.from({ length: entries }, (_, i) => entries - i))
  const last = await console.get(`${here}?entries=6`)
  expect(last.text.match(/<td class="whole"/g)?.length).toBeGreaterThan(0)
})

test('rows of figures; the total is that of all, and the file has them all', async () => {
  const { vendor } = console.desk
  const orders = Array.from({ length: 150 }, (_, i) => `PO-${1000 + i}`)
  for (const orderReference of orders) await vendor.createKeys({ productId: 'scope', orderReference })
  const path = '/reports/sales?by=order'
  expect(await walked(path, /<th scope="row" class="whole"[^>]*>(PO-\d+)</g, 'from')).toEqual(orders)
  for (const from of ['', '&from=100'])
    expect((await console.get(path + from)).text).toMatch(/total<\/th><td class="whole"[^>]*>150</)
  expect((await console.get(`${path}&as=csv`)).text.match(/PO-/g)).toHaveLength(150)
})

test('an address that somebody made up is answered', async () => {
  const wrong = [
    '/keys?before=x',
    '/customers?before=x',
    '/log?before=x',
    '/log?before=-1',
    '/renewals?after=x.y',
    '/renewals?after=1&waiting=1.1e99',
    '/reports/seats?from=-1',
    '/reports/expiring?after=.',
  ]
  for (const path of wrong) expect([200, 400]).toContain((await console.get(path)).status)
  expect(console.broken).toEqual([])
})
