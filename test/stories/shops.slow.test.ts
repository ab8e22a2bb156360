/** HT-04 with the real tool: a shop is added, sends an order over HTTP, sends it again, and gives the money back. */
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { signedHeaders, stripeHeaders, stripeSession } from '../vendor-tool/orders/requests.ts'
import { startApi } from '../vendor-tool/web/serving.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let world: Shop
beforeEach(async () => {
  world = await openShop()
  await must(world.vendor('template', 'save', 'Scope Pro', 'scope', '--activations', '2'))
})
afterEach(() => world.remove())

const shop = (...words: readonly string[]) => world.vendor('shop', ...words)
const now = () => Math.floor(Date.now() / 1000)

test('HT-04: an order becomes keys once, and its refund suspends them', async () => {
  const { secret, orderPath: path } = (
    await must(shop('add', 'crm', '--kind', 'signed', '--sells', 'scope=Scope Pro'))
  ).value
  expect(path).toBe('/orders/crm')
  const api = await startApi(world.at('vendor', 'home'))
  try {
    const send = async (event: object) => {
      const body = JSON.stringify(event)
      const headers = signedHeaders(body, now(), secret)
      const answer = await fetch(`${api.address}${path}`, { method: 'POST', body, headers })
      return { status: answer.status, value: await answer.json() }
    }
    const lines = [{ line: '1', item: 'scope', quantity: 2 }]
    const data = { order: 'A-1042', lines, customer: { email: 'ann@example.com', name: 'Ann' } }
    const first = await send({ type: 'order.paid', data })
    expect(first).toMatchObject({
      status: 200,
      value: { ok: true, lines: [{ line: '1', keys: { length: 2 } }] },
    })
    expect(await send({ type: 'order.paid', data })).toEqual(first)
    const { keys } = (await must(world.vendor('key', 'list', '--order', 'A-1042'))).value
    expect(keys).toMatchObject([{ activations: 2 }, { activations: 2 }])
    expect(await send({ type: 'order.refunded', data: { order: 'A-1042' } })).toMatchObject({ status: 200 })
    const after = (await must(world.vendor('key', 'list', '--order', 'A-1042'))).value.keys
    expect(after).toMatchObject([{ state: 'suspended' }, { state: 'suspended' }])
  } finally {
    await api.end()
  }
  // what happened stands in the ledger under the shop, and the log of the server has no keys and no names
  const { entries } = (await must(world.vendor('ledger', 'log', '--operator', 'shop:crm'))).value
  expect(entries.map(({ kind }: { kind: string }) => kind)).toContain('order.filled')
  expect(api.log()).toContain('/orders/{shop}')
  expect(api.log()).not.toMatch(/A-1042|ann@|crm/)
})

test('HT-04: the secret comes from a file, two hold while one is rotated, and none is shown', async () => {
  const [old, next] = ['whsec_oldoldoldoldold1', 'whsec_newnewnewnewnew2']
  for (const [name, secret] of Object.entries({ old, next }))
    writeFileSync(world.at('vendor', name), `${secret}\nrest`)
  const file = (name: string) => ['--secret-file', world.at('vendor', name)]
  await must(
    shop(
      'add',
      'web',
      '--kind',
      'stripe',
      '--sells',
      'scope=Scope Pro',
      '--sells',
      'viewer=',
      ...file('old'),
    ),
  )
  const api = await startApi(world.at('vendor', 'home'))
  const sent = async (secret: string) => {
    const body = stripeSession()
    const headers = stripeHeaders(body, now(), secret)
    return (await fetch(`${api.address}/orders/web`, { method: 'POST', body, headers })).status
  }
  try {
    expect([await sent(old), await sent(next)]).toEqual([200, 403])
    expect((await must(shop('set', 'web', ...file('next'), '--keep-secrets'))).value.secretCount).toBe(2)
    // the server reads it with each request: nobody starts it again
    expect([await sent(old), await sent(next)]).toEqual([200, 200])
    await must(shop('set', 'web', ...file('next')))
    expect([await sent(old), await sent(next)]).toEqual([403, 200])
    await must(shop('remove', 'web', '--yes'))
    expect(await sent(next)).toBe(403)
  } finally {
    await api.end()
  }
  const shown = [await world.vendor('ledger', 'log'), await shop('list')].map(answer =>
    JSON.stringify(answer),
  )
  for (const secret of [old, next]) expect(shown.join()).not.toContain(secret)
})
