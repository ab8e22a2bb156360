/**
 * Sealing and opening: request, receipt and state by the installation's key, license, revocations and clock reset by a
 * kit's key, kit by one of its own. And how large they are.
 */
import { describe, expect, test } from 'vitest'
import { capacityBytes, drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { coseKey, keyringOf, publicKey, secretKey } from '../../src/core/cose/key.ts'
import { MESSAGE_TYPE } from '../../src/core/cose/labels.ts'
import { portableEd25519 } from '../../src/core/cose/portable.ts'
import {
  messageHash,
  openBundle,
  openCheckpoint,
  openClockReset,
  openKit,
  openLease,
  openLeaseAnswer,
  openLeaseRequest,
  openLicense,
  openReceipt,
  openRequest,
  openRevocations,
  openState,
  openUsageReport,
  sealReceipt,
  sealRequest,
  sealState,
} from '../../src/core/envelope.ts'
import type { Checkpoint } from '../../src/core/message/checkpoint.ts'
import type { ClockReset } from '../../src/core/message/clock-reset.ts'
import type { Kit } from '../../src/core/message/kit.ts'
import { encodeLicense, type License, NO_NEWER_TERMS } from '../../src/core/message/license.ts'
import type { Receipt } from '../../src/core/message/receipt.ts'
import type { Request } from '../../src/core/message/request.ts'
import type { Revocations } from '../../src/core/message/revocations.ts'
import type { State } from '../../src/core/message/state.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { int, text, toHex } from '../vectors/make/raw.ts'
import * as site from '../vectors/make/site.ts'
import * as world from '../vectors/make/world.ts'
import {
  sealBundle,
  sealCheckpoint,
  sealClockReset,
  sealKit,
  sealLicense,
  sealRevocations,
} from '../world/seal.ts'

const vendor = secretKey(nativeEd25519, world.seedOf('vendor'))
const second = secretKey(nativeEd25519, world.seedOf('second vendor key'))
const installation = secretKey(nativeEd25519, world.seedOf('installation'))

/** Six kinds, one reading each. */
const SIX = new Map([...world.COMPUTER].map(([kind, hashes]) => [kind, hashes.slice(0, 8)]))

const request: Request = {
  keyId: world.KEY_ID,
  productId: world.PRODUCT,
  madeAt: world.REQUESTED_AT,
  installationKey: coseKey(installation.public.bytes),
  fingerprint: world.COMPUTER,
  counted: world.COUNTED_KINDS,
  proof: world.proof(installation.public.bytes, world.PRODUCT),
  version: '2.3.1',
  virtual: undefined,
  workload: undefined,
}
const license: License = {
  ...NO_NEWER_TERMS,
  format: 2,
  vendor: world.VENDOR,
  productId: world.PRODUCT,
  keyId: world.KEY_ID,
  activationId: toHex(world.ACTIVATION_ID),
  issuedAt: world.ISSUED_AT,
  expiresAt: world.EXPIRES_AT,
  binding: { kind: 'computer', fingerprint: world.COMPUTER, counted: world.COUNTED_KINDS },
  features: new Map<string, true | number>([['export', true], ['projects', 25]]), // biome-ignore format: a row
  majorVersion: '2',
  maintenance: undefined,
  floatingSeats: undefined,
  userData: undefined,
}
const kit: Kit = {
  vendor: world.VENDOR,
  productId: world.PRODUCT,
  productName: world.PRODUCT_NAME,
  madeAt: world.REQUESTED_AT,
  sequence: 1,
  keys: [coseKey(vendor.public.bytes)],
  retired: new Map(),
  allowGeneric: false,
  searchPath: [],
  address: undefined,
  contact: undefined,
  sites: [],
  features: [],
}
const state: State = {
  productId: world.PRODUCT,
  installationKey: coseKey(installation.public.bytes),
  writtenAt: world.NOW,
  sequence: 2,
  latestAt: world.NOW,
  firstRuns: new Map([[license.activationId, world.NOW]]),
  deactivated: new Map(),
  revoked: new Map(),
  reset: undefined,
  kitsSeen: new Map(),
  revocationsSeen: new Map(),
  copySeenAt: undefined,
  lookedAt: undefined,
}
const receipt: Receipt = {
  productId: world.PRODUCT,
  activationId: license.activationId,
  deactivatedAt: world.DEACTIVATED_AT,
  installationKey: coseKey(installation.public.bytes),
  proof: undefined,
}
const revocations: Revocations = {
  vendor: world.VENDOR,
  productId: world.PRODUCT,
  madeAt: world.NOW,
  sequence: 2,
  activations: [toHex(world.OTHER_ACTIVATION_ID), license.activationId],
}
const clockReset: ClockReset = {
  vendor: world.VENDOR,
  productId: world.PRODUCT,
  at: world.NOW,
  installation: installation.public.kid,
}
const checkpoint: Checkpoint = {
  vendor: world.VENDOR,
  madeAt: world.ISSUED_AT + 3600,
  entries: world.ENTRIES,
  head: toHex(world.HEAD),
}
const codeOf = (code: string) => expect.objectContaining({ code })

describe('our messages are, byte for byte, what another hand writes for the vectors', () => {
  test('request', () => expect(toHex(sealRequest(request, installation))).toBe(toHex(world.request())))
  test('license', () =>
    expect(toHex(sealLicense(encodeLicense(license), vendor))).toBe(toHex(world.newestLicense())))
  test('license of format 1', () =>
    expect(toHex(sealLicense(encodeLicense({ ...license, format: 1 }), vendor))).toBe(toHex(world.license())))
  test('kit', () => expect(toHex(sealKit(kit, vendor))).toBe(toHex(world.kit())))
  test('state', () => expect(toHex(sealState(state, installation))).toBe(toHex(world.state())))
  test('receipt', () => expect(toHex(sealReceipt(receipt, installation))).toBe(toHex(world.receipt())))
  test('revocations', () =>
    expect(toHex(sealRevocations(revocations, vendor))).toBe(toHex(world.revocations())))
  test('clock reset', () => expect(toHex(sealClockReset(clockReset, vendor))).toBe(toHex(world.clockReset())))
  test('checkpoint', () => expect(toHex(sealCheckpoint(checkpoint, vendor))).toBe(toHex(world.checkpoint())))
})

describe.each([
  ['native', nativeEd25519],
  ['portable', portableEd25519],
] as const)('opened with %s Ed25519', (_name, ed25519) => {
  test('a request gives its claims and the key that signed it', () => {
    const opened = openRequest(sealRequest(request, installation), ed25519)
    expect(opened.request).toEqual(request)
    expect(opened.installationKey.kid).toBe(installation.public.kid)
  })

  test('a kit gives its claims, its keys and who signed it', () => {
    const both = { ...kit, keys: [coseKey(vendor.public.bytes), coseKey(second.public.bytes)] }
    const opened = openKit(sealKit(both, second), ed25519)
    expect(opened.kit).toEqual(both)
    expect([...opened.keyring.keys()]).toEqual([vendor.public.kid, second.public.kid])
    expect(opened.signer.kid).toBe(second.public.kid)
  })

  test('a license gives its claims under the keys of a kit, and under no others', () => {
    const { keyring } = openKit(sealKit(kit, vendor), ed25519)
    const payload = encodeLicense(license)
    const kid = vendor.public.kid
    expect(openLicense(sealLicense(payload, vendor), keyring)).toEqual({ claims: license, kid })
    expect(() => openLicense(sealLicense(payload, second), keyring)).toThrow(codeOf('signing-key-unknown'))
  })

  test('a license, a list of revocations and a clock reset say which of the keys signed them', () => {
    const keyring = keyringOf([vendor, second].map(key => publicKey(ed25519, key.public.bytes)))
    for (const key of [vendor, second]) {
      const { kid } = key.public
      expect(openLicense(sealLicense(encodeLicense(license), key), keyring).kid).toBe(kid)
      expect(openRevocations(sealRevocations(revocations, key), keyring)).toEqual({
        claims: revocations,
        kid,
      })
      expect(openClockReset(sealClockReset(clockReset, key), keyring)).toEqual({ claims: clockReset, kid })
    }
  })

  test('a list of revocations and a clock reset are no word of the installation (checklist E)', () => {
    const keyring = keyringOf([publicKey(ed25519, vendor.public.bytes)])
    expect(() => openRevocations(sealRevocations(revocations, installation), keyring)).toThrow(
      codeOf('signing-key-unknown'),
    )
    expect(() => openClockReset(sealClockReset(clockReset, installation), keyring)).toThrow(
      codeOf('signing-key-unknown'),
    )
  })

  test('a receipt and a state give their claims and the key that signed them (QC-27)', () => {
    const receipted = openReceipt(sealReceipt(receipt, installation), ed25519)
    expect(receipted.receipt).toEqual(receipt)
    expect(receipted.installationKey.kid).toBe(installation.public.kid)
    const recorded = openState(sealState(state, installation), ed25519)
    expect(recorded.state).toEqual(state)
    expect(recorded.installationKey.kid).toBe(installation.public.kid)
  })

  test('a receipt and a state are refused when another key signed them than they carry', () => {
    const unknown = codeOf('signing-key-unknown')
    expect(() => openReceipt(sealReceipt(receipt, vendor), ed25519)).toThrow(unknown)
    expect(() => openState(sealState(state, vendor), ed25519)).toThrow(unknown)
  })

  test('a kit retires keys of its own, and no others', () => {
    const keys = [coseKey(vendor.public.bytes), coseKey(second.public.bytes)]
    const retiring = (kid: string) => ({ ...kit, keys, retired: new Map([[kid, world.NOW]]) })
    expect(openKit(sealKit(retiring(vendor.public.kid), vendor), ed25519).kit.retired).toEqual(
      new Map([[vendor.public.kid, world.NOW]]),
    )
    const stranger = toHex(world.strangerKey.kid)
    expect(() => openKit(sealKit(retiring(stranger), vendor), ed25519)).toThrow(
      expect.objectContaining({
        code: 'claims-malformed',
        details: {
          message: 'kit',
          problems: [{ claim: 'retired', expected: 'own-key-ids', got: [stranger] }],
        },
      }),
    )
  })

  test('what a message says is not reported before its signature holds', () => {
    const claims = { 3: text('../secret'), 6: undefined, 99: int(0) }
    const forged = { signature: () => new Uint8Array(64) }
    const opens = [
      () => openRequest(world.request({}, claims, forged), ed25519),
      () => openReceipt(world.receipt(claims, forged), ed25519),
      () => openState(world.state({}, claims, forged), ed25519),
      () => openKit(world.kit({}, claims, forged), ed25519),
    ]
    for (const open of opens)
      expect(open).toThrow(
        expect.objectContaining({ code: 'signature-invalid', details: { kid: expect.any(String) } }),
      )
  })

  test('a request is refused when another key signed it than it carries', () => {
    expect(() => openRequest(sealRequest(request, vendor), ed25519)).toThrow(codeOf('signing-key-unknown'))
  })

  test('a kit is refused when a key signed it that it does not list', () => {
    expect(() => openKit(sealKit(kit, second), ed25519)).toThrow(codeOf('signing-key-unknown'))
  })
})

test('none of the messages is taken for another', () => {
  const messages = {
    request: sealRequest(request, installation),
    license: sealLicense(encodeLicense(license), vendor),
    kit: sealKit(kit, vendor),
    state: sealState(state, installation),
    receipt: sealReceipt(receipt, installation),
    revocations: sealRevocations(revocations, vendor),
    'clock-reset': sealClockReset(clockReset, vendor),
    checkpoint: sealCheckpoint(checkpoint, vendor),
    bundle: sealBundle({ vendor: 'V', productId: 'scope', madeAt: 1, licenses: [Uint8Array.of(1)] }, vendor),
    lease: site.lease(),
    'lease-request': site.leaseRequest(),
    'lease-answer': site.leaseAnswer(),
    'usage-report': site.usageReport(),
  }
  expect(Object.keys(messages).sort()).toEqual(Object.keys(MESSAGE_TYPE).sort())
  const { keyring } = openKit(messages.kit, nativeEd25519)
  const serverLicense = openLicense(site.serverLicense(), keyring).claims
  const open = {
    request: (bytes: Uint8Array) => openRequest(bytes, nativeEd25519),
    license: (bytes: Uint8Array) => openLicense(bytes, keyring),
    kit: (bytes: Uint8Array) => openKit(bytes, nativeEd25519),
    state: (bytes: Uint8Array) => openState(bytes, nativeEd25519),
    receipt: (bytes: Uint8Array) => openReceipt(bytes, nativeEd25519),
    revocations: (bytes: Uint8Array) => openRevocations(bytes, keyring),
    'clock-reset': (bytes: Uint8Array) => openClockReset(bytes, keyring),
    checkpoint: (bytes: Uint8Array) => openCheckpoint(bytes, keyring),
    bundle: (bytes: Uint8Array) => openBundle(bytes, keyring),
    lease: (bytes: Uint8Array) => openLease(bytes, serverLicense, nativeEd25519),
    'lease-request': (bytes: Uint8Array) => openLeaseRequest(bytes, nativeEd25519),
    'lease-answer': (bytes: Uint8Array) => openLeaseAnswer(bytes, nativeEd25519),
    'usage-report': (bytes: Uint8Array) => openUsageReport(bytes, nativeEd25519),
  }
  for (const [expected, run] of Object.entries(open))
    for (const [got, bytes] of Object.entries(messages))
      if (expected === got) expect(() => run(bytes)).not.toThrow()
      else
        expect(() => run(bytes)).toThrow(
          expect.objectContaining({ code: 'wrong-message-type', details: { expected, got } }),
        )
})

test('sealing is deterministic: the same payload and key give the same bytes (QC-09)', () => {
  const payload = encodeLicense(license)
  expect(sealLicense(payload, vendor)).toEqual(sealLicense(payload, vendor))
  expect(messageHash(sealLicense(payload, vendor))).toMatch(/^[0-9a-f]{64}$/)
})

describe('sizes', () => {
  test('a license with six features fits a QR code of version 13 at level M', () => {
    const features = new Map<string, true | number | string>([
      ['export', true],
      ['projects', 250],
      ['edition', 'pro'],
      ['cloud', true],
      ['reports', true],
      ['api', true],
    ])
    const message = sealLicense(encodeLicense({ ...license, features }), vendor)
    expect(message.length).toBeLessThanOrEqual(capacityBytes(13))
    expect(drawSymbol(qrText(message)).version).toBeLessThanOrEqual(13)
  })

  test('a request with six readings fits a QR code of version 12 at level M: what counts took eight bytes', () => {
    const small = { ...request, fingerprint: SIX, productId: 'viewer', version: undefined }
    const message = sealRequest(small, installation)
    expect(message).toHaveLength(248)
    expect(message.length).toBeLessThanOrEqual(capacityBytes(12))
    expect(drawSymbol(qrText(message)).version).toBeLessThanOrEqual(12)
  })

  test('a receipt and a clock reset fit QR codes of version 9 and 8 at level M', () => {
    const messages = [sealReceipt(receipt, installation), sealClockReset(clockReset, vendor)]
    expect(messages.map(message => drawSymbol(qrText(message)).version)).toEqual([9, 8])
  })

  test('a request with two network adapters, a longer product id and a version is no larger', () => {
    const message = sealRequest(request, installation)
    expect(message).toHaveLength(271)
    expect(drawSymbol(qrText(message)).version).toBe(12)
  })
})
