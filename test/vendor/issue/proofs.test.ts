/**
 * Guessing at an activation key whose id is known: wrong proofs are counted by every way in, codes are refused after ten of
 * them, and whoever guesses neither learns more nor keeps the customer away, nor makes the ledger grow.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRequestCode, requestCodeText } from '../../../src/carrier/typed/request-code.ts'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import { detailOf } from '../../../src/core/errors.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { MOST_WRONG_CODES } from '../../../src/vendor/decide/proof.ts'
import { type NewKeys, openVendor, type Vendor } from '../../../src/vendor/door.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { type Desk, decided, issued, openDesk, requestOf } from '../../world/desk.ts'

/** What who is not trusted is told, whether the key is known or not. */
const UNPROVED = { decision: { kind: 'refusal', code: 'key-not-found', trace: [] }, proved: undefined }

let desk: Desk
let key: string
beforeEach(async () => {
  desk = await openDesk()
  key = await newKey({ activations: 100 })
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  return (await desk.vendor.createKeys({ productId: 'scope', ...terms }))[0]?.text as string
}

/** The key with one byte changed: behind the fifth it has the same id. */
function altered(at: number): string {
  const bytes = decodeGroups(key, 6) as Uint8Array
  return activationKeyOf(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))).text
}

/** A code that proves nothing, each time another one. */
let guesses = 0
const wrongCode = (seed = 'thief') => requestCodeOf(`${seed} ${++guesses}`, altered(14))
const wrongRequest = (seed = 'thief') => requestOf(seed, altered(14))
const rightCode = (seed = 'a') => requestCodeOf(seed, key)

const proofs = async (of: Vendor = desk.vendor) => (await of.listedKey(key)).wrongProofs
const refusalOf = async (code: string) => {
  const outcome = await desk.signer.issue(code)
  return outcome.kind === 'refusal' ? { code: outcome.code, details: outcome.details } : outcome.kind
}

async function guess(times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    expect(await refusalOf(wrongCode())).toMatchObject({ code: 'key-proof-invalid' })
}

async function another(): Promise<Vendor> {
  return openVendor({ home: desk.home, now: desk.now, random: desk.random })
}

