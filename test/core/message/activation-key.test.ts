import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AirlatchError } from '../../../src/core/errors.ts'
import {
  ACTIVATION_KEY_BYTES,
  activationKeyOf,
  parseActivationKey,
  parseKeyId,
  proofOf,
} from '../../../src/core/message/activation-key.ts'

const BYTES = Uint8Array.from(Buffer.from('4c4ef26373b6e2ecbe018775bcdbe7', 'hex'))
const TEXT = '9H7FA-4RVKR-PVHEF-SFG19-GXTVR-SPZ7W'
const random = fc.uint8Array({ minLength: ACTIVATION_KEY_BYTES, maxLength: ACTIVATION_KEY_BYTES })

function detailsOf(run: () => unknown): Record<string, unknown> {
  try {
    run()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    expect(error.code).toBe('activation-key-malformed')
    return { ...error.details }
  }
  throw new Error('nothing was refused')
}

test('a key is an id that may be shown and a secret (QC-01)', () => {
  expect(activationKeyOf(BYTES)).toEqual({ text: TEXT, id: '9H7FA-4RVKR', secret: BYTES.slice(5) })
})

test('a key is read as it was made, in any spelling', () => {
  fc.assert(
    fc.property(random, bytes => {
      const key = activationKeyOf(bytes)
      expect(key.text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/)
      expect(parseActivationKey(key.text)).toEqual(key)
      expect(parseActivationKey(`  ${key.text.toLowerCase().replaceAll('-', ' ')}\n`)).toEqual(key)
      expect(
        parseActivationKey(key.text.replaceAll('0', 'O').replaceAll('1', 'l').replaceAll('-', '')),
      ).toEqual(key)
      expect(parseKeyId(key.text)).toBe(key.id)
      expect(parseKeyId(key.id.toLowerCase())).toBe(key.id)
    }),
  )
})

describe('typos are told by their group', () => {
  test.each([
    [TEXT.replace('9H7FA', '9H7FB'), { problem: 'check', group: 1, text: '9H7FB' }],
    [TEXT.replace('PVHEF', 'VPHEF'), { problem: 'check', group: 3, text: 'VPHEF' }],
    [TEXT.replace('SPZ7W', 'SPZ7X'), { problem: 'check', group: 6, text: 'SPZ7X' }],
    [TEXT.replace('GXTVR', 'GXTUR'), { problem: 'character', group: 5, character: 'U', text: 'GXTUR' }],
    [TEXT.replace('GXTVR', 'GX🔑VR'), { problem: 'character', group: 5, character: '🔑', text: 'GX🔑VR' }],
    [TEXT.slice(0, -1), { problem: 'length', expected: 30, got: 29 }],
    [`${TEXT}-${TEXT}`, { problem: 'length', expected: 30, got: 60 }],
    ['', { problem: 'length', expected: 30, got: 0 }],
  ])('%s', (text, details) => {
    expect(detailsOf(() => parseActivationKey(text))).toEqual(details)
  })

  test('in an id as well', () => {
    expect(detailsOf(() => parseKeyId('9H7FA-4RVKS'))).toEqual({ problem: 'check', group: 2, text: '4RVKS' })
    expect(detailsOf(() => parseKeyId('9H7FA-4RVK'))).toMatchObject({ problem: 'length' })
    expect(detailsOf(() => parseKeyId('9H7FA'))).toMatchObject({ problem: 'length' })
  })

  test('a refusal never repeats more of the key than the one group', () => {
    const details = JSON.stringify(detailsOf(() => parseActivationKey(TEXT.replace('GXTVR', 'GXTVV'))))
    for (const group of ['9H7FA', '4RVKR', 'PVHEF', 'SFG19', 'SPZ7W']) expect(details).not.toContain(group)
  })
})

test('an id alone is no key', () => {
  expect(detailsOf(() => parseActivationKey('9H7FA-4RVKR'))).toMatchObject({ problem: 'length', got: 10 })
})

describe('proof', () => {
  const installation = new Uint8Array(32).fill(1)
  const { secret } = activationKeyOf(BYTES)

  test('is HMAC-SHA-256 as SPEC.md section 7 writes it', () => {
    const mac = createHmac('sha256', secret)
      .update('airlatch request\0')
      .update(installation)
      .update('example.viewer')
      .digest()
    expect(proofOf(secret, installation, 'example.viewer')).toEqual(Uint8Array.from(mac.subarray(0, 8)))
  })

  test('is another one for another secret, installation or product', () => {
    const proofs = [
      proofOf(secret, installation, 'a'),
      proofOf(secret.with(9, 0), installation, 'a'),
      proofOf(secret, installation.with(0, 2), 'a'),
      proofOf(secret, installation, 'b'),
    ].map(proof => Buffer.from(proof).toString('hex'))
    expect(new Set(proofs).size).toBe(4)
  })
})
