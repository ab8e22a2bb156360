/** Idempotency-Key: the same call twice is carried out once, whatever happens in between. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { MOST_CALL_SECONDS, MOST_KEPT_BYTES } from '../../../src/vendor/outside/kept-answers.ts'
import { idempotencyKeyOf } from '../../../vendor-tool/api/answers-once.ts'
import { callables } from '../../../vendor-tool/api/callables.ts'
import type { Callable } from '../../../vendor-tool/api/calls.ts'
import { type ServedApi, serveApi } from './served.ts'

/** What the operation `POST /v1/does` does next. */
let does: Callable['answer']
const doing: Callable = {
  method: 'POST',
  path: '/v1/does',
  scope: 'sell',
  mostBodyBytes: 1_048_576,
  answer: (members, caller) => does(members, caller),
}

let api: ServedApi
let key: string
beforeEach(async () => {
  does = async () => ({})
  api = await serveApi({ operations: [...callables(), doing] })
  key = await api.key({ name: 'shop' })
})
afterEach(() => api.close())

const sell = (name: string, body: unknown = { product: 'scope' }, by = key) =>
  api.call('POST', '/v1/keys', { key: by, body, headers: { 'idempotency-key': name } })
const call = (name: string, body: unknown = {}) =>
  api.call('POST', '/v1/does', { key, body, headers: { 'idempotency-key': name } })
const sold = async () => (await api.desk.vendor.stats()).keys

it('HT-01: replay: the same call again is the same answer byte for byte, and nothing is done twice', async () => {
  const first = await sell('order-1')
  const again = await sell('order-1')
  expect([again.status, again.text]).toEqual([200, first.text])
  expect(first.headers.get('idempotency-replayed')).toBeNull()
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
  // the draft writes it in quotes
  expect((await sell('"order-1"')).text).toBe(first.text)
  expect(await sold()).toBe(1)
  expect((await sell('order-2')).text).not.toBe(first.text)
  expect(await sold()).toBe(2)
})

it('HT-01: another call with the same key is refused: other body, path or order of members', async () => {
  await sell('one')
  for (const other of [
    sell('one', { product: 'scope', activations: 2 }),
    sell('one', {}),
    call('one', { product: 'scope' }),
  ])
    expect((await other).value).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
  expect(await sold()).toBe(1)
})

it('an Idempotency-Key is of one API key: nobody is answered what another one was', async () => {
  const first = await sell('one')
  const other = await api.key({ name: 'other' })
  const second = await sell('one', { product: 'scope' }, other)
  expect(second.text).not.toBe(first.text)
  expect(second.headers.get('idempotency-replayed')).toBeNull()
  // nor does a kept answer open what its scope does not
  const reader = await api.key({ name: 'reader', scopes: ['read'] })
  expect((await sell('one', { product: 'scope' }, reader)).status).toBe(403)
})

it('a refusal uses up nothing: the call may be corrected, or sent again, with the same key', async () => {
  expect((await sell('one', { product: 'scope', email: 'not an address' })).status).toBe(400)
  expect((await sell('one', { product: 'scope', email: 'ann@lab.example' })).status).toBe(200)
  expect((await sell('two', { product: 'nothing' })).status).toBe(404)
  await api.desk.vendor.createProduct({ id: 'nothing', name: 'Nothing' })
  expect((await sell('two', { product: 'nothing' })).status).toBe(200)
  expect(await sold()).toBe(2)
})

it('a refusal behind something that was recorded is kept, with its status and type', async () => {
  does = async (_, { vendor }) => {
    await vendor.createKeys({ productId: 'scope' })
    throw new AirlatchError('product-not-found', { product: 'nothing', known: [] })
  }
  const first = await call('one')
  expect(first.status).toBe(404)
  const again = await call('one')
  expect([again.status, again.text]).toEqual([404, first.text])
  expect(again.headers.get('content-type')).toBe('application/problem+json')
  expect((await call('one', { other: true })).value.code).toBe('idempotency-key-reused')
  expect(await sold()).toBe(1)
})

it('what is wrong with the call itself is said each time, and keeps nothing', async () => {
  const headers = { 'idempotency-key': 'one' }
  expect((await api.call('POST', '/v1/keys', { key, body: '{', headers })).status).toBe(400)
  expect((await api.call('POST', '/v1/keys', { body: { product: 'scope' }, headers })).status).toBe(401)
  expect((await sell('one')).status).toBe(200)
})

it('the same call at once is carried out once: the others are told to wait', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => sell('one')))
  const codes = new Set(all.map(({ status, value }) => (status === 200 ? 'ok' : value.code)))
  expect([...codes].filter(code => code !== 'ok' && code !== 'idempotency-in-progress')).toEqual([])
  expect(await sold()).toBe(1)
  const late = all.find(({ status }) => status === 409)
  if (late !== undefined) expect(late.headers.get('retry-after')).toBe('2')
})

it('a server that died in the middle: nobody knows, and it is not done again', async () => {
  const { keptAnswers, apiKeys } = api.desk.vendor
  const apiKey = await apiKeys.named('shop')
  const body = JSON.stringify({ product: 'scope' })
  // as the server would have begun it, and no more
  const asked = ['POST', '/v1/keys', new TextEncoder().encode(body)]
  expect((await keptAnswers.begin({ apiKey, name: 'one', asked }, false)).kind).toBe('new')
  expect((await sell('one')).value.code).toBe('idempotency-in-progress')
  api.desk.time += MOST_CALL_SECONDS
  const { status, value } = await sell('one')
  expect([status, value.code, value.details]).toEqual([409, 'outcome-unknown', { state: 'begun' }])
  expect(value.hint).toContain('check whether it took effect')
  expect(await sold()).toBe(0)
  expect((await sell('two')).status).toBe(200)
})