describe('wrong codes', () => {
  test('are counted, and the desk is told how many there were', async () => {
    await guess(2)
    expect(await refusalOf(wrongCode())).toMatchObject({ details: { wrongCodes: 3, wrongRequests: 0 } })
    expect(await proofs()).toMatchObject({ codes: 3, codesInARow: 3, requests: 0, last: { at: desk.time } })
  })

  test('ten in a row, and no code is looked at any more, in another process too', async () => {
    await guess(MOST_WRONG_CODES)
    const code = wrongCode()
    const refused = { code: 'too-many-wrong-codes', details: { key: key.slice(0, 11), wrong: 10 } }
    expect(await refusalOf(code)).toEqual(refused)
    const vendor = await another()
    expect(await decided(vendor, rightCode())).toMatchObject(refused)
    expect(await proofs(vendor)).toMatchObject({ codes: 10, codesInARow: 10 })
    await vendor.close()
  })

  test('a right one is then refused as a wrong one is, word for word', async () => {
    await guess(MOST_WRONG_CODES)
    for (const work of [
      (code: string) => desk.signer.issue(code),
      (code: string) => decided(desk.vendor, code),
    ]) {
      const [wrong, right] = [await work(wrongCode()), await work(rightCode())]
      const proofIn = ({ trace }: typeof wrong) => trace.find(({ rule }) => rule === 'key-proof')
      expect(proofIn(right)).toEqual(proofIn(wrong))
      expect(right).toMatchObject({ kind: 'refusal', code: 'too-many-wrong-codes' })
      expect({ ...right, trace: [] }).toEqual({ ...wrong, trace: [] })
    }
    for (const code of [wrongCode(), rightCode()]) {
      const ask = await desk.vendor.open(code, { unattended: true })
      expect(await desk.vendor.preview(ask)).toMatchObject(UNPROVED)
      expect(await desk.signer.issue(ask)).toMatchObject(UNPROVED.decision)
    }
  })

  test('of many at once, over two connections and by every way in, no more than ten are told from a right one', async () => {
    const vendor = await another()
    const signer = await vendor.unlock('')
    const ways: readonly ((code: string) => Promise<unknown>)[] = [
      code => desk.signer.issue(code),
      code => decided(desk.vendor, code),
      code => signer.issue(code),
      code => decided(vendor, code),
    ]
    const codes = Array.from({ length: 40 }, () => wrongCode())
    const outcomes = await Promise.all(codes.map((code, i) => ways[i % ways.length]?.(code)))
    const told = outcomes.filter(outcome => Object(outcome).code === 'key-proof-invalid')
    expect(told).toHaveLength(MOST_WRONG_CODES)
    expect(new Set(told.map(outcome => Object(outcome).details.wrongCodes))).toEqual(
      new Set(Array.from({ length: MOST_WRONG_CODES }, (_, n) => n + 1)),
    )
    expect(await proofs()).toMatchObject({ codes: 10, codesInARow: 10 })
    await vendor.close()
  })

  test('a page that asks first, and confirms, counts each once', async () => {
    const ask = await desk.vendor.open(wrongCode(), { unattended: true })
    expect(await desk.vendor.preview(ask)).toMatchObject(UNPROVED)
    expect(await desk.signer.issue(ask)).toMatchObject(UNPROVED.decision)
    expect(await proofs()).toMatchObject({ codes: 1 })
  })

  test('who is not trusted cannot ask on behalf of somebody, which needs no proof', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const [generic] = await desk.vendor.createKeys({ productId: 'scope', generic: true })
    const body = { key: generic?.id as string, computerId: 'mine' }
    const refused = { code: 'invalid-value', details: { field: 'request' } }
    for (const work of [
      () => desk.vendor.open(body, { unattended: true }),
      () => desk.vendor.preview(body, { unattended: true }),
      () => desk.signer.issue(body, { unattended: true }),
    ])
      await expect(work()).rejects.toMatchObject(refused)
    expect(await desk.signer.issue(body)).toMatchObject({ kind: 'issued' })
  })

  test('the same one said again is not counted again; another one in between is', async () => {
    const [first, second] = [wrongCode(), wrongCode()]
    for (let n = 0; n < 20; n++) expect(await refusalOf(first)).toMatchObject({ details: { wrongCodes: 1 } })
    for (const code of [second, first, second]) await refusalOf(code)
    expect(await proofs()).toMatchObject({ codes: 4, codesInARow: 4 })
  })

  test('of a key that is not there are counted nowhere', async () => {
    const unknown = altered(0)
    for (let n = 0; n < 12; n++)
      expect(await refusalOf(requestCodeOf(`${n}`, unknown))).toMatchObject({ code: 'key-not-found' })
    expect((await desk.vendor.keys({})).map(({ wrongProofs }) => wrongProofs.codes)).toEqual([0])
  })

  test('make no entry, however many', async () => {
    const before = await desk.vendor.stats()
    for (let n = 0; n < 30; n++) {
      await desk.signer.issue(wrongCode())
      await desk.signer.issue(wrongRequest(`thief ${n}`))
    }
    expect(await desk.vendor.stats()).toEqual(before)
    expect((await desk.vendor.audit()).problems).toEqual([])
  })
})

describe('codes are taken again', () => {
  beforeEach(() => guess(MOST_WRONG_CODES))

  test('when a signed request was granted: wrong ones never keep it away', async () => {
    for (let n = 0; n < 20; n++)
      expect(await desk.signer.issue(wrongRequest(`thief ${n}`))).toMatchObject({
        code: 'key-proof-invalid',
        details: { wrongCodes: 10, wrongRequests: n + 1 },
      })
    issued(await desk.signer.issue(requestOf('a', key)))
    expect(await proofs()).toMatchObject({ codes: 10, codesInARow: 0, requests: 20 })
    issued(await desk.signer.issue(rightCode('b')))
  })

  test('when the desk allows them, which is an entry of its own', async () => {
    expect(await desk.vendor.allowCodes(key)).toBe(10)
    const last = (await desk.vendor.history(key)).at(-1)
    expect(last?.change).toEqual({ kind: 'key.codes-allowed', keyId: key.slice(0, 11), wrong: 10 })
    issued(await desk.signer.issue(rightCode()))
    const { entries } = await desk.vendor.stats()
    expect(await desk.vendor.allowCodes(key)).toBe(0)
    expect((await desk.vendor.stats()).entries).toBe(entries)
    await expect(desk.vendor.allowCodes('9H7FA-4RVKR')).rejects.toMatchObject({ code: 'key-not-found' })
  })

  test('and are refused again after ten more', async () => {
    await desk.vendor.allowCodes(key)
    await guess(MOST_WRONG_CODES)
    expect(await refusalOf(rightCode())).toMatchObject({ code: 'too-many-wrong-codes' })
    expect(await proofs()).toMatchObject({ codes: 20, codesInARow: 10 })
  })

  test('not when a request is asked about and nothing is granted', async () => {
    expect(await decided(desk.vendor, requestOf('a', key))).toMatchObject({ kind: 'grant' })
    expect(await refusalOf(rightCode())).toMatchObject({ code: 'too-many-wrong-codes' })
  })
})

