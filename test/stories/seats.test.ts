/** Seats: so many different computers and no more, the same computer again for nothing. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProcess } from '../world/process.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Answer } from '../world/world.ts'

const ROOT = join(import.meta.dirname, '..', '..')

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

async function seatsOf(key: string): Promise<number> {
  return (await must(shop.vendor('key', 'show', key))).value.activations.length
}

describe('seats', () => {
  test('QC-07 QC-08: one more computer is refused, naming who holds the seats, and since when', async () => {
    const key = await shop.key('--activations', '2')
    const [a, b] = [await must(shop.activate('a', key)), await must(shop.activate('b', key))]
    const request = await shop.request('c', key)
    const out = shop.at('c', 'license.txt')
    const { details, message } = await refusal(
      shop.at(),
      () => shop.vendor('issue', request, '-o', out),
      'no-seats-left',
    )
    expect(details).toMatchObject({
      activations: 2,
      holders: [
        { computer: a.value.computerId, since: a.value.license.issuedAt },
        { computer: b.value.computerId, since: b.value.license.issuedAt },
      ],
    })
    for (const { computer, since } of details.holders)
      expect(message).toContain(`"${computer}" since ${since}`)
    expect(details.trace.map(({ outcome }: { outcome: string }) => outcome)).toContain('refuse')
    expect(await seatsOf(key)).toBe(2)
  })

  test('QC-09: the same request again gives the same bytes and takes no seat', async () => {
    const key = await shop.key()
    const request = await shop.request('a', key)
    const first = await must(shop.vendor('issue', request))
    const again = await must(shop.vendor('issue', request))
    expect([first.value.outcome, again.value.outcome]).toEqual(['issued', 'repeated'])
    expect(again.value.armored).toBe(first.value.armored)
    expect(await seatsOf(key)).toBe(1)
  })

  test('QC-09: a new request of the same computer gives a new license on the same activation', async () => {
    const key = await shop.key()
    const first = await must(shop.activate('a', key))
    const second = await must(shop.activate('a', key, '--app-version', '2.1'))
    expect(second.value.outcome).toBe('renewed')
    expect(second.value.license.activationId).toBe(first.value.license.activationId)
    expect(await seatsOf(key)).toBe(1)
  })

  test('QC-09: a computer that lost its files is the same computer', async () => {
    const key = await shop.key()
    await must(shop.install('lost', key))
    rmSync(shop.at('lost', 'home'), { recursive: true })
    expect((await must(shop.activate('lost', key))).value.outcome).toBe('renewed')
    expect(await shop.client('lost')('status')).toMatchObject({ exit: 1 })
    expect(await seatsOf(key)).toBe(1)
  })

  test('a dry run decides and records nothing', async () => {
    const key = await shop.key()
    const request = await shop.request('a', key)
    const head = (await shop.vendor('ledger', 'stats')).value.head
    const dry = await must(shop.vendor('issue', request, '--dry-run'))
    expect(dry.value).toMatchObject({ dryRun: true, outcome: 'issued' })
    expect((await shop.vendor('ledger', 'stats')).value.head).toBe(head)
    await must(shop.vendor('issue', request))
    expect((await must(shop.vendor('issue', request, '--dry-run'))).value.outcome).toBe('repeated')
  })

  test('several requests at once: a refused one does not stop the others', async () => {
    const key = await shop.key('--activations', '2')
    const requests = [
      await shop.request('x', key),
      await shop.request('y', key),
      await shop.request('z', key),
    ]
    const { exit, value } = await shop.vendor('issue', ...requests, '-o', shop.at('vendor'))
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'some-refused' })
    const codes = value.error.details.results.map(
      (result: { error?: { code: string } }) => result.error?.code,
    )
    expect(codes).toEqual([undefined, undefined, 'no-seats-left'])
    expect(await seatsOf(key)).toBe(2)
  })

  test('several requests at once: one that is missing or no file does not stop the others either', async () => {
    const key = await shop.key()
    const request = await shop.request('w', key)
    writeFileSync(shop.at('vendor', 'empty.txt'), '')
    const words = [shop.at('absent.txt'), shop.at('vendor', 'empty.txt'), request]
    const { exit, value } = await shop.vendor('issue', ...words, '-o', shop.at('vendor'))
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'some-refused' })
    const codes = value.error.details.results.map(
      (result: { error?: { code: string } }) => result.error?.code,
    )
    expect(codes).toEqual(['file-not-found', 'input-empty', undefined])
    expect(await seatsOf(key)).toBe(1)
  })

  test('QC-10: floating seats are signed into the license', async () => {
    const key = await shop.key('--floating-seats', '7')
    await must(shop.install('a', key))
    expect((await shop.client('a')('status')).value.license.floatingSeats).toBe(7)
  })
})

describe('at once, in processes of their own', () => {
  async function issueApart(request: string): Promise<Answer> {
    const words = ['vendor-tool/main.ts', '--home', shop.at('vendor', 'home'), 'issue', request, '--json']
    const { exit, out } = await runProcess(process.execPath, words, { folder: ROOT })
    return { exit, value: JSON.parse(out) }
  }

  test('QC-08: three computers and one seat: exactly one gets it', async () => {
    const key = await shop.key()
    const requests = [
      await shop.request('p', key),
      await shop.request('q', key),
      await shop.request('r', key),
    ]
    const answers = await Promise.all(requests.map(request => issueApart(request)))
    expect(answers.map(({ exit }) => exit).sort()).toEqual([0, 1, 1])
    for (const { exit, value } of answers) if (exit === 1) expect(value.error.code).toBe('no-seats-left')
    expect(await seatsOf(key)).toBe(1)
    expect((await shop.vendor('ledger', 'audit')).exit).toBe(0)
  })

  test('QC-09: the same request twice: one seat, the same bytes', async () => {
    const key = await shop.key('--activations', '5')
    const request = await shop.request('s', key)
    const answers = await Promise.all([issueApart(request), issueApart(request)])
    expect(answers.map(({ exit }) => exit)).toEqual([0, 0])
    expect(answers[0]?.value.armored).toBe(answers[1]?.value.armored)
    expect(await seatsOf(key)).toBe(1)
  })
})
