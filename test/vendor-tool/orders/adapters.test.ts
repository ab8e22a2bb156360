/** HT-04: what each shop's request says, and that nothing is believed that the shop has not signed now. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AirlatchError, type OrderEvent } from '../../../src/vendor/door.ts'
import type { ShopAdapter, ShopRequest } from '../../../vendor-tool/orders/adapter.ts'
import { ADAPTERS } from '../../../vendor-tool/orders/adapters.ts'
import { FASTSPRING } from '../../../vendor-tool/orders/fastspring.ts'
import { PADDLE } from '../../../vendor-tool/orders/paddle.ts'
import { newSecret, SIGNED } from '../../../vendor-tool/orders/signed.ts'
import { STRIPE } from '../../../vendor-tool/orders/stripe.ts'
import { runs } from '../../effort.ts'
import { NOW } from '../../world/nouns.ts'
import { processorMs } from '../../world/processor-time.ts'
import * as shop from './requests.ts'

/** What the same request is of each shop that signs a time. */
const TIMED = {
  signed: { body: shop.signedOrder(), sign: shop.signedHeaders, header: 'webhook-signature' },
  stripe: { body: shop.stripeSession(), sign: shop.stripeHeaders, header: 'stripe-signature' },
  paddle: { body: shop.paddleTransaction(), sign: shop.paddleHeaders, header: 'paddle-signature' },
} as const
/** What may be said of a body that is signed. */
const NAMED = ['none', 'invalid-value', 'json-malformed', 'order-type-unknown', 'unknown-member']
const KINDS = Object.keys(TIMED) as (keyof typeof TIMED)[]

function read(kind: keyof typeof ADAPTERS, request: ShopRequest, now = NOW): OrderEvent | undefined {
  return ADAPTERS[kind].read(request, [shop.SECRETS[kind]], now)?.[0]
}

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof AirlatchError ? error.code : `${error}`
  }
}

function errorOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe.each(KINDS)('HT-04: %s', kind => {
  const { body, sign, header } = TIMED[kind]
  const secret = shop.SECRETS[kind]

  test('an order that is signed now is an order', () => {
    expect(read(kind, shop.request(body, sign(body)))?.kind).toBe('paid')
  })

  test('without its signature, or with an empty one, it is nobody’s', () => {
    const { [header]: _gone, ...stripped } = sign(body)
    expect(read(kind, shop.request(body, stripped))).toBeUndefined()
    expect(read(kind, shop.request(body, { ...stripped, [header]: '' }))).toBeUndefined()
    expect(read(kind, shop.request(body))).toBeUndefined()
  })

  test('with the secret of another shop, or without any, it is nobody’s', () => {
    const other = kind === 'signed' ? newSecret(new Uint8Array(32)) : 'another-secret-of-a-shop'
    expect(read(kind, shop.request(body, sign(body, NOW, other)))).toBeUndefined()
    expect(ADAPTERS[kind].read(shop.request(body, sign(body)), [], NOW)).toBeUndefined()
  })

  test('over another body, also by one byte, it is nobody’s', () => {
    const other = body.replace('2', '9')
    expect(other).not.toBe(body)
    expect(read(kind, shop.request(other, sign(body)))).toBeUndefined()
    expect(read(kind, shop.request(`${body} `, sign(body)))).toBeUndefined()
  })

  test('too early and too late by a second it is nobody’s; five minutes are taken', () => {
    for (const shift of [-301, 301])
      expect(read(kind, shop.request(body, sign(body, NOW + shift)))).toBeUndefined()
    for (const shift of [-300, 300])
      expect(read(kind, shop.request(body, sign(body, NOW + shift)))?.kind).toBe('paid')
  })

  test('an old signature is not made fresh by another time beside it', () => {
    const old = sign(body, NOW - 1000)
    const fresh = sign('', NOW)
    const mixed =
      kind === 'signed'
        ? { ...old, 'webhook-timestamp': `${NOW}` }
        : { [header]: `${fresh[header]?.split(/[,;]/, 1)[0]}${kind === 'stripe' ? ',' : ';'}${old[header]}` }
    expect(read(kind, shop.request(body, mixed))).toBeUndefined()
  })

  test('both secrets hold while one takes the place of the other', () => {
    const next = kind === 'signed' ? newSecret(new Uint8Array(32).fill(1)) : 'the-next-secret-of-it'
    for (const one of [secret, next]) {
      const events = ADAPTERS[kind].read(shop.request(body, sign(body, NOW, one)), [next, secret], NOW)
      expect(events).toMatchObject([{ kind: 'paid' }])
    }
  })

  test('one good signature of several is enough, and of a hundred only the first are looked at', () => {
    const good = sign(body)
    const value = good[header] ?? ''
    const apart = { signed: ' ', stripe: ',', paddle: ';' }[kind]
    const bad = { signed: `v1,${Buffer.alloc(32).toString('base64')}`, stripe: 'v1=00ff', paddle: 'h1=00ff' }[
      kind
    ]
    const withBad = (times: number) => {
      const parts = value.split(apart)
      const first = kind === 'signed' ? [] : parts.slice(0, 1)
      return [...first, ...Array<string>(times).fill(bad), ...parts.slice(first.length)].join(apart)
    }
    expect(read(kind, shop.request(body, { ...good, [header]: withBad(1) }))?.kind).toBe('paid')
    expect(read(kind, shop.request(body, { ...good, [header]: withBad(100) }))).toBeUndefined()
  })

  test('what is signed and cannot be read is refused by name, and never throws anything else', () => {
    for (const wrong of ['', '{', '\ufffd', '[]', 'null', '{"type":1,"data":[]}']) {
      const outcome = codeOf(() => read(kind, shop.request(wrong, sign(wrong))))
      expect(NAMED).toContain(outcome)
    }
    const deep = '['.repeat(100_000)
    expect(codeOf(() => read(kind, shop.request(deep, sign(deep))))).toBe('json-malformed')
    const whole = `{"type":"order.refunded","data":{"order":"1","lines":[${deep}${']'.repeat(100_000)}]}}`
    expect(NAMED).toContain(codeOf(() => read(kind, shop.request(whole, sign(whole)))))
  })

  test('whatever JSON is signed is an event or a named error', () => {
    const names = ['type', 'event_type', 'data', 'object', 'order', 'lines', 'metadata', 'items', '__proto__']
    const values = fc.letrec(tie => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('order.paid', 'order.refunded', 'checkout.session.completed', 'charge.refunded'),
        fc.constantFrom('transaction.completed', 'adjustment.created', 'paid', 'refund', 'approved', '1'),
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 5 }),
      ),
    })).any
    fc.assert(
      fc.property(values, value => {
        const text = JSON.stringify(value)
        expect(NAMED).toContain(codeOf(() => read(kind, shop.request(text, sign(text)))))
      }),
      { numRuns: runs(500) },
    )
  })
})

test('HT-04: no header, whatever is in it, is a signature', () => {
  const parts = fc.array(
    fc.constantFrom('t=', 'ts=', 'v1=', 'h1=', ',', ';', ' ', 'v1,', `${NOW}`, 'ff', '='),
    {
      maxLength: 12,
    },
  )
  fc.assert(
    fc.property(parts, fc.constantFrom(...KINDS), (pieces, kind) => {
      const { body, sign, header } = TIMED[kind]
      const headers = { ...sign(body), [header]: pieces.join('') }
      expect(read(kind, shop.request(body, headers))).toBeUndefined()
    }),
    { numRuns: runs(500) },
  )
})

