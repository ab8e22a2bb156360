/**
 * Activating for somebody else: a generic key without any request, and requests that were relayed by e-mail or telephone
 * and are held against what came with them.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explain } from '../../src/words/explain.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
let generic: string
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  generic = await shop.key('--generic', '--expires', '2099-12-31')
})
afterAll(() => shop.remove())

function issue(...words: readonly string[]) {
  return shop.vendor('issue', ...words)
}

async function head(): Promise<string> {
  return (await must(shop.vendor('ledger', 'stats'))).value.head
}

/** As somebody types it who heard it on the telephone. */
function sloppy(id: string): string {
  return ` ${id.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
}

/** A request of a new computer, the computer's ID, and the key. */
async function relayed(name: string, ...words: readonly string[]) {
  const key = await shop.key(...words)
  const path = await shop.request(name, key)
  const { computerId } = (await must(shop.vendor('inspect', path))).value
  return { key, path, computerId: computerId as string, text: readFileSync(path, 'utf8') }
}

describe('a generic key, without a request', () => {
  test('QG-11..12: any text is its computer ID', async () => {
    for (const text of ['x', 'Campus, all buildings', '-1', '漢字'])
      expect((await must(issue('--key', generic, '--computer-id', text))).value).toMatchObject({
        computerId: text,
        license: { generic: true },
      })
    const { activations } = (await must(shop.vendor('activation', 'list', '--key', generic))).value
    expect(activations).toMatchObject([{ onBehalf: true }])
  })

  test('QG-11: a dry run says what every rule saw, and records nothing', async () => {
    const fresh = await shop.key('--generic', '--expires', '2099-12-31')
    const before = await head()
    const dry = await must(issue('--key', fresh, '--computer-id', 'x', '--dry-run'))
    expect(dry.value).toMatchObject({ dryRun: true, outcome: 'issued' })
    expect(dry.value.trace.length).toBeGreaterThan(5)
    for (const step of dry.value.trace)
      expect(step).toEqual({ rule: expect.any(String), outcome: 'pass', saw: expect.any(String) })
    expect(await head()).toBe(before)
    await must(issue('--key', fresh, '--computer-id', 'x'))
    const again = await must(issue('--key', fresh, '--computer-id', 'x', '--dry-run'))
    expect(again.value.outcome).toBe('renewed')
  })

  test('QG-11: a key bound to computers is refused, saying what is missing, with the trace', async () => {
    const bound = await shop.key()
    for (const words of [[], ['--dry-run']]) {
      const run = () => issue('--key', bound, '--computer-id', 'CTC35-DBRJ4-5Z644', ...words)
      const { details, message, hint } = await refusal(shop.at(), run, 'not-generic')
      expect(message).toContain('computer ID is not enough')
      expect(message).toContain('fingerprint')
      expect(hint).toContain('request')
      expect(details.trace.filter(({ outcome }: Value) => outcome === 'refuse')).toEqual([
        { rule: 'generic', outcome: 'refuse', saw: 'a key bound to computers needs a request' },
      ])
    }
  })

  test('QG-13: switched off, it is refused here too, also dry', async () => {
    await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'false'))
    for (const words of [[], ['--dry-run']]) {
      const run = () => issue('--key', generic, '--computer-id', 'x', ...words)
      await refusal(shop.at(), run, 'generic-not-allowed')
    }
    await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  })

  test('one of the two alone, and no request beside it', async () => {
    await refusal(shop.at(), () => issue('--key', generic), 'usage', 2)
    await refusal(shop.at(), () => issue('--computer-id', 'x'), 'usage', 2)
    await refusal(shop.at(), () => issue('--key', generic, '--computer-id', ''), 'invalid-value', 2)
    const long = () => issue('--key', generic, '--computer-id', 'x'.repeat(257))
    expect((await refusal(shop.at(), long, 'invalid-value', 2)).details.field).toBe('--computer-id')
  })
})

describe('a request that was relayed', () => {
  test('is issued when it is of that key and that computer, however they were typed', async () => {
    const { key, path, computerId } = await relayed('a', '--activations', '3')
    const id = key.slice(0, 11)
    const outcomes = [
      await must(issue(path, '--key', key, '--computer-id', computerId)),
      await must(issue(path, '--key', id, '--computer-id', computerId.replaceAll('-', ''))),
      await must(issue(path, '--key', sloppy(id), '--computer-id', sloppy(computerId))),
      await must(issue(path, '--key', key)),
      await must(issue(path, '--computer-id', computerId)),
    ]
    expect(outcomes.map(({ value }) => value.outcome)).toEqual(['issued', ...Array(4).fill('repeated')])
    expect(outcomes[0]?.value.computerId).toBe(computerId)
  })

  test('of another computer, or with an ID that is none, is refused and takes no seat', async () => {
    const { key, path, computerId } = await relayed('b')
    const other = await relayed('c')
    for (const expected of [other.computerId, 'the computer in the lab', computerId.slice(0, -1)]) {
      const run = () => issue(path, '--key', key, '--computer-id', expected)
      const { details, message } = await refusal(shop.at(), run, 'request-not-as-said')
      expect(details).toMatchObject({ field: 'computer', got: computerId, expected })
      expect(message).toContain(computerId)
    }
    expect((await must(shop.vendor('key', 'show', key))).value.activations).toEqual([])
  })

  test('of another key is refused; an unknown one is unknown', async () => {
    const { key, path, computerId } = await relayed('d')
    const other = await shop.key()
    for (const words of [[], ['--computer-id', computerId], ['--dry-run']]) {
      const run = () => issue(path, '--key', other, ...words)
      const { details } = await refusal(shop.at(), run, 'request-not-as-said')
      expect(details).toMatchObject({ field: 'key', got: key.slice(0, 11), expected: other.slice(0, 11) })
    }
    const elsewhere = await openShop()
    const unknown = await elsewhere.key()
    elsewhere.remove()
    await refusal(shop.at(), () => issue(path, '--key', unknown), 'key-not-found')
    await refusal(shop.at(), () => issue(path, '--key', 'no key'), 'activation-key-malformed')
  })

  test('pasted whole where the computer ID goes, it is the request', async () => {
    const { key, computerId, text } = await relayed('e')
    const other = await shop.key()
    const mail = `Dear vendor,\n> please activate\n${text}\nkind regards`
    const run = () => issue('--key', other, `--computer-id=${mail}`)
    await refusal(shop.at(), run, 'request-not-as-said')
    const dry = await must(issue('--key', key, `--computer-id=${mail}`, '--dry-run'))
    expect(dry.value).toMatchObject({ dryRun: true, outcome: 'issued' })
    const { value } = await must(issue('--key', key, `--computer-id=${mail}`))
    expect(value).toMatchObject({ computerId, outcome: 'issued', license: { generic: false } })
    expect((await must(issue(`--computer-id=${text}`))).value.outcome).toBe('repeated')
    await refusal(shop.at(), () => issue('file.txt', `--computer-id=${text}`), 'usage', 2)
    const cut = text.slice(0, 60)
    await refusal(shop.at(), () => issue(`--computer-id=${cut}`), 'armor-malformed')
  })

  test('among several, those that are of the key are answered', async () => {
    const mine = await relayed('f', '--activations', '2')
    const foreign = await relayed('g')
    const words = [mine.path, foreign.path, '-o', shop.at('vendor'), '--key', mine.key]
    const { exit, value } = await issue(...words)
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'some-refused' })
    const codes = value.error.details.results.map((result: Value) => result.error?.code)
    expect(codes).toEqual([undefined, 'request-not-as-said'])
  })
})

describe('every refusal', () => {
  test('QC-08: names the holders of the seats in its details, and shows what each rule saw, dry or not', async () => {
    const { key, path, computerId } = await relayed('h')
    await must(issue(path))
    const second = await shop.request('i', key)
    for (const words of [[], ['--dry-run']]) {
      const { details } = await refusal(shop.at(), () => issue(second, ...words), 'no-seats-left')
      expect(details.holders).toMatchObject([{ computer: computerId }])
      expect(
        details.trace.map(({ outcome }: Value) => outcome).filter((one: string) => one !== 'pass'),
      ).toEqual(['refuse'])
    }
  })

  test('a sentence for what was not as said', () => {
    const { message, hint } = explain('request-not-as-said', { field: 'key', got: 'A', expected: 'B' })
    expect(message).toBe('the request is for key "A", expected "B"')
    expect(hint).toContain('--computer-id')
  })
})
