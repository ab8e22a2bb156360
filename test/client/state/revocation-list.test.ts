import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Candidate } from '../../../src/client/share/search.ts'
import {
  isRevoked,
  keepRevocations,
  newestRevocations,
  type RevocationsTrust,
} from '../../../src/client/state/revocation-list.ts'
import { keyringOf } from '../../../src/core/cose/key.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import type { Revocations } from '../../../src/core/message/revocations.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { DAY, NOW } from '../../world/nouns.ts'
import { sealRevocations } from '../../world/seal.ts'

const KEY = secretKeyOfPem(newSecretKeyPem())
const OLD_KEY = secretKeyOfPem(newSecretKeyPem())
const id = (n: number) => n.toString(16).padStart(16, '0')

let home: string
let folder: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-revocations-'))
  folder = join(home, 'scope')
})
afterEach(() => rmSync(home, { recursive: true }))

function list(sequence: number, change: Partial<Revocations> = {}): Revocations {
  const activations = [id(sequence)]
  return { vendor: 'Acme', productId: 'scope', madeAt: NOW, sequence, activations, ...change }
}

function sealed(sequence: number, change: Partial<Revocations> = {}, key = KEY): Uint8Array {
  return sealRevocations(list(sequence, change), key)
}

/** The last byte of a signature is 0 in one of 16. */
function flipped(message: Uint8Array): Uint8Array {
  return message.with(-1, (message.at(-1) as number) ^ 1)
}

const SEEN_7 = new Map([[KEY.public.kid, 7]])

/** The kit of this trust was made before the old key is retired. */
const terms = {
  vendor: 'Acme',
  productId: 'scope',
  madeAt: NOW - 2 * DAY,
  retired: new Map([[OLD_KEY.public.kid, NOW]]),
}

function newest(found: readonly Uint8Array[], change: Partial<RevocationsTrust> = {}) {
  const candidates: Candidate[] = found.map((message, i) => ({ source: `list ${i}`, message }))
  const { list, toKeep, ignored } = newestRevocations(folder, candidates, {
    keyring: keyringOf([KEY.public, OLD_KEY.public]),
    terms,
    seen: new Map(),
    ...change,
  })
  return {
    sequence: list?.sequence,
    toKeep,
    ignored: ignored.map(({ source, error }) => [source, error.code]),
  }
}

