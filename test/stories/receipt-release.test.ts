/** A license moves to another computer: deactivated on the first, released by its receipt, taken by the second. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Answer, Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/

const release = (...words: readonly string[]) => shop.vendor('release', ...words)

/** Deactivates, and carries the receipt to the vendor. */
async function receipt(name: string, form: '-o' | '--qr' = '-o'): Promise<string> {
  const file = form === '--qr' ? 'receipt.png' : 'receipt.txt'
  await must(shop.client(name)('deactivate', '--yes', form, shop.at(name, file)))
  return shop.carry(`${name}/${file}`, `vendor/${name}-${file}`)
}

async function shown(key: string): Promise<Value> {
  return (await must(shop.vendor('key', 'show', key))).value
}

describe('a license that moves', () => {
  test('is dead on the first computer, and its seat is the second one’s', async () => {
    const key = await shop.key('--deactivation-limit', '3')
    const { license } = (await must(shop.install('first', key))).value
    const waiting = await shop.request('second', key)
    await refusal(shop.at(), () => shop.vendor('issue', waiting), 'no-seats-left')

    const file = await receipt('first', '--qr')
    expect(await shop.client('first')('status')).toMatchObject({ exit: 1 })
    const { value } = await must(release(file))
    expect(value).toMatchObject({
      outcome: 'released',
      activation: { id: license.activationId, state: 'released' },
      deactivations: { used: 1, moves: 0, limit: '3', releasedByHand: 0 },
    })
    expect(value.activation.released).toEqual({
      at: expect.stringMatching(INSTANT),
      by: 'receipt',
      receiptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      deactivatedAt: expect.stringMatching(INSTANT),
    })
    const moved = shop.at('second', 'license.txt')
    await must(shop.vendor('issue', waiting, '-o', moved))
    await must(shop.client('second')('install', moved))
    expect((await must(shop.client('second')('status'))).value.state).toBe('valid')

    const { deactivations, history } = await shown(key)
    expect(deactivations).toEqual({ used: 1, moves: 0, limit: '3', releasedByHand: 0 })
    expect(history.filter(({ kind }: Value) => kind === 'activation.released')).toMatchObject([
      { activationId: license.activationId, released: { by: 'receipt' } },
    ])
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('asked for again before the receipt is with the vendor, by a request or its code: a warning at the start', async () => {
    const key = await shop.key('--activations', '2')
    await must(shop.install('early', key))
    const before = (await must(shop.client('early')('request', key))).value.warnings
    const file = await receipt('early')
    const said = [
      expect.stringMatching(/^the license of this key was deactivated here on \d{4}-.*Z\. Send its receipt/),
    ]
    // the kit has a feature that no code can say
    for (const [words, more] of [
      [[], []],
      [['--typed'], [expect.stringContaining('cannot say edition')]],
    ] as const)
      expect((await must(shop.client('early')('request', key, ...words))).value.warnings).toEqual([
        ...said,
        ...more,
      ])
    const other = (await must(shop.client('early')('request', await shop.key()))).value.warnings
    // once the new license is here, there is nothing to warn of
    await must(release(file))
    await must(shop.install('early', key))
    const after = (await must(shop.client('early')('request', key))).value.warnings
    expect([before, other, after]).toEqual([[], [], []])
  })

  test('the receipt again is harmless, in whatever form it comes', async () => {
    const key = await shop.key('--deactivation-limit', '1')
    await must(shop.install('twice', key))
    const file = await receipt('twice')
    const first = (await must(release(file))).value
    const { head } = (await must(shop.vendor('ledger', 'stats'))).value
    const copy = shop.at('twice', 'again.cbor')
    await must(shop.client('twice')('deactivate', '--again', '-o', copy))
    for (const again of [file, copy])
      expect((await must(release(again))).value).toEqual({ ...first, outcome: 'free-already' })
    expect((await must(shop.vendor('ledger', 'stats'))).value.head).toBe(head)
  })

  test('tried first: what it would do, and nothing is written', async () => {
    await must(shop.install('tried', await shop.key()))
    const file = await receipt('tried')
    const before = shop.listing()
    expect((await must(release(file, '--dry-run'))).value).toMatchObject({
      dryRun: true,
      outcome: 'released',
      deactivations: { used: 1, moves: 0, limit: '3' },
    })
    expect(shop.listing()).toEqual(before)
  })
})

describe('LP-06..08 over the limit', () => {
  test('the seat stays taken, and there are two ways on: a higher limit, or by hand', async () => {
    const key = await shop.key('--activations', '3', '--deactivation-limit', '1')
    const names = ['full-1', 'full-2', 'full-3'] as const
    for (const name of names) await must(shop.install(name, key))
    const [one, two, three] = [await receipt(names[0]), await receipt(names[1]), await receipt(names[2])]
    await must(release(one))
    const error = await refusal(shop.at(), () => release(two), 'no-deactivations-left')
    expect(error.details).toMatchObject({ key: key.slice(0, 11), limit: 1, used: 1 })
    await refusal(shop.at(), () => release(two, '--dry-run'), 'no-deactivations-left')
    expect((await shown(key)).key.inUse).toBe(2)

    await must(shop.vendor('key', 'set', key, '--deactivation-limit', '2'))
    await must(release(two))
    await refusal(shop.at(), () => release(three), 'no-deactivations-left')
    const [{ id }] = (await shown(key)).activations
    const { value } = await must(
      shop.vendor('activation', 'release', '--yes', id, '--reason', 'over the limit, ticket 4711'),
    )
    expect(value.deactivations).toEqual({ used: 2, moves: 0, limit: '2', releasedByHand: 1 })
    expect((await shown(key)).deactivations).toEqual(value.deactivations)
    expect((await must(release(three))).value.outcome).toBe('free-already')
  })
})

describe('several receipts', () => {
  test('one that is refused does not stop the others', async () => {
    const key = await shop.key('--activations', '3', '--deactivation-limit', '2')
    const files: string[] = []
    for (const name of ['many-1', 'many-2', 'many-3']) {
      await must(shop.install(name, key))
      files.push(await receipt(name))
    }
    const [one, two, three] = files as [string, string, string]
    const answer: Answer = await release(one, shop.at('vendor', 'scope.kit'), two, shop.at('none'), three)
    expect(answer).toMatchObject({
      exit: 1,
      value: { error: { code: 'some-refused', details: { refused: 3, of: 5 } } },
    })
    expect(answer.value.error.message).toContain('3 of 5 receipts were refused')
    expect(answer.value.error.details.results).toMatchObject([
      { input: one, outcome: 'released' },
      { error: { code: 'wrong-message-type' } },
      { input: two, outcome: 'released', deactivations: { used: 2, limit: '2' } },
      { error: { code: 'file-not-found' } },
      { input: three, error: { code: 'no-deactivations-left' } },
    ])
    const { results } = (await must(release(one, two))).value
    expect(results.map(({ outcome }: Value) => outcome)).toEqual(['free-already', 'free-already'])
  })
})

describe('refused', () => {
  test('a request, a license, nothing, no receipt at all', async () => {
    const request = await shop.request('wrong', await shop.key())
    await refusal(shop.at(), () => release(request), 'wrong-message-type')
    await refusal(shop.at(), () => release(shop.at('none')), 'file-not-found', 3)
    await refusal(shop.at(), () => release(), 'usage', 2)
  })

  test('the receipt of an installation that the computer has left behind', async () => {
    const key = await shop.key()
    await must(shop.install('left', key))
    const old = await receipt('left')
    // its files are lost, and it is installed anew before the receipt arrives
    rmSync(shop.at('left', 'home'), { recursive: true })
    const again = (await must(shop.install('left', key))).value
    const error = await refusal(shop.at(), () => release(old), 'receipt-not-of-installation')
    expect(error.details.activation).toBe(again.license.activationId)
    expect((await must(shop.client('left')('status'))).value.state).toBe('valid')
  })
})
