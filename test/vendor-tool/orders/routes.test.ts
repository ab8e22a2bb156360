/** HT-04 over HTTP: what a shop is answered, and that nobody else learns or gets anything. */
import { describe, expect, test } from 'vitest'
import { AirlatchError, type Vendor } from '../../../src/vendor/door.ts'
import { NOW } from '../../world/nouns.ts'
import { listening } from './listening.ts'
import * as shop from './requests.ts'

const signed = (body: string, secret?: string) => shop.signedHeaders(body, NOW, secret)
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const BODIES = {
  signed: [shop.signedOrder(), shop.signedHeaders],
  stripe: [shop.stripeSession(), shop.stripeHeaders],
  paddle: [shop.paddleTransaction(), shop.paddleHeaders],
} as const

describe('HT-04: what a shop is answered', () => {
  test('the generic one gets its keys, and the same again', async () => {
    const { desk, send, log } = await listening()
    const body = shop.signedOrder({ customer: { email: 'ann@example.com', name: 'Ann' } })
    const first = await send('/orders/signed', body, { ...JSON_TYPE, ...signed(body) })
    expect(first).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    })
    const { ok, lines } = JSON.parse(first.body)
    expect(ok).toBe(true)
    expect(lines).toMatchObject([{ line: '1', item: 'scope', keys: { length: 2 } }])
    const [key] = await desk.keys({ orderReference: '1042' })
    expect(lines[0].keys).toContain(key?.key.text)
    expect((await send('/orders/signed', body, signed(body))).body).toBe(first.body)
    expect(log.filter(line => line.includes('POST'))).toEqual([
      expect.stringMatching(/POST {2}\/orders\/\{shop\} {2}200 .* paid filled/),
      expect.stringMatching(/POST {2}\/orders\/\{shop\} {2}200 .* paid known/),
    ])
  })

  test.each(['stripe', 'paddle'] as const)('%s is told that it is done, and no keys', async kind => {
    const { desk, send } = await listening()
    const [body, sign] = BODIES[kind]
    const answer = await send(`/orders/${kind}`, body, { ...JSON_TYPE, ...sign(body) })
    expect(answer).toMatchObject({ status: 200, body: '{"ok":true}' })
    expect(await desk.keys({ orderReference: kind === 'stripe' ? 'pi_3P1' : 'txn_1' })).toHaveLength(3)
    const log = []
    for await (const { operator, change } of desk.log()) if (change.kind === 'key.created') log.push(operator)
    expect(new Set(log)).toEqual(new Set([`shop:${kind}`]))
  })

  test('FastSpring gets the keys as text, one a line, by POST and by GET', async () => {
    const { desk, send } = await listening()
    const form = shop.fastspringForm(shop.FASTSPRING_ORDER)
    const posted = await send('/orders/fastspring', form, FORM)
    expect(posted).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } })
    const keys = await desk.keys({ orderReference: shop.FASTSPRING_ORDER.reference })
    expect(posted.body.split('\n').sort()).toEqual(keys.map(({ key }) => key.text).sort())
    expect((await send(`/orders/fastspring?${form}`, undefined)).body).toBe(posted.body)
    expect(await desk.customers()).toMatchObject([
      { customer: { name: 'Ann Ä. Müller', company: 'Delta' }, keys: 2 },
    ])
  })

  test('a refund suspends, and is done twice as well', async () => {
    const { desk, send } = await listening()
    const body = shop.signedOrder()
    await send('/orders/signed', body, signed(body))
    const refund = '{"type":"order.refunded","data":{"order":"1042"}}'
    for (const _ of [1, 2]) {
      const answer = await send('/orders/signed', refund, signed(refund))
      expect(answer).toMatchObject({ status: 200, body: '{"ok":true,"outcome":"refunded","lines":[]}' })
    }
    const states = (await desk.keys({ orderReference: '1042' })).map(({ state }) => state)
    expect(states).toEqual(['suspended', 'suspended'])
  })

  test('the generic one is told what became of it, the same each time', async () => {
    const { desk, send } = await listening()
    const outcome = async (body: string) =>
      JSON.parse((await send('/orders/signed', body, signed(body))).body).outcome
    const refund = (order: string, ...lines: string[]) =>
      JSON.stringify({ type: 'order.refunded', data: { order, ...(lines.length > 0 && { lines }) } })
    for (const _ of [1, 2]) {
      expect(await outcome(shop.signedOrder({ test: true }))).toBe('test')
      expect(await outcome(refund('999'))).toBe('unknown-order')
      expect(await outcome(shop.signedOrder())).toBe('filled')
      expect(await outcome(refund('1042', '7'))).toBe('unknown-order')
    }
    expect(await outcome(shop.signedOrder({ order: '999' }))).toBe('refunded')
    expect(await outcome(refund('1042'))).toBe('refunded')
    expect(await outcome(shop.signedOrder())).toBe('refunded')
    expect((await desk.stats()).keys).toBe(2)
  })

  test('the generic one is refused a type that is none, with those that there are', async () => {
    const { send } = await listening()
    const body = '{"type":"order.payed","data":{}}'
    const answer = await send('/orders/signed', body, signed(body))
    expect(answer).toMatchObject({ status: 422, headers: { 'content-type': 'application/problem+json' } })
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'order-type-unknown',
      detail: '"order.payed" is not a type of event; known types: order.paid, order.refunded',
    })
  })

  test('what is no order is taken note of, and never sent again', async () => {
    const { send, log, broken } = await listening()
    const body = '{"type":"product.created"}'
    expect(await send('/orders/stripe', body, shop.stripeHeaders(body))).toMatchObject({ status: 200 })
    expect(log.join()).toContain('nothing other-event')
    expect(broken).toEqual([])
  })

  test('an item that nobody knows is an error, so that the shop tries again once it is known', async () => {
    const { desk, send, broken } = await listening()
    const body = shop.signedOrder({ lines: [{ line: '1', item: 'new', quantity: 1 }] })
    const answer = await send('/orders/signed', body, signed(body))
    expect(answer).toMatchObject({ status: 422, headers: { 'content-type': 'application/problem+json' } })
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'order-item-unknown', details: { item: 'new' } })
    // somebody has paid: it stands in the log of the server too
    expect(broken).toMatchObject([{ code: 'order-item-unknown' }])
    await desk.shops.set('signed', { sells: new Map([['new', 'Viewer']]) })
    expect(await send('/orders/signed', body, signed(body))).toMatchObject({ status: 200 })
  })

  test('success is said only when everything is recorded', async () => {
    const failing = (vendor: Vendor): Vendor =>
      new Proxy(vendor, {
        get(target, name) {
          if (name === 'acting') return () => failing(target)
          if (name === 'waitingAtMost') return (limits: never) => failing(target.waitingAtMost(limits))
          if (name === 'orders')
            return { fill: () => Promise.reject(new AirlatchError('ledger-busy', { path: '/secret/place' })) }
          const value = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    const { desk, send, broken } = await listening(failing)
    const body = shop.signedOrder()
    const answer = await send('/orders/signed', body, signed(body))
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    expect(answer.body).not.toContain('/secret/place')
    expect(broken).toHaveLength(1)
    expect(await desk.keys()).toEqual([])
  })
})

describe('HT-04: attacks', () => {
  test('no shop, no signature, another shop’s, an old one and a wrong method are one answer at one step of time', async () => {
    const { desk, send, slept } = await listening()
    const body = shop.signedOrder()
    const stripped = {}
    const tries = [
      await send('/orders/nobody', body, signed(body)),
      await send('/orders/signed', body, stripped),
      await send('/orders/stripe', body, signed(body)),
      await send(
        '/orders/stripe',
        shop.stripeSession(),
        shop.stripeHeaders(shop.stripeSession(), NOW, shop.SECRETS.paddle),
      ),
      await send('/orders/signed', body, shop.signedHeaders(body, NOW - 301)),
      await send('/orders/signed', `${body} `, signed(body)),
      await send('/orders/signed', undefined),
      await send('/orders/nobody', undefined),
      await send('/orders/Signed', body, signed(body)),
      await send('/orders/signed%00', body, signed(body)),
      await send('/orders/..%2fv1%2fkeys', body, signed(body)),
      await send(`/orders/${'x'.repeat(5000)}`, body, signed(body)),
    ]
    const plain = tries.map(({ status, body, headers: { date: _date, ...headers } }) => ({
      status,
      body,
      headers,
    }))
    expect(new Set(plain.map(one => JSON.stringify(one))).size).toBe(1)
    expect(plain[0]).toMatchObject({ status: 403 })
    expect(JSON.parse(plain[0]?.body ?? '')).toMatchObject({ code: 'order-refused', details: {} })
    expect(slept).toHaveLength(tries.length)
    for (const milliseconds of slept) expect(milliseconds).toBeGreaterThan(0)
    expect((await desk.stats()).keys).toBe(0)
  })

  test('a shop that is removed, or whose secret is lost, is nobody', async () => {
    const { desk, send } = await listening()
    const body = shop.signedOrder()
    await desk.shops.remove('signed')
    expect(await send('/orders/signed', body, signed(body))).toMatchObject({ status: 403 })
    // even for who knows the secret of nobody, which is new at each start
    const decoy = `whsec_${Buffer.alloc(32).toString('base64')}`
    expect(await send('/orders/signed', body, signed(body, decoy))).toMatchObject({ status: 403 })
    expect(await send('/orders/nobody', body, signed(body, decoy))).toMatchObject({ status: 403 })
  })

  test('a recorded request that is sent again makes nothing new', async () => {
    const { desk, send } = await listening()
    const body = shop.signedOrder()
    const headers = signed(body)
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('/orders/signed', body, headers)))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect((await desk.stats()).keys).toBe(2)
  })

  test('what FastSpring’s hash leaves open makes another order at most, and never a flood', async () => {
    const { desk, send } = await listening()
    const flood = { ...shop.FASTSPRING_ORDER, quantity: '1001' }
    const answer = await send('/orders/fastspring', shop.fastspringForm(flood), FORM)
    expect(answer).toMatchObject({ status: 400 })
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'invalid-value', details: { field: 'quantity' } })
    expect((await desk.stats()).keys).toBe(0)
  })

  test('a HEAD, which routers take for a GET, makes no keys', async () => {
    const { desk, send } = await listening()
    const form = shop.fastspringForm(shop.FASTSPRING_ORDER)
    for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await send(`/orders/fastspring?${form}`, undefined, {}, method)).toMatchObject({ status: 405 })
    expect((await desk.stats()).keys).toBe(0)
  })

  test('a body beyond a MiB is not read, whoever sends it', async () => {
    const { send } = await listening()
    const large = 'x'.repeat(1_048_577)
    expect(await send('/orders/signed', large, signed(large))).toMatchObject({ status: 413 })
    expect(await send('/orders/nobody', large)).toMatchObject({ status: 413 })
  })

  test('nothing that a shop says becomes a header or a line of the log', async () => {
    const { send, log } = await listening()
    const evil = 'a\r\nSet-Cookie: evil=1\r\n\r\n<script>'
    const body = shop.signedOrder({ order: evil, lines: [{ line: evil, item: evil, quantity: 1 }] })
    const answer = await send('/orders/signed', body, signed(body))
    expect(answer.status).toBe(400)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.body).not.toContain('\r')
    expect(log.join('\n')).not.toContain('evil')
  })

  test('an address that guesses is told to wait, and no shop with it', async () => {
    const { send } = await listening()
    const body = shop.signedOrder()
    const guesses = await Promise.all(Array.from({ length: 70 }, () => send('/orders/signed', body)))
    const told = guesses.filter(({ status }) => status === 429)
    expect(told.length).toBeGreaterThan(5)
    expect(told[0]?.headers['retry-after']).toMatch(/^\d+$/)
  })

  test('who is right is never counted as a guess', async () => {
    const { send } = await listening()
    for (let i = 0; i < 70; i++) {
      const body = '{"type":"order.refunded","data":{"order":"1"}}'
      expect((await send('/orders/signed', body, signed(body))).status).toBe(200)
    }
  })
})
