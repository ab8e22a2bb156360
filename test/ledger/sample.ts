/** Owns the fixed values that the ledger's tests write: one of everything, with every optional field once. */
import type { Change, IssuedLicense, Vendor } from '../../src/ledger/ledger.ts'
import type { Activation, KeyRecord, Product } from '../../src/rules/entitlement.ts'

export const AT = 1_800_000_000

export const vendor: Vendor = { name: 'Acme GmbH', publicKey: 'ab'.repeat(32), createdAt: AT }

export const product: Product = {
  id: 'acme.viewer',
  name: 'Viewer',
  features: [
    { name: 'export', type: 'flag', default: true, required: false },
    { name: 'pages', type: 'integer', default: undefined, required: true },
    { name: '__proto__', type: 'text', default: 'ünïcødé', required: false },
  ],
  releases: [
    { version: '1.0', releasedAt: AT - 100 },
    { version: '2.0', releasedAt: AT - 50 },
  ],
  match: { k: 3, n: 5 },
}

export function keyRecord(id: string, more: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id,
    text: `${id}-SECRET`,
    createdAt: AT,
    entitlement: {
      productId: product.id,
      activations: 2,
      floatingSeats: undefined,
      features: new Map(),
      generic: false,
      maintenance: undefined,
      majorVersion: undefined,
      expiresAt: undefined,
      duration: undefined,
      userData: undefined,
    },
    email: undefined,
    comment: undefined,
    ...more,
  }
}

export const fullKey: KeyRecord = keyRecord('KEY-FULL', {
  entitlement: {
    productId: product.id,
    activations: 2,
    floatingSeats: 7,
    features: new Map<string, true | number | string>([
      ['10', true],
      ['9', -(2 ** 31)],
      ['__proto__', 'text'],
    ]),
    generic: true,
    maintenance: { until: AT + 1000 },
    majorVersion: '2',
    expiresAt: AT + 2000,
    duration: { days: 30, from: 'activation' },
    userData: 'line\nline\t"quoted" \u{1F511}',
  },
  email: 'Ann@example.com',
  comment: 'called on Monday',
})

export function activation(id: string, keyId: string, more: Partial<Activation> = {}): Activation {
  return {
    id,
    keyId,
    computerId: 'RC9WH-5VAW1',
    fingerprint: undefined,
    installationKey: undefined,
    firstAt: AT,
    lastAt: AT,
    ...more,
  }
}

export const fullActivation = activation('00112233aabbccdd', fullKey.id, {
  fingerprint: new Map([
    [1, Uint8Array.from([0, 1, 2, 250, 251, 252, 253, 255])],
    [4, new Uint8Array(16)],
  ]),
  installationKey: 'cd'.repeat(32),
})

export function license(of: Activation, requestHash: string | undefined): IssuedLicense {
  return {
    requestHash,
    keyId: of.keyId,
    activationId: of.id,
    kid: '0011223344556677',
    payload: Uint8Array.from([0xa1, 0, 0xff, 0xfe]),
    issuedAt: AT + 5,
  }
}

export const REQUEST = 'ef'.repeat(32)

/** One change of every kind, each fitting behind those before it. */
export const everyKind: readonly Change[] = [
  { kind: 'vendor.created', vendor },
  { kind: 'setting.changed', name: 'allowGenericKeys', value: true },
  { kind: 'product.created', product },
  { kind: 'product.changed', product: { ...product, name: 'Viewer 2' } },
  { kind: 'key.created', key: fullKey },
  { kind: 'key.created', key: keyRecord('KEY-BARE') },
  { kind: 'activation.recorded', activation: fullActivation },
  { kind: 'license.issued', license: license(fullActivation, REQUEST) },
  { kind: 'activation.renewed', activation: { ...fullActivation, lastAt: AT + 9 } },
  { kind: 'license.issued', license: license(fullActivation, undefined) },
  { kind: 'kit.published', productId: product.id, sequence: 1, payload: Uint8Array.from([1, 2, 3]) },
]

/** Bytes that count up: another salt each time, and the same ones in every run. */
export function countingBytes(): (bytes: number) => Uint8Array {
  let next = 0
  return bytes => new Uint8Array(bytes).map(() => next++)
}
