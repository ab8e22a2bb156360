/** The seat of a dead computer is released by hand: who may have it then, and what is still said of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/

async function activations(...words: readonly string[]): Promise<Value> {
  return (await must(shop.vendor('activation', 'list', ...words))).value.activations
}

const release = (id: string, reason = 'the board died, ticket 4711') =>
  shop.vendor('activation', 'release', '--yes', id, '--reason', reason)

describe('a dead computer', () => {
  test('QC-08: its seat is free for another one, and the vendor sees what was', async () => {
    const key = await shop.key()
    const request = await shop.request('dead', key)
    const { license, computerId } = (await must(shop.vendor('issue', request))).value
    const waiting = await shop.request('next', key)
    const answer = () => shop.vendor('issue', waiting)
    expect((await refusal(shop.at(), answer, 'no-seats-left')).hint).toContain('activation release')
    const id = license.activationId

    const { value } = await must(release(id))
    const released = { at: expect.stringMatching(INSTANT), by: 'hand', reason: 'the board died, ticket 4711' }
    expect(value.activation).toMatchObject({ id, computerId, state: 'released', released })
    expect(await activations('--key', key)).toEqual([])
    expect(await activations('--key', key, '--released')).toEqual([
      { ...value.activation, license: expect.objectContaining({ format: 2, expires: null }) },
    ])
    expect((await must(shop.vendor('key', 'show', key))).value).toMatchObject({
      key: { state: 'unused', inUse: 0 },
      activations: [],
    })

    const next = (await must(answer())).value
    expect(next.outcome).toBe('issued')
    expect(await activations('--key', key)).toMatchObject([
      { id: next.license.activationId, state: 'active', released: null },
    ])
    expect((await activations('--key', key, '--released')).map(({ state }: Value) => state)).toEqual([
      'released',
      'active',
    ])
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('its old request gets no license any more, and a new one a new activation', async () => {
    const key = await shop.key('--activations', '2')
    const request = await shop.request('lost', key)
    const { activationId: activation } = (await must(shop.vendor('issue', request))).value.license
    await must(release(activation, 'lost on a train'))
    const error = await refusal(shop.at(), () => shop.vendor('issue', request), 'activation-released')
    expect(error).toMatchObject({ details: { activation }, hint: expect.stringContaining('new request') })
    await refusal(shop.at(), () => shop.vendor('issue', request, '--dry-run'), 'activation-released')
    // made in the same second, it would be the same request but for the version
    const found = (await must(shop.activate('lost', key, '--app-version', '2.0'))).value
    expect([found.outcome, found.license.activationId === activation]).toEqual(['issued', false])
  })

  test('released twice is released once, and said so by the first reason', async () => {
    const key = await shop.key()
    const { activationId: activation } = (await must(shop.activate('twice', key))).value.license
    const first = await must(release(activation, 'died'))
    expect((await must(release(activation.toUpperCase(), 'stolen'))).value).toEqual(first.value)
    const { history } = (await must(shop.vendor('key', 'show', key))).value
    expect(history.filter(({ kind }: Value) => kind === 'activation.released')).toHaveLength(1)
  })

  test('the history of the key says it, and who did it', async () => {
    const key = await shop.key()
    const { activationId: activation } = (await must(shop.activate('told', key))).value.license
    await must(
      shop.vendor('--operator', 'ann', 'activation', 'release', '--yes', activation, '--reason', 'burnt'),
    )
    const { history } = (await must(shop.vendor('key', 'show', key))).value
    expect(history.at(-1)).toMatchObject({
      operator: 'ann',
      kind: 'activation.released',
      activationId: activation,
      released: { by: 'hand', reason: 'burnt' },
    })
    const text = await shop.printed('key', 'show', key)
    expect(text).toMatch(/ann +seat of [0-9A-Z-]{17} released by hand: burnt/)
    expect(text).toContain('not activated yet')
  })
})

describe('the lists', () => {
  test('show the state, and the reason where released ones are asked for', async () => {
    const key = await shop.key('--activations', '2')
    const { activationId: activation } = (await must(shop.activate('gone', key))).value.license
    await must(shop.activate('here', key))
    await must(release(activation, 'sold, "as is"'))
    const table = await shop.printed('activation', 'list', '--key', key)
    expect(table).toMatch(/ STATE +NOTE\n.* active +-\n$/)
    expect(table).not.toContain('sold')
    const all = await shop.printed('activation', 'list', '--key', key, '--released')
    expect(all).toMatch(
      /STATE +NOTE +RELEASED +REASON\n.* released +- +\d{4}.*Z +sold, "as is"\n.* active +- +- +-\n$/,
    )
    const csv = await shop.printed('activation', 'list', '--key', key, '--released', '--format', 'csv')
    const [headings, gone, here] = csv.split('\r\n')
    expect(headings).toMatch(/"state","released","released by","reason"$/)
    expect(gone).toMatch(/"released","\d{4}[^"]*Z","hand","sold, ""as is"""$/)
    expect(here).toMatch(/"active",,,$/)
    const lines = (await shop.printed('activation', 'list', '--key', key, '--released', '--format', 'jsonl'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.map(({ released }) => released)).toEqual([
      { at: expect.stringMatching(INSTANT), by: 'hand', reason: 'sold, "as is"' },
      null,
    ])
  })
})

describe('refused', () => {
  test('no such activation, no reason, one of several lines', async () => {
    await refusal(shop.at(), () => release('0011223344556677'), 'activation-not-found')
    await refusal(
      shop.at(),
      () => shop.vendor('activation', 'release', '--yes', '0011223344556677'),
      'usage',
      2,
    )
    const { activationId: activation } = (await must(shop.activate('x', await shop.key()))).value.license
    const error = await refusal(shop.at(), () => release(activation, 'a\nb'), 'invalid-value', 2)
    expect(error.details.field).toBe('--reason')
    await refusal(shop.at(), () => release(activation, ''), 'invalid-value', 2)
  })
})
