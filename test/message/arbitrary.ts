/** Owns fast-check's arbitrary contents of messages, within the limits of SPEC.md section 5. */
import fc from 'fast-check'
import { coseKey } from '../../src/cose/key.ts'
import { LATEST_TIME } from '../../src/message/claims.ts'
import type { FingerprintClaim } from '../../src/message/fingerprint.ts'
import type { Kit } from '../../src/message/kit.ts'
import type { FeatureValue, License } from '../../src/message/license.ts'
import { isProductId } from '../../src/message/names.ts'
import type { Request } from '../../src/message/request.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text).length

const text = (mostBytes: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: mostBytes })
    .filter(one => one.isWellFormed() && !one.startsWith('\ufeff') && bytesOf(one) <= mostBytes)

export const name = text(64)
export const time = fc.integer({ min: 0, max: LATEST_TIME })
export const productId = fc.stringMatching(/^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/).filter(isProductId)
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const cose = bytes(32).map(coseKey)
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const hashes = fc
  .uniqueArray(bytes(8), { minLength: 1, maxLength: 8, selector: one => one.join() })
  .map(list => {
    return Uint8Array.from(Buffer.concat(list.toSorted(Buffer.compare)))
  })

export const fingerprint: fc.Arbitrary<FingerprintClaim> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 255 }), hashes), {
    minLength: 1,
    maxLength: 16,
    selector: ([kind]) => kind,
  })
  .map(pairs => new Map(pairs.toSorted(([a], [b]) => a - b)))

const feature: fc.Arbitrary<FeatureValue> = fc.oneof(
  fc.constant(true as const),
  fc.integer({ min: -0x8000_0000, max: Number.MAX_SAFE_INTEGER }),
  fc.oneof(fc.constant(''), text(255)),
)
const features = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/), feature, {
  maxKeys: 12,
})

const binding: fc.Arbitrary<License['binding']> = fc.oneof(
  fc.constant({ kind: 'generic' as const }),
  fingerprint.chain(one =>
    fc.record({
      kind: fc.constant('computer' as const),
      fingerprint: fc.constant(one),
      required: fc.integer({ min: 1, max: one.size }),
    }),
  ),
)

export const license: fc.Arbitrary<License> = fc.record({
  vendor: name,
  productId,
  keyId: name,
  activationId: bytes(8).map(one => Buffer.from(one).toString('hex')),
  issuedAt: time,
  expiresAt: optional(time),
  binding,
  features: features.map(all => new Map(Object.entries(all))),
  majorVersion: optional(name),
  maintenance: optional(fc.record({ until: optional(time) })),
  floatingSeats: optional(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
  userData: optional(text(400)),
})

export const request: fc.Arbitrary<Request> = fc.record({
  keyId: name,
  productId,
  madeAt: time,
  installationKey: cose,
  fingerprint,
  proof: bytes(8),
  version: optional(name),
})

export const kit: fc.Arbitrary<Kit> = fc.record({
  vendor: name,
  productId,
  productName: name,
  madeAt: time,
  sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  keys: fc.array(cose, { minLength: 1, maxLength: 16 }),
  allowGeneric: fc.boolean(),
  searchPath: fc.array(text(200), { maxLength: 16 }),
})
