/** An answer of a site server is for one request, and of the server that the license in it names. */
import { describe, expect, test } from 'vitest'
import { coseKey } from '../../../src/core/cose/key.ts'
import { sealLeaseAnswer } from '../../../src/core/envelope.ts'
import { type AnswerExpected, readAnswer } from '../../../src/core/lease/answer.ts'
import type { LeaseOutcome } from '../../../src/core/message/lease-answer.ts'
import { toHex } from '../../vectors/make/raw.ts'
import * as site from '../../vectors/make/site.ts'
import * as world from '../../vectors/make/world.ts'
import { INPUT, sealed, serverKey, strangerKey } from './lease-world.ts'

const NONCE = toHex(site.NONCE)
const EXPECTED: AnswerExpected = {
  keyring: INPUT.keyring,
  ed25519: INPUT.ed25519,
  productId: world.PRODUCT,
  nonce: NONCE,
  serverKey: undefined,
}
const DENIED: LeaseOutcome = { kind: 'denied', reasons: ['no-seats-left'], place: 2 }

function answer(outcome: LeaseOutcome = { kind: 'granted', ...sealed() }, key = serverKey, nonce = NONCE) {
  return sealLeaseAnswer(
    {
      productId: world.PRODUCT,
      answeredAt: site.LEASED_AT,
      serverKey: coseKey(key.public.bytes),
      nonce,
      boot: toHex(site.BOOT),
      outcome,
    },
    key,
  )
}

const refused = (what: string) =>
  expect.objectContaining({ code: 'answer-not-for-request', details: { what } })

describe('an answer', () => {
  test('gives what the server answered', () => {
    expect(readAnswer(answer(), EXPECTED).outcome.kind).toBe('granted')
    expect(readAnswer(answer(DENIED), EXPECTED).outcome).toEqual(DENIED)
  })

  test('of before is refused, granted or denied; from a file the nonce is not asked of', () => {
    const other = 'f'.repeat(32)
    for (const outcome of [undefined, DENIED])
      expect(() => readAnswer(answer(outcome, serverKey, other), EXPECTED)).toThrow(refused('nonce'))
    expect(readAnswer(answer(undefined, serverKey, other), { ...EXPECTED, nonce: undefined }).nonce).toBe(
      other,
    )
  })

  test('of another server is refused where the server is known, and where the license names it', () => {
    const known = { ...EXPECTED, serverKey: toHex(serverKey.public.bytes) }
    expect(() => readAnswer(answer(DENIED, strangerKey), known)).toThrow(refused('key'))
    expect(() => readAnswer(answer(undefined, strangerKey), EXPECTED)).toThrow(refused('key'))
  })

  test('for another product is refused', () => {
    expect(() => readAnswer(answer(), { ...EXPECTED, productId: 'other' })).toThrow(refused('product'))
  })
})
