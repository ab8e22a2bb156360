/** HT-04: what FastSpring's webhook says of refunds, and that neither of its two signatures stands in for the other. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AirlatchError } from '../../../src/vendor/door.ts'
import type { ShopRequest } from '../../../vendor-tool/orders/adapter.ts'
import { FASTSPRING } from '../../../vendor-tool/orders/fastspring.ts'
import { runs } from '../../effort.ts'
import { NOW } from '../../world/nouns.ts'
import { listening } from './listening.ts'
import * as shop from './requests.ts'

const ORDER = shop.FASTSPRING_ORDER
const SECRETS = [shop.FASTSPRING_WEBHOOK, shop.SECRETS.fastspring]
const REFUNDED = { kind: 'refunded', order: ORDER.reference, lines: undefined, isTest: false }
const PART = { kind: 'nothing', why: 'part-refunded' }

const read = (request: ShopRequest, secrets: readonly string[] = SECRETS) =>
  FASTSPRING.read(request, secrets, NOW)
const posted = (body: string, headers = shop.fastspringHeaders(body)) => read(shop.request(body, headers))
const returned = (more: object = {}, event: object = {}) =>
  posted(shop.fastspringEvents(shop.fastspringReturn(more, event)))?.[0]

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof AirlatchError ? error.code : `${error}`
  }
}

describe('HT-04: a return of FastSpring', () => {
  test('is signed as a sample by hand', () => {
    const body =
      '{"events":[{"id":"e1","type":"return.created","live":true,"data":{"live":true,"completed":true,' +
      '"totalReturn":41.44,"original":{"reference":"ABC1234567-8910-11121","total":41.44}}}]}'
    // printf %s BODY | openssl dgst -sha256 -hmac webhook-secret-of-the-shop -binary | base64
    const headers = { 'x-fs-signature': 'vgzDBQjJTbR4mC1zDVCezLWR54cuVJKyNm735LFFIFM=' }
    expect(posted(body, headers)).toEqual([{ ...REFUNDED, order: 'ABC1234567-8910-11121' }])
  })

  test('names the order that was paid, not itself', () => {
    expect(returned()).toEqual(REFUNDED)
    expect(codeOf(() => returned({ original: { total: 41.44 } }))).toBe('invalid-value')
    expect(returned({ original: undefined })).toEqual(PART)
  })

  test('of a part suspends nothing, whether it is of an item, of a unit or of an amount', () => {
    const of = (totalReturn: unknown, total: unknown, items: readonly object[] = []) =>
      returned({ totalReturn, items, original: { reference: ORDER.reference, total } })
    const item = { product: 'scope', quantity: 1, refundType: 'Full Refund' }
    expect(of(20, 41.44, [item])).toEqual(PART)
    expect(of(20, 41.44, [{ ...item, product: { product: 'scope' } }])).toEqual(PART)
    expect(of(5, 41.44, [{ ...item, quantity: 0, refundType: 'Partial Refund' }])).toEqual(PART)
    expect(of(41.43, 41.44)).toEqual(PART)
    // what does not say how much it is of, or of how much, is not all of it
    for (const odd of [undefined, null, '41.44', 0, -1, {}, [41.44]]) {
      expect(of(odd, odd)).toEqual(PART)
      expect(of(odd, 41.44)).toEqual(PART)
      expect(of(41.44, odd)).toEqual(PART)
    }
  })

  test('that is not completed has given nothing back', () => {
    for (const completed of [false, undefined, 'true'])
      expect(returned({ completed })).toEqual({ kind: 'nothing', why: 'not-completed' })
  })

  test('of a test order is one of a test, whichever of the two places says so', () => {
    expect(returned({ live: false })).toMatchObject({ kind: 'refunded', isTest: true })
    expect(returned({}, { live: false })).toMatchObject({ kind: 'refunded', isTest: true })
    expect(returned({ live: undefined }, { live: undefined })).toMatchObject({ isTest: false })
  })

  test('comes with others in one body, and with events that are no business of ours', () => {
    const other = shop.fastspringReturn({ original: { reference: 'ACM-2', total: 41.44 } })
    const events = [shop.fastspringReturn(), { type: 'order.completed', data: {} }, other, null, 7, {}]
    expect(posted(shop.fastspringEvents(...events))).toEqual([
      REFUNDED,
      { kind: 'nothing', why: 'other-event' },
      { ...REFUNDED, order: 'ACM-2' },
      ...Array(3).fill({ kind: 'nothing', why: 'other-event' }),
    ])
    expect(posted('{"events":[]}')).toEqual([])
    expect(posted('{}')).toEqual([])
    const many = (count: number) => shop.fastspringEvents(...Array(count).fill({ type: 'x' }))
    expect(posted(many(1000))).toHaveLength(1000)
    expect(codeOf(() => posted(many(1001)))).toBe('invalid-value')
  })

  test('is known by the body as it came, not as it is understood', () => {
    const body = `${JSON.stringify({ events: [shop.fastspringReturn({ note: 'Ä' })] }, null, 2)}\n`
    expect(posted(body)).toEqual([REFUNDED])
    expect(posted(body.trim(), shop.fastspringHeaders(body))).toBeUndefined()
  })

  test('whatever JSON is signed is events or a named error', () => {
    const names = ['events', 'type', 'data', 'original', 'reference', 'completed', 'total', 'totalReturn']
    const values = fc.letrec(tie => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>('return.created', 'ACM-1', true, 1),
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names, '__proto__'), tie('any'), { maxKeys: 6 }),
      ),
    })).any
    fc.assert(
      fc.property(values, value => {
        const text = JSON.stringify(value)
        expect(['none', 'invalid-value', 'json-malformed']).toContain(codeOf(() => posted(text)))
      }),
      { numRuns: runs(500) },
    )
    for (const wrong of ['', '{', '[]', '\ufffd', '['.repeat(100_000)])
      expect(['none', 'json-malformed']).toContain(codeOf(() => posted(wrong)))
  })
})

describe('HT-04: attacks on a return of FastSpring', () => {
  const body = shop.fastspringEvents(shop.fastspringReturn())
  const headers = shop.fastspringHeaders(body)
  const form = shop.fastspringForm(ORDER)

  test('without its signature, with an empty or a broken one, it is nobody’s', () => {
    const good = headers['x-fs-signature'] ?? ''
    for (const bad of ['', '=', 'AAAA', good.slice(4), `${'A'.repeat(43)}=`, good.toLowerCase()])
      expect(posted(body, { 'x-fs-signature': bad })).toBeUndefined()
    expect(posted(body, {})).toBeUndefined()
    expect(posted(body)).toEqual([REFUNDED])
  })

  test('with the signature of another body, another secret or none it is nobody’s', () => {
    const other = body.replace('41.44', '41.45')
    expect(other).not.toBe(body)
    expect(posted(body, shop.fastspringHeaders(other))).toBeUndefined()
    expect(posted(`${body} `, headers)).toBeUndefined()
    expect(posted(body, shop.fastspringHeaders(body, 'another-secret-of-it'))).toBeUndefined()
    expect(read(shop.request(body, headers), [])).toBeUndefined()
    expect(read(shop.request(body, headers), [shop.SECRETS.fastspring])).toBeUndefined()
  })

  test('each of several secrets holds, in any order', () => {
    for (const secrets of [SECRETS, [...SECRETS].reverse()]) {
      expect(read(shop.request(body, headers), secrets)).toEqual([REFUNDED])
      expect(read(shop.request(form), secrets)).toMatchObject([{ kind: 'paid', order: ORDER.reference }])
    }
  })

  test('an MD5 hash is no signature of a webhook, whatever it is of and however it is written', () => {
    for (const secret of SECRETS)
      for (const text of [body + secret, secret + body, secret])
        for (const encoding of ['hex', 'base64'] as const) {
          const hash = createHash('md5').update(text).digest(encoding)
          expect(posted(body, { 'x-fs-signature': hash })).toBeUndefined()
          expect(posted(body, { security_request_hash: hash })).toBeUndefined()
          const query = `security_request_hash=${encodeURIComponent(hash)}`
          expect(read(shop.request(body, {}, { query }))).toBeUndefined()
        }
    // a form that holds as a key request is none as a webhook
    const hash = new URLSearchParams(form).get('security_request_hash') ?? ''
    expect(read(shop.request(form, { 'x-fs-signature': hash }))).toBeUndefined()
  })

  test('a signature of a webhook makes no key request', () => {
    const unsigned = new URLSearchParams(ORDER).toString()
    const { 'x-fs-signature': hmac = '' } = shop.fastspringHeaders(unsigned)
    const hex = Buffer.from(hmac, 'base64').toString('hex')
    for (const hash of [hmac, hex, hex.slice(0, 32)])
      expect(
        read(shop.request(`${unsigned}&security_request_hash=${encodeURIComponent(hash)}`)),
      ).toBeUndefined()
    // signed as a webhook, a form is a webhook that cannot be read
    for (const text of [unsigned, form])
      expect(codeOf(() => posted(text, shop.fastspringHeaders(text)))).toBe('json-malformed')
    // and the hash of a form does not help a webhook beside it
    expect(read(shop.request(form, headers))).toBeUndefined()
  })

  test('it is posted: a GET has no body that anybody signed', () => {
    const empty = shop.fastspringHeaders('')
    expect(read(shop.request('', empty, { method: 'GET', query: form }))).toBeUndefined()
    expect(read(shop.request(body, headers, { method: 'GET' }))).toBeUndefined()
  })
})

describe('HT-04: a return of FastSpring over HTTP', () => {
  const PATH = '/orders/fastspring'
  const form = shop.fastspringForm(ORDER)
  const withWebhook = async (takesTests = false) => {
    const at = await listening()
    const secret = shop.FASTSPRING_WEBHOOK
    await at.desk.shops.set('fastspring', { secret, keepSecrets: true, takesTests })
    const states = async () => {
      const keys = await at.desk.keys({ orderReference: ORDER.reference })
      return keys.map(({ state }) => state)
    }
    const send = (body: string, signed = shop.fastspringHeaders(body)) => {
      // as FastSpring writes it
      const { 'x-fs-signature': signature, ...headers } = signed
      const written = signature === undefined ? {} : { 'X-FS-Signature': signature }
      return at.send(PATH, body, { 'content-type': 'application/json', ...headers, ...written })
    }
    return { ...at, states, webhook: send, order: (text = form) => at.send(PATH, text) }
  }

  test('suspends the keys of the order, and does so once', async () => {
    const { desk, order, webhook, states, log } = await withWebhook()
    expect(await order()).toMatchObject({ status: 200 })
    const body = shop.fastspringEvents(shop.fastspringReturn())
    expect(await webhook(body)).toMatchObject({ status: 200, body: '' })
    expect(await states()).toEqual(['suspended', 'suspended'])
    expect(log.at(-1)).toContain('refunded refunded')
    // what a person decided since stays so, however often the same is said
    for (const { key } of await desk.keys({ orderReference: ORDER.reference }))
      await desk.reinstateKey(key.text)
    const twice = shop.fastspringEvents(shop.fastspringReturn(), shop.fastspringReturn())
    for (const again of [body, twice]) expect(await webhook(again)).toMatchObject({ status: 200 })
    expect(await states()).toEqual(['unused', 'unused'])
    expect(log.at(-1)).toMatch(/ {2}refunded known$/)
  })

  test('that comes before its order is remembered', async () => {
    const { order, webhook, states } = await withWebhook()
    expect(await webhook(shop.fastspringEvents(shop.fastspringReturn()))).toMatchObject({ status: 200 })
    expect(await order()).toMatchObject({ status: 200, body: '' })
    expect(await states()).toEqual([])
  })

  test('does all of what one body says', async () => {
    const { desk, order, webhook, states, log } = await withWebhook()
    await order()
    const second = { ...ORDER, reference: 'ACM-2' }
    await order(shop.fastspringForm(second))
    const other = shop.fastspringReturn({ original: { reference: 'ACM-2', total: 41.44 } })
    const noise = { id: 'x', type: 'order.completed', live: true, data: {} }
    expect(await webhook(shop.fastspringEvents(noise, other, shop.fastspringReturn()))).toMatchObject({
      status: 200,
    })
    expect(await states()).toEqual(['suspended', 'suspended'])
    expect((await desk.keys({ orderReference: 'ACM-2' })).map(({ state }) => state)).toEqual([
      'suspended',
      'suspended',
    ])
    expect(log.at(-1)).toMatch(/ {2}nothing other-event, refunded refunded$/)
  })

  test('of a part leaves the keys alone, and a line in the log', async () => {
    const { order, webhook, states, log } = await withWebhook()
    await order()
    const part = shop.fastspringReturn({ totalReturn: 20 })
    expect(await webhook(shop.fastspringEvents(part))).toMatchObject({ status: 200, body: '' })
    expect(await states()).toEqual(['unused', 'unused'])
    expect(log.at(-1)).toContain('nothing part-refunded')
  })

  test('of a test suspends only where test orders make keys', async () => {
    const body = shop.fastspringEvents(shop.fastspringReturn({ live: false }, { live: false }))
    const strict = await withWebhook()
    await strict.order()
    expect(await strict.webhook(body)).toMatchObject({ status: 200 })
    expect(await strict.states()).toEqual(['unused', 'unused'])
    expect(strict.log.at(-1)).toContain('refunded test')
    const trying = await withWebhook(true)
    await trying.order(shop.fastspringForm({ ...ORDER, test: 'true' }))
    expect(await trying.webhook(body)).toMatchObject({ status: 200 })
    expect(await trying.states()).toEqual(['suspended', 'suspended'])
  })

  test('that nobody signed is refused as everything else is', async () => {
    const { order, webhook, states } = await withWebhook()
    await order()
    const body = shop.fastspringEvents(shop.fastspringReturn())
    const md5 = createHash('md5').update(`${body}${shop.FASTSPRING_WEBHOOK}`).digest('base64')
    for (const headers of [{}, shop.fastspringHeaders(`${body} `), { 'x-fs-signature': md5 }])
      expect(await webhook(body, headers)).toMatchObject({ status: 403 })
    expect(await states()).toEqual(['unused', 'unused'])
  })
})
