import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../src/core/message/activation-key.ts'
import type { KeyRecord, SearchMatch } from '../../src/vendor/door.ts'
import { runs } from '../effort.ts'
import { type Desk, openDesk, requestOf } from '../world/desk.ts'
import { NOW } from '../world/nouns.ts'

let desk: Desk
let key: KeyRecord
beforeAll(async () => {
  desk = await openDesk()
  key = (await desk.vendor.createKeys({ productId: 'scope', activations: 9 }))[0] as KeyRecord
})
afterAll(() => desk.close())

const idOf = (match: SearchMatch) => {
  if (match.kind === 'customer') return match.customer.id
  return match.kind === 'key' ? match.key.key.id : match.activation.id
}
const found = async (wanted: string | Uint8Array) => (await desk.vendor.find(wanted)).matches.map(idOf)

describe('what a caller says', () => {
  test('any part of a key is found, with dashes anywhere or nowhere', async () => {
    const symbols = key.id.replace('-', '')
    await fc.assert(
      fc.asyncProperty(fc.nat(7), fc.integer({ min: 3, max: 10 }), fc.nat(9), async (from, length, dash) => {
        const part = symbols.slice(from, from + length)
        const typed = `${part.slice(0, dash)}-${part.slice(dash)}`.toLowerCase()
        for (const text of [part, typed, ` ${part} `]) expect(await found(text), text).toContain(key.id)
      }),
      { numRuns: runs(50) },
    )
  })

  test('a whole key is found, and O, I and L as they are meant', async () => {
    expect(await found(key.text)).toEqual([key.id])
    const meant = key.id.replaceAll('0', 'O').replaceAll('1', 'l')
    expect(await found(meant)).toContain(key.id)
  })

  test('nothing in a text does harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 3, maxLength: 20 }), async text => {
        const outcome = await desk.vendor.find(text).catch(error => error.code)
        if (outcome !== 'invalid-value') expect(outcome).toMatchObject({ more: 0, message: undefined })
      }),
      { numRuns: runs(50) },
    )
  })

  test.each(['', 'ab', ' ab\n', 'x'.repeat(201), 'two\nlines'])('%j is refused', async text => {
    await expect(desk.vendor.find(text)).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'text' },
    })
  })
})

describe('what a caller sent', () => {
  test('a request finds its key, and its activation once there is one', async () => {
    const request = requestOf('a', key.text)
    expect(await found(request)).toEqual([key.id])
    expect((await desk.vendor.find(request)).message).toBe('request')
    const { activation } = (await desk.signer.issue(request)) as {
      readonly activation: { readonly id: string }
    }
    expect(await found(request)).toEqual([key.id, activation.id])
    // another request of the same computer
    expect(await found(requestOf('a', key.text, { now: NOW + 60 }))).toEqual([key.id, activation.id])
  })

  test('a request for a key of another ledger finds nothing', async () => {
    const { text } = activationKeyOf(new Uint8Array(ACTIVATION_KEY_BYTES).fill(7))
    expect(await found(requestOf('b', text))).toEqual([])
  })
})
