/** What the ledger keeps of calls that may be sent again: bounded, and of one call each. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ApiKey } from '../../../src/core/terms/outside.ts'
import { ANSWERS_KEPT } from '../../../src/vendor/ledger/kept-answers.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { ApiKeys } from '../../../src/vendor/outside/api-keys.ts'
import { KeptAnswers, MOST_KEPT_BYTES } from '../../../src/vendor/outside/kept-answers.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

let desk: Desk
let ledger: Ledger
let kept: KeptAnswers
let apiKey: ApiKey
beforeEach(async () => {
  desk = await openDesk()
  ledger = await desk.ledger()
  const world = { ledger, now: desk.now, random: desk.random }
  kept = new KeptAnswers(world)
  apiKey = (await new ApiKeys(world).add({ name: 'shop', scopes: ['sell'] })).apiKey
})
afterEach(() => desk.close())

const begin = (
  name: string,
  asked: readonly (string | Uint8Array)[] = ['POST', '/v1/keys'],
  sweeps = false,
) => kept.begin({ apiKey, name, asked }, sweeps)
const rows = async () =>
  Number((await ledger.look(sql => sql.get('SELECT count(*) AS n FROM kept_answer')))?.n)

it('a call is its parts, wherever they end: no other parts are taken for it', async () => {
  await begin('one', ['POST', '/v1/a', 'b'])
  for (const other of [
    ['POST', '/v1/ab', ''],
    ['POST', '/v1/', 'ab'],
    ['POST/v1/ab'],
    ['POST', '/v1/a', new TextEncoder().encode('c')],
  ])
    expect((await begin('one', other)).kind).toBe('other-call')
  expect((await begin('one', ['POST', '/v1/a', new TextEncoder().encode('b')])).kind).toBe('under-way')
})

it('bounded: of one API key only the newest stay, and none longer than two days', async () => {
  const { ofKey, seconds } = ANSWERS_KEPT
  await ledger.keep(async sql => {
    for (let i = 0; i < ofKey + 5; i++)
      await sql.run(
        'INSERT INTO kept_answer (api_key, name, asked, at, status, body) VALUES (?, ?, ?, ?, ?, ?)',
        [apiKey.id, `order-${i}`, '', desk.time - ofKey + i, 200, '{}'],
      )
    await sql.run('INSERT INTO kept_answer (api_key, name, asked, at) VALUES (?, ?, ?, ?)', [
      'other',
      'x',
      '',
      1,
    ])
  })
  desk.time += 5
  await begin('new')
  expect(await rows(), 'nothing is swept unless it is asked for').toBe(ofKey + 7)
  await begin('newer', undefined, true)
  // its newest, and the one that was begun after that
  expect(await rows()).toBe(ofKey + 2)
  expect((await begin('order-0')).kind).toBe('new')
  desk.time += seconds + 1
  await begin('last', undefined, true)
  expect(await rows()).toBe(1)
})

it('what was begun by a server that failed is not taken for what was never sent', async () => {
  const begun = await begin('one')
  if (begun.kind !== 'new') throw new Error(begun.kind)
  await kept.fail(begun.begun, true)
  expect((await begin('one')).kind).toBe('unknown')
})

it('bounded: large answers of one API key do not fill the disk; the call is still carried out once', async () => {
  const { bytesOfKey } = ANSWERS_KEPT
  const most = bytesOfKey / MOST_KEPT_BYTES
  await ledger.keep(async sql => {
    for (let i = 0; i < most + 10; i++)
      await sql.run(
        'INSERT INTO kept_answer (api_key, name, asked, at, status, body) VALUES (?, ?, ?, ?, ?, ?)',
        [
          i < most + 9 ? apiKey.id : 'other',
          `order-${i}`,
          '',
          desk.time + i,
          200,
          'x'.repeat(MOST_KEPT_BYTES),
        ],
      )
  })
  desk.time += 1000
  await begin('new', undefined, true)
  const bodies = await ledger.look(sql =>
    sql.all('SELECT api_key, count(*) AS n FROM kept_answer WHERE body IS NOT NULL GROUP BY api_key'),
  )
  expect(Object.fromEntries(bodies.map(row => [row.api_key, Number(row.n)]))).toEqual({
    [apiKey.id]: most,
    other: 1,
  })
  // the oldest are known, and not carried out again
  expect((await begin('order-8')).kind).not.toBe('new')
  expect(await rows()).toBe(most + 11)
})