describe('whoever has overheard a right code', () => {
  test('says it again, and gets no further guesses for it', async () => {
    issued(await desk.signer.issue(rightCode()))
    let told = 0
    for (let n = 0; n < 3 * MOST_WRONG_CODES; n++) {
      const outcome = await desk.signer.issue(wrongCode())
      if (outcome.kind === 'refusal' && outcome.code === 'key-proof-invalid') told++
      await desk.signer.issue(rightCode())
    }
    expect(told).toBe(MOST_WRONG_CODES)
  })

  test('nor for one that is refused for another reason', async () => {
    await desk.vendor.changeKey(key, { allowVirtual: false, activations: 1 })
    issued(await desk.signer.issue(requestOf('a', key)))
    await guess(MOST_WRONG_CODES - 1)
    expect(await refusalOf(rightCode('b'))).toMatchObject({ code: 'no-seats-left' })
    await guess(1)
    expect(await refusalOf(rightCode('b'))).toMatchObject({ code: 'too-many-wrong-codes' })
  })

  test('nor for a signed request that was photographed', async () => {
    const request = requestOf('a', key)
    issued(await desk.signer.issue(request))
    await guess(MOST_WRONG_CODES)
    expect(issued(await desk.signer.issue(request)).seat).toBe('repeated')
    expect(await refusalOf(rightCode('b'))).toMatchObject({ code: 'too-many-wrong-codes' })
  })
})

describe('a batch', () => {
  async function batch(requests: readonly Uint8Array[]) {
    const offered = requests.map((request, label) => ({ label, read: () => request }))
    const outcomes: unknown[] = []
    for await (const { outcome } of desk.signer.issueAll(offered, { jobs: 1 }))
      outcomes.push(
        outcome.kind === 'refusal'
          ? [outcome.code, detailOf(outcome.details, 'wrongRequests')]
          : outcome.kind,
      )
    return outcomes
  }

  test('counts wrong requests, one behind the other, and a granted one ends the refusal of codes', async () => {
    await guess(MOST_WRONG_CODES)
    const requests = [wrongRequest('1'), wrongRequest('2'), requestOf('a', key), wrongRequest('3')]
    expect(await batch(requests)).toEqual([
      ['key-proof-invalid', 1],
      ['key-proof-invalid', 2],
      'issued',
      ['key-proof-invalid', 3],
    ])
    expect(await proofs()).toMatchObject({ codes: 10, codesInARow: 0, requests: 3 })
  })

  test('takes no codes at all', async () => {
    const code = new TextEncoder().encode(rightCode())
    expect(await batch([code])).toEqual(['unreadable'])
  })
})

test('a license that the vendor issues on behalf proves nothing', async () => {
  await desk.vendor.setSetting('allowGenericKeys', true)
  key = await newKey({ generic: true })
  await guess(MOST_WRONG_CODES)
  issued(await desk.signer.issue({ key: key, computerId: 'anywhere' }))
  expect(await proofs()).toMatchObject({ codesInARow: 10 })
})

test('a code that is misheard is no wrong code: its check symbols say so', async () => {
  const misheard = readRequestCode(rightCode())
  const text = requestCodeText(misheard)
  const at = text.length - 8
  const wrong = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  await expect(desk.signer.issue(wrong)).rejects.toMatchObject({ code: 'typed-code-malformed' })
  expect(await proofs()).toMatchObject({ codes: 0 })
})
