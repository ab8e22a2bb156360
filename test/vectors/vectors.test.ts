/** The vectors, as other implementers get them: from their files, through the real code, with both Ed25519s. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CborMap, decodeCbor, encodeCbor } from '../../src/core/bytes/cbor.ts'
import { MESSAGE_TYPE } from '../../src/core/cose/labels.ts'
import { portableEd25519 } from '../../src/core/cose/portable.ts'
import type { AirlatchError } from '../../src/core/errors.ts'
import { parseActivationKey } from '../../src/core/message/activation-key.ts'
import { AIRLATCH_CLAIMS, OWN } from '../../src/core/message/labels.ts'
import { decodeLicense } from '../../src/core/message/license.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { driftOf, VECTOR_FOLDER } from '../../tools/vectors.ts'
import { processorMs } from '../world/processor-time.ts'
import { VECTORS } from './make/all.ts'
import { inputBytes, LAYERS, type Vector } from './make/case.ts'
import { toHex } from './make/raw.ts'
import * as site from './make/site.ts'
import * as world from './make/world.ts'
import { runVector, shapeOf } from './run.ts'

const files = readdirSync(VECTOR_FOLDER).filter(name => name.endsWith('.json'))
const vectors = files.map(name => JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as Vector)
/** The names of the claims that are bad, by vector: our errors have all of them. */
const badClaims = new Map(
  VECTORS.map(({ name, expect: expected }) => [name, expected === 'ok' ? undefined : expected.claims]),
)
const keys = [
  world.vendorKey,
  world.secondVendorKey,
  world.strangerKey,
  world.installationKey,
  site.serverKey,
]

test('the files are as tools/vectors.ts writes them', () => {
  expect(driftOf(VECTOR_FOLDER)).toEqual([])
  expect(files).toHaveLength(VECTORS.length)
})

test('every vector has its own name, begins with its layer, and has an input of its own', () => {
  expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length)
  for (const { name, expect: expected } of vectors) {
    // an empty carrier is refused by the layer above it
    if (name === 'armor-empty' || name === 'base45-empty') continue
    expect(name.split('-')[0]).toBe(expected === 'ok' ? 'ok' : expected.layer)
  }
  const inputs = vectors.map(vector =>
    JSON.stringify({ ...vector, name: '', about: '', expect: '', claims: '', warnings: '' }),
  )
  expect(inputs.filter((input, i) => inputs.indexOf(input) !== i)).toEqual([])
})

test('every layer refuses something, and every message is accepted once', () => {
  const layers = new Set(
    vectors.flatMap(({ expect: expected }) => (expected === 'ok' ? [] : [expected.layer])),
  )
  expect([...layers].sort()).toEqual([...LAYERS].sort())
  const accepted = new Set(vectors.filter(one => one.expect === 'ok').map(({ reads }) => reads))
  const { checkpoint: _ofTheVendor, ...messages } = MESSAGE_TYPE
  expect([...accepted].sort()).toEqual(
    [...Object.keys(messages), 'activation-key', 'request-code', 'license-code'].sort(),
  )
})

describe('what a license of format 1 says, one of format 2 says in the same claims', () => {
  const inBoth = vectors.flatMap(vector => {
    const [payload, newer] = payloads(vector)
    const { expect: expected } = vector
    const early = /^claims-(format-1-|cnf$)/.test(vector.name)
    if (newer === undefined || early || (expected !== 'ok' && expected.layer !== 'claims')) return []
    return [[vector.name, payload as Uint8Array, newer, expected === 'ok'] as const]
  })

  test.each(inBoth)('%s', (_name, payload, newer, isGood) => {
    const [one, other] = [payload, newer].map(bytes => {
      try {
        return { ...decodeLicense(bytes), format: undefined }
      } catch (error) {
        return (error as AirlatchError).details
      }
    })
    expect(other).toEqual(one)
    expect('vendor' in (one as object)).toBe(isGood)
  })

  test('so most vectors count for both', () => expect(inBoth.length).toBeGreaterThan(90))
})

/** The payload of a license of format 1, and the same in format 2. */
function payloads(vector: Vector): readonly [Uint8Array?, Uint8Array?] {
  const payload = shapeOf(vector)?.payload
  if (vector.reads !== 'license' || payload === undefined) return []
  try {
    const claims = new Map(decodeCbor(payload) as CborMap)
    const own = new Map(claims.get(AIRLATCH_CLAIMS) as CborMap)
    if (own.get(OWN.format) !== 1) return []
    return [payload, encodeCbor(claims.set(AIRLATCH_CLAIMS, own.set(OWN.format, 2)))]
  } catch {
    return [] // no map of claims
  }
}

test('the activation key of the vectors is that of its seed', () => {
  const key = parseActivationKey(world.ACTIVATION_KEY)
  expect(key.id).toBe(world.KEY_ID)
  expect(toHex(key.secret)).toBe(toHex(world.activationKeyBytes.slice(5)))
})

describe.each([
  ['native', nativeEd25519],
  ['portable', portableEd25519],
] as const)('with %s Ed25519', (_name, ed25519) => {
  test.each(vectors.map(vector => [vector.name, vector] as const))('%s', (_vector, vector) => {
    const outcome = runVector(vector, ed25519)
    if (vector.expect === 'ok') {
      expect(outcome).toEqual({ kind: 'ok', claims: vector.claims, warnings: vector.warnings ?? [] })
      return
    }
    const sorted = (claims: readonly string[] = []) => [...new Set(claims)].sort()
    expect(outcome).toMatchObject({ kind: 'refused', ...vector.expect })
    if (outcome.kind === 'refused') expect(sorted(outcome.claims)).toEqual(sorted(badClaims.get(vector.name)))
  })
})

/** A code is the short form of a message that is put together elsewhere. */
function isMessage({ reads }: Vector): boolean {
  return reads in MESSAGE_TYPE
}

// a lower mistake must not hide behind a higher refusal
test.each(
  vectors
    .filter(one => isMessage(one) && !one.name.includes('-order-'))
    .map(vector => [vector.name, vector] as const),
)('%s: everything else in it is right', (_name, vector) => {
  const shape = shapeOf(vector)
  const layer = vector.expect === 'ok' ? 'ok' : vector.expect.layer
  if (shape === undefined) {
    expect(['carrier', 'armor', 'base45', 'link', 'cbor', 'cose']).toContain(layer)
    return
  }
  if (layer === 'signature') return
  const signer = keys.find(key => toHex(key.kid) === shape.kid)
  expect(nativeEd25519.verifier(signer?.publicKey as Uint8Array)(shape.signed, shape.signature)).toBe(true)
  if (vector.expect !== 'ok' && vector.expect.code === 'wrong-message-type') return
  expect(shape.type).toBe(MESSAGE_TYPE[vector.reads as keyof typeof MESSAGE_TYPE])
})

test('no vector takes long to refuse, bombs included', () => {
  for (const vector of vectors) {
    const bytes = inputBytes(vector.input)
    if (bytes.length < 4096) continue
    const spent = processorMs(() => runVector(vector, nativeEd25519))
    expect(spent, vector.name).toBeLessThan(1000)
  }
})