it('5xx is not kept: when nothing was recorded the same call may be sent again', async () => {
  for (const error of [new AirlatchError('ledger-busy'), new TypeError('a fault of ours')]) {
    does = () => Promise.reject(error)
    const name = error.name
    expect((await call(name)).status).toBeGreaterThanOrEqual(500)
    does = async () => ({ done: true })
    expect((await call(name)).value).toEqual({ ok: true, done: true })
  }
})

it('5xx after something was recorded: nobody knows, and it is not done again', async () => {
  does = async (_, { vendor }) => {
    await vendor.createKeys({ productId: 'scope' })
    throw new AirlatchError('ledger-busy')
  }
  expect((await call('one')).status).toBe(503)
  expect((await call('one')).value).toMatchObject({ code: 'outcome-unknown', details: { state: 'begun' } })
  expect(await sold()).toBe(1)
})

it('5xx whose commit may still come: nobody knows, although nothing is recorded yet', async () => {
  does = () => Promise.reject(new AirlatchError('ledger-unavailable', { unsettled: true } as never))
  expect((await call('one')).status).toBe(503)
  expect((await call('one')).value.code).toBe('outcome-unknown')
})

it('what another API key recorded meanwhile is none of its business', async () => {
  does = async () => {
    await api.desk.vendor.acting('api:other').createKeys({ productId: 'scope' })
    throw new AirlatchError('ledger-busy')
  }
  expect((await call('one')).status).toBe(503)
  does = async () => ({ done: true })
  expect((await call('one')).status).toBe(200)
})

it('an answer that is too large is not kept, and not made again either', async () => {
  does = async () => ({ large: 'x'.repeat(MOST_KEPT_BYTES) })
  expect((await call('one')).status).toBe(200)
  const { status, value } = await call('one')
  expect([status, value.code, value.details]).toEqual([409, 'outcome-unknown', { state: 'not-kept' }])
})

it('erased personal data are in no kept answer either', async () => {
  const { value } = await sell('one', { product: 'scope', email: 'jane@example.com' })
  await api.desk.vendor.erasePersonal(value.keys[0].id)
  expect((await sell('one', { product: 'scope', email: 'jane@example.com' })).value).toMatchObject({
    code: 'outcome-unknown',
    details: { state: 'not-kept' },
  })
  const ledger = await api.desk.ledger()
  expect(JSON.stringify(await ledger.look(sql => sql.all('SELECT * FROM kept_answer')))).not.toContain('jane')
})

it('nor are those of a customer who is erased, by whatever call they came', async () => {
  const { vendor } = api.desk
  const said = (name: string, path: string, body: object, method = 'POST') =>
    api.call(method, path, { key, body, headers: { 'idempotency-key': name } })
  const { value } = await said('one', '/v1/customers', { name: 'Jane Roe', email: 'jane@example.com' })
  const { id } = value.customer
  await said('two', `/v1/customers/${id}`, { company: 'Roe Labs' }, 'PATCH')
  await said('three', '/v1/customers', { name: 'Jane Roe', email: 'no address of Jane' })
  await said('four', '/v1/find', { message: 'not a message of Jane' })
  const [sold] = await vendor.createKeys({ productId: 'scope', customer: id, email: 'jane@example.com' })
  await said('five', `/v1/keys/${sold?.id}/suspend`, { reason: 'Jane asked' })
  await said('six', `/v1/customers/${id}/erase`, { dryRun: true })
  const erased = await said('seven', `/v1/customers/${id}/erase`, {})
  expect([erased.status, erased.text.match(/jane|roe/i)]).toEqual([200, null])
  const ledger = await api.desk.ledger()
  for (const table of ['kept_answer', 'outside', 'sold_order', 'delivery', 'secret'])
    expect(JSON.stringify(await ledger.look(sql => sql.all(`SELECT * FROM ${table}`))), table).not.toMatch(
      /jane|roe/i,
    )
  expect((await said('seven', `/v1/customers/${id}/erase`, {})).text).toBe(erased.text)
})

it('after two days a key is free again, and old rows are gone', async () => {
  await sell('one')
  await sell('two')
  api.desk.time += 172_801
  api.time += 60_001
  await sell('one')
  const ledger = await api.desk.ledger()
  const rows = await ledger.look(sql => sql.all('SELECT name FROM kept_answer'))
  expect(rows.map(({ name }) => name)).toEqual(['one'])
  expect(await sold()).toBe(3)
})

it('a GET is never kept: it shows what is now', async () => {
  const headers = { 'idempotency-key': 'one' }
  expect((await api.call('GET', '/v1/keys', { key, headers })).value.keys).toEqual([])
  await sell('two')
  expect((await api.call('GET', '/v1/keys', { key, headers })).value.keys.length).toBe(1)
})

it('HT-01: junk in the header is refused, and whatever is taken is one name', () => {
  for (const junk of [
    '',
    ' ',
    '"',
    '""',
    '"a',
    'a"',
    'a b',
    'a\tb',
    'ä',
    '\u0000',
    '"\\"',
    'x'.repeat(256),
    '"a" "b"',
  ])
    expect(() => idempotencyKeyOf(junk), JSON.stringify(junk)).toThrow('invalid-value')
  expect(idempotencyKeyOf(undefined)).toBeUndefined()
  expect(idempotencyKeyOf('8e03978e-40d5')).toBe('8e03978e-40d5')
  expect(idempotencyKeyOf('"8e03978e-40d5"')).toBe('8e03978e-40d5')
  expect(idempotencyKeyOf(`"${'x y'.repeat(85)}"`)).toBe('x y'.repeat(85))
})