describe('HT-04: the generic shop', () => {
  const event = (body: string) =>
    SIGNED.read(shop.request(body, shop.signedHeaders(body)), [shop.SECRETS.signed], NOW)?.[0]

  test('says an order, its lines and its customer', () => {
    const customer = { email: 'ann@example.com', name: 'Ann', company: 'Delta' }
    expect(event(shop.signedOrder({ customer }))).toEqual({
      kind: 'paid',
      order: '1042',
      lines: [{ line: '1', item: 'scope', quantity: 2 }],
      customer,
      isTest: false,
    })
    expect(event(shop.signedOrder({ test: true }))).toMatchObject({ isTest: true })
  })

  test('says a refund, of the order or of lines', () => {
    const refund = (more: object) =>
      event(JSON.stringify({ type: 'order.refunded', data: { order: '1042', ...more } }))
    expect(refund({})).toEqual({ kind: 'refunded', order: '1042', lines: undefined, isTest: false })
    expect(refund({ lines: ['1', '2'] })).toMatchObject({ lines: ['1', '2'] })
    expect(refund({ lines: [1, '2'] })).toMatchObject({ lines: ['1', '2'] })
  })

  test('takes whole numbers as names, `null` for what is not there, and the time of Standard Webhooks', () => {
    const lines = [{ line: 7, item: 'scope', quantity: null }]
    const data = { order: 1042, lines, customer: { email: null }, test: null }
    const body = JSON.stringify({ type: 'order.paid', timestamp: '2026-11-22T12:00:00Z', data })
    expect(event(body)).toMatchObject({ order: '1042', lines: [{ line: '7', quantity: 1 }], isTest: false })
  })

  test.each([
    [{ lines: undefined }, 'invalid-value', { field: 'lines', expected: { is: 'list-of' } }],
    [{ lines: [] }, 'invalid-value', { field: 'lines', expected: { is: 'list-of' } }],
    [{ lines: [{ item: 'scope' }] }, 'invalid-value', { field: 'lines[0].line', expected: { is: 'text' } }],
    [{ lines: [{ line: 1.5, item: 'scope' }] }, 'invalid-value', { field: 'lines[0].line', got: 1.5 }],
    [{ lines: [{ line: 1 }] }, 'invalid-value', { field: 'lines[0].item' }],
    [
      { lines: [{ line: 1, item: 'a', quantity: '2' }] },
      'invalid-value',
      { field: 'lines[0].quantity', got: '2' },
    ],
    [{ lines: ['1'] }, 'invalid-value', { field: 'lines[0]', expected: { is: 'object' } }],
    [{ lines: [{ line: 1, item: 'a', sku: 'b' }] }, 'unknown-member', { member: 'lines[0].sku' }],
    [{ currency: 'EUR' }, 'unknown-member', { member: 'currency' }],
    [{ customer: { mail: 'a@b.example' } }, 'unknown-member', { member: 'customer.mail' }],
    [{ customer: 'ann' }, 'invalid-value', { field: 'customer', expected: { is: 'object' } }],
    [{ customer: { email: 7 } }, 'invalid-value', { field: 'customer.email', expected: { is: 'text' } }],
    [{ test: 'true' }, 'invalid-value', { field: 'test', expected: { is: 'flag' } }],
    [{ order: '' }, 'invalid-value', { field: 'order', expected: { is: 'text' } }],
  ])('names what is wrong by its way: %j', (more, code, details) => {
    expect(errorOf(() => event(shop.signedOrder(more)))).toMatchObject({ code, details })
  })

  test('refuses what it does not know, as the format is ours', () => {
    const wrong = (body: object) => errorOf(() => event(JSON.stringify(body)))
    const known = ['order.paid', 'order.refunded']
    expect(wrong({ type: 'order.payed' })).toMatchObject({
      code: 'order-type-unknown',
      details: { type: 'order.payed', known },
    })
    expect(wrong({})).toMatchObject({ code: 'invalid-value', details: { field: 'type' } })
    expect(wrong({ type: 'order.paid' })).toMatchObject({ code: 'invalid-value', details: { field: 'data' } })
    expect(wrong({ type: 'order.paid', id: 'x' })).toMatchObject({ details: { member: 'id' } })
    const refund = { type: 'order.refunded', data: { order: '1', lines: [{ line: '2' }] } }
    expect(wrong(refund)).toMatchObject({ code: 'invalid-value', details: { field: 'lines[0]' } })
  })

  test('has secrets as Standard Webhooks write them, of 24 to 64 bytes', () => {
    const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 9).toString('base64')}`
    for (const good of [of(24), of(64), newSecret(new Uint8Array(32))])
      expect(codeOf(() => SIGNED.requireSecret('secret', good))).toBe('none')
    for (const bad of [of(23), of(65), 'whsec_', 'whsec_!!!!', Buffer.alloc(32).toString('base64'), ''])
      expect(codeOf(() => SIGNED.requireSecret('secret', bad))).toBe('invalid-value')
  })
})

describe('HT-04: Stripe', () => {
  const events = (body: string) =>
    STRIPE.read(shop.request(body, shop.stripeHeaders(body)), [shop.SECRETS.stripe], NOW)
  const event = (body: string) => events(body)?.[0]

  test('a paid session is an order by its payment, with the items of its metadata', () => {
    expect(event(shop.stripeSession())).toEqual({
      kind: 'paid',
      order: 'pi_3P1',
      lines: [
        { line: 'scope', item: 'scope', quantity: 2 },
        { line: 'viewer', item: 'viewer', quantity: 1 },
      ],
      customer: { email: 'ann@example.com', name: 'Ann', company: undefined },
      isTest: false,
    })
  })

  test('the first of a subscription is known by its invoice, a free one by its session', () => {
    expect(event(shop.stripeSession({ payment_intent: null, invoice: 'in_1' }))).toMatchObject({
      order: 'in_1',
    })
    const free = { payment_intent: null, payment_status: 'no_payment_required' }
    expect(event(shop.stripeSession(free))).toMatchObject({ order: 'cs_live_a1' })
  })

  test('one that is not paid yet, or sells nothing of ours, is no order', () => {
    expect(event(shop.stripeSession({ payment_status: 'unpaid' }))).toEqual({
      kind: 'nothing',
      why: 'not-paid',
    })
    expect(event(shop.stripeSession({ metadata: {} }))).toEqual({ kind: 'nothing', why: 'no-items' })
    const late = shop.stripeSession({}, { type: 'checkout.session.async_payment_succeeded' })
    expect(event(late)).toMatchObject({ kind: 'paid' })
    expect(event(shop.stripeSession({}, { livemode: false }))).toMatchObject({ isTest: true })
  })

  test('items are a name and perhaps a number, and nothing else', () => {
    for (const wrong of ['scope=x', 'scope=-1', 'scope=1=2', 'scope=1e9', 'scope=9999999'])
      expect(codeOf(() => event(shop.stripeSession({ metadata: { airlatch_items: wrong } })))).toBe(
        'invalid-value',
      )
  })

  test('a charge that was given back whole is a refund; a part of it is not', () => {
    const charge = (more: object) =>
      events(
        JSON.stringify({
          type: 'charge.refunded',
          livemode: true,
          data: { object: { id: 'ch_1', payment_intent: 'pi_3P1', refunded: true, ...more } },
        }),
      )
    expect(charge({})).toEqual([{ kind: 'refunded', order: 'pi_3P1', lines: undefined, isTest: false }])
    expect(charge({ refunded: false, amount_refunded: 1 })).toEqual([
      { kind: 'nothing', why: 'part-refunded' },
    ])
    // its session was known by one of the two
    const both = charge({ invoice: 'in_1' })
    expect(both).toMatchObject([{ order: 'pi_3P1' }, { order: 'in_1' }])
    expect(charge({ payment_intent: null, invoice: 'in_1' })).toMatchObject([{ order: 'in_1' }])
  })
})

describe('HT-04: Paddle', () => {
  const event = (body: string) =>
    PADDLE.read(shop.request(body, shop.paddleHeaders(body)), [shop.SECRETS.paddle], NOW)?.[0]

  test('a completed transaction is an order, with a line for each item', () => {
    expect(event(shop.paddleTransaction())).toEqual({
      kind: 'paid',
      order: 'txn_1',
      lines: [
        { line: 'txnitm_1', item: 'pri_scope', quantity: 2 },
        { line: 'txnitm_2', item: 'pri_viewer', quantity: 1 },
      ],
      customer: { email: 'ann@example.com', name: undefined, company: undefined },
      isTest: false,
    })
  })

  test('the next month of a subscription sells nothing new', () => {
    expect(event(shop.paddleTransaction({ origin: 'subscription_recurring' }))).toEqual({
      kind: 'nothing',
      why: 'renewal',
    })
  })

  test('a refund counts once it is approved: of all, or of whole items', () => {
    const whole = { kind: 'refunded', order: 'txn_1', lines: undefined, isTest: false }
    expect(event(shop.paddleAdjustment())).toEqual(whole)
    expect(event(shop.paddleAdjustment({ action: 'chargeback' }))).toEqual(whole)
    expect(event(shop.paddleAdjustment({ status: 'pending_approval' }))).toMatchObject({
      why: 'not-approved',
    })
    expect(event(shop.paddleAdjustment({ action: 'credit' }))).toMatchObject({ why: 'no-refund' })
    const items = [
      { item_id: 'txnitm_1', type: 'full' },
      { item_id: 'txnitm_2', type: 'partial' },
    ]
    expect(event(shop.paddleAdjustment({ type: 'partial', items }))).toMatchObject({ lines: ['txnitm_1'] })
    const parts = [{ item_id: 'txnitm_2', type: 'partial' }]
    expect(event(shop.paddleAdjustment({ type: 'partial', items: parts }))).toMatchObject({
      why: 'part-refunded',
    })
  })
})

describe('HT-04: FastSpring', () => {
  const ORDER = shop.FASTSPRING_ORDER
  const read = (request: ShopRequest) => FASTSPRING.read(request, [shop.SECRETS.fastspring], NOW)?.[0]
  const posted = (form: string) => read(shop.request(form))

  test('the hash is that of a sample by hand', () => {
    // printf a@b.c2X-1k | md5sum
    const hash = '63b715f3b2bd7664d3a1cce58b71107d'
    expect(shop.fastspringHash({ email: 'a@b.c', reference: 'X-1', quantity: '2' }, 'k')).toBe(hash)
    const form = `email=a%40b.c&reference=X-1&product=scope&quantity=2&security_request_hash=`
    // printf a@b.cscope2X-1k | md5sum
    expect(
      FASTSPRING.read(shop.request(`${form}fb5d753d9219f53f5fed69baba70b588`), ['k'], NOW),
    ).toMatchObject([{ kind: 'paid' }])
    expect(posted(shop.fastspringForm(ORDER))?.kind).toBe('paid')
  })

  test('a key request is an order of one line, posted or in the address', () => {
    const event = {
      kind: 'paid',
      order: ORDER.reference,
      lines: [{ line: 'scope', item: 'scope', quantity: 2 }],
      customer: { email: 'ann@example.com', name: 'Ann Ä. Müller', company: 'Delta' },
      isTest: false,
    }
    const form = shop.fastspringForm(ORDER)
    expect(posted(form)).toEqual(event)
    expect(read(shop.request('', {}, { method: 'GET', query: form }))).toEqual(event)
    expect(posted(shop.fastspringForm({ ...ORDER, test: 'true' }))).toMatchObject({ isTest: true })
  })

  test('nothing is believed that has no hash, another one, or one of another key', () => {
    const { internalProductName: _item, ...rest } = ORDER
    expect(posted(new URLSearchParams(ORDER).toString())).toBeUndefined()
    expect(posted(shop.fastspringForm(ORDER, 'another-private-key'))).toBeUndefined()
    expect(posted(shop.fastspringForm(ORDER).replace('quantity=2', 'quantity=9'))).toBeUndefined()
    expect(posted(`${shop.fastspringForm(ORDER)}&company=Evil`)).toBeUndefined()
    expect(posted(`${shop.fastspringForm(ORDER)}&extra=1`)).toBeUndefined()
    expect(codeOf(() => posted(shop.fastspringForm(rest)))).toBe('invalid-value')
  })

  test('of a POST its body counts alone: an item cannot be put into its address', () => {
    const { internalProductName: _item, ...rest } = ORDER
    const query = 'internalProductName=scope&quantity=900'
    expect(read(shop.request(shop.fastspringForm(ORDER), {}, { query }))).toMatchObject({
      lines: [{ item: 'scope', quantity: 2 }],
    })
    expect(codeOf(() => read(shop.request(shop.fastspringForm(rest), {}, { query })))).toBe('invalid-value')
    expect(read(shop.request(shop.fastspringForm(ORDER), {}, { method: 'GET' }))).toBeUndefined()
  })

  test('its hash does not say where a value ends, and so is only as good as the way that it came', () => {
    // FastSpring's formula, not ours: what a shop's own weakness allows is limited by the ledger, not here
    const one = { ...ORDER, quantity: '1', reference: '23' }
    const other = { ...ORDER, quantity: '12', reference: '3' }
    expect(shop.fastspringHash(one)).toBe(shop.fastspringHash(other))
  })

  test('a number that is none is none', () => {
    for (const quantity of ['-1', '1.5', '1e3', ' 1', '99999999'])
      expect(posted(shop.fastspringForm({ ...ORDER, quantity }))).toMatchObject({
        lines: [{ quantity: Number.NaN }],
      })
  })

  test('the answer is the keys, one a line', () => {
    const keys = ['AAAAA-1', 'BBBBB-2'].map(text => ({ text })) as never
    expect(FASTSPRING.answer([{ line: 'scope', item: 'scope', keys }], 'filled')).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      body: 'AAAAA-1\nBBBBB-2',
    })
  })
})

test('HT-04: shops that keep our answers are not sent keys', () => {
  const keys = [{ line: '1', item: 'scope', keys: [{ text: 'AAAAA-1' }] as never }]
  const shown = Object.entries<ShopAdapter>(ADAPTERS).filter(([, adapter]) =>
    adapter.answer(keys, 'filled').body.includes('AAAAA-1'),
  )
  expect(shown.map(([kind]) => kind)).toEqual(['signed', 'fastspring'])
})

describe('HT-04: a request that nobody signed costs no more than its size', () => {
  test.each(Object.entries<ShopAdapter>(ADAPTERS))('%s', (kind, adapter) => {
    const secrets = Array<string>(4).fill(shop.SECRETS[kind as keyof typeof shop.SECRETS])
    const headersOf = (n: number) => ({
      'webhook-id': 'x',
      'webhook-timestamp': `${NOW}`,
      'webhook-signature': 'v1,AA '.repeat(n / 6),
      'stripe-signature': `t=${NOW},${'v1=ff,'.repeat(n / 6)}`,
      'paddle-signature': `ts=${NOW};${'h1=ff;'.repeat(n / 6)}`,
    })
    const costs = [1, 16].map(times => {
      const asked = shop.request('a=1&'.repeat((16_000 * times) / 4), headersOf(1000 * times))
      return processorMs(() => {
        for (let i = 0; i < 20; i++) expect(adapter.read(asked, secrets, NOW)).toBeUndefined()
      })
    }) as [number, number]
    expect(costs[1]).toBeLessThan(40 * Math.max(costs[0], 2))
  })
})