describe('the newest list of revocations', () => {
  test('none', () => {
    expect(newest([])).toEqual({ sequence: undefined, toKeep: undefined, ignored: [] })
  })

  test('of those that are found, in whatever order; and is to be kept once', () => {
    const [one, two, three] = [sealed(1), sealed(2), sealed(3)]
    const found = newest([two, three, one])
    expect(found).toMatchObject({ sequence: 3, ignored: [['list 2', 'older-than-kept']] })
    expect(found.toKeep).toEqual(three)
    expect(keepRevocations(folder, found.toKeep as Uint8Array)).toBe(true)
    expect(newest([three])).toEqual({ sequence: 3, toKeep: undefined, ignored: [] })
    expect(newest([])).toMatchObject({ sequence: 3, toKeep: undefined })
  })

  test('an older one never takes the place of the kept one', () => {
    keepRevocations(folder, sealed(5))
    expect(newest([sealed(4)])).toEqual({
      sequence: 5,
      toKeep: undefined,
      ignored: [['list 0', 'older-than-kept']],
    })
  })

  test('an older one than was seen once does not count, also when the kept file was put back', () => {
    keepRevocations(folder, sealed(5))
    const kept = join(folder, 'revocations.cbor')
    expect(newest([sealed(6)], { seen: SEEN_7 })).toEqual({
      sequence: undefined,
      toKeep: undefined,
      ignored: [
        [kept, 'older-than-kept'],
        ['list 0', 'older-than-kept'],
      ],
    })
    expect(newest([sealed(7)], { seen: SEEN_7 })).toMatchObject({ sequence: 7 })
  })

  test.each([
    ['of another vendor', () => sealed(9, { vendor: 'Other' }), 'wrong-vendor'],
    ['of another product', () => sealed(9, { productId: 'meter' }), 'wrong-product'],
    ['signed by a stranger', () => sealed(9, {}, secretKeyOfPem(newSecretKeyPem())), 'signing-key-unknown'],
    ['signed by a key since it is retired', () => sealed(9, { madeAt: NOW }, OLD_KEY), 'signing-key-retired'],
    ['changed on its way', () => flipped(sealed(9)), 'signature-invalid'],
    ['cut off', () => sealed(9).subarray(0, 50), 'cbor-malformed'],
  ])('%s it is ignored, and said', (_, message, code) => {
    keepRevocations(folder, sealed(3))
    expect(newest([message()])).toEqual({ sequence: 3, toKeep: undefined, ignored: [['list 0', code]] })
  })

  test('signed by a key before it was retired it counts', () => {
    expect(newest([sealed(2, { madeAt: NOW - DAY }, OLD_KEY)])).toMatchObject({ sequence: 2, ignored: [] })
  })

  test('once the kit says that a key is retired, no date helps what it signed', () => {
    const now = { ...terms, madeAt: NOW }
    expect(newest([sealed(2, { madeAt: NOW - DAY }, OLD_KEY)], { terms: now })).toMatchObject({
      sequence: undefined,
      ignored: [['list 0', 'signing-key-retired']],
    })
  })

  test('a list that a stolen key signed with the largest number blocks no later one once the key is retired', () => {
    const largest = sealed(Number.MAX_SAFE_INTEGER, { madeAt: NOW - DAY }, OLD_KEY)
    const seen = new Map([[OLD_KEY.public.kid, Number.MAX_SAFE_INTEGER]])
    const trust = { seen, keyring: keyringOf([KEY.public, OLD_KEY.public]) }
    keepRevocations(folder, largest)
    expect(newest([sealed(2)], trust)).toMatchObject({ sequence: Number.MAX_SAFE_INTEGER })
    const retiring = { ...terms, madeAt: NOW }
    const found = newest([sealed(2), sealed(3)], { ...trust, terms: retiring })
    expect(found).toMatchObject({
      sequence: 3,
      ignored: [[join(folder, 'revocations.cbor'), 'signing-key-retired']],
    })
    expect(found.toKeep).toEqual(sealed(3))
    // what keys that are not retired have signed still holds
    const both = new Map([...seen, [KEY.public.kid, 3]])
    expect(newest([sealed(2)], { ...trust, seen: both, terms: retiring })).toMatchObject({
      sequence: undefined,
    })
  })

  test('a damaged kept one is said, and healed by any good one', () => {
    mkdirSync(folder)
    const kept = join(folder, 'revocations.cbor')
    writeFileSync(kept, 'damaged')
    expect(newest([]).ignored).toEqual([[kept, 'cose-malformed']])
    const found = newest([sealed(1)])
    expect(found.sequence).toBe(1)
    keepRevocations(folder, found.toKeep as Uint8Array)
    expect(new Uint8Array(readFileSync(kept))).toEqual(sealed(1))
  })

  test('a place that could not be read is said', () => {
    const error = new AirlatchError('cannot-read', { path: 'x', system: 'EIO' })
    const trust = {
      keyring: keyringOf([]),
      terms: { vendor: '', productId: '', madeAt: NOW, retired: new Map() },
      seen: new Map(),
    }
    expect(newestRevocations(folder, [{ source: 'x', error }], trust).ignored).toEqual([
      { source: 'x', error },
    ])
  })

  test('where nothing can be written, none is kept', () => {
    writeFileSync(join(home, 'file'), '')
    expect(keepRevocations(join(home, 'file', 'scope'), sealed(1))).toBe(false)
  })
})

test('an activation is found in a list of any length, and no other', () => {
  for (const length of [0, 1, 2, 3, 1000]) {
    const activations = Array.from({ length }, (_, i) => id(2 * i + 1))
    const all = list(1, { activations })
    expect(activations.every(one => isRevoked(all, one))).toBe(true)
    for (let i = 0; i <= length; i++) expect(isRevoked(all, id(2 * i))).toBe(false)
    expect(isRevoked(all, 'f'.repeat(16))).toBe(false)
  }
})
