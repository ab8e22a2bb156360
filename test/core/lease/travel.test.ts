/** SS-07: an answer has all that a computer without a network needs, and travels as any message does. */
import { describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { messageFromFile } from '../../../src/carrier/intake.ts'
import { framesOf, shownInTurn } from '../../../src/carrier/qr/frames/split.ts'
import { capacityBytes } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { readAnswer } from '../../../src/core/lease/answer.ts'
import * as site from '../../vectors/make/site.ts'
import * as world from '../../vectors/make/world.ts'
import { INPUT, verified } from './lease-world.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const ANSWER = site.leaseAnswer()

function taken(carrier: Uint8Array) {
  const message = messageFromFile(carrier, ['lease-answer'])
  const expected = { keyring: INPUT.keyring, ed25519: INPUT.ed25519, productId: world.PRODUCT }
  const { outcome } = readAnswer(message, { ...expected, nonce: undefined, serverKey: undefined })
  if (outcome.kind !== 'granted') throw new Error('no lease in it')
  return verified({ lease: Uint8Array.from(outcome.lease), license: Uint8Array.from(outcome.license) })
}

describe('a lease and its license', () => {
  test('are too large for one symbol, and come out of a few frames', () => {
    expect(ANSWER.length).toBeGreaterThan(capacityBytes(20))
    const frames = shownInTurn(framesOf(ANSWER))
    expect(frames.length).toBeLessThan(12)
    expect(taken(bytesOf(frames.join('\n'))).valid).toBe(true)
  })

  test('come out of armored text', () => {
    expect(taken(bytesOf(encodeArmor('LEASE-ANSWER', ANSWER))).valid).toBe(true)
  })

  test('a request to give a lease back fits one symbol', () => {
    const held = { 1: undefined, 39: undefined, 13: new Uint8Array([24, 41]) }
    const request = site.leaseRequest({
      ...held,
      49: Uint8Array.of(0x48, ...site.LEASE_ID),
      56: new Uint8Array([4]),
    })
    expect(request.length).toBeLessThan(capacityBytes(15))
    expect(messageFromFile(bytesOf(qrText(request)), ['lease-request'])).toEqual(request)
  })
})
