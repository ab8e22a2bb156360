/** Owns the vendor's nouns for unit tests: plain ones, with what a test is about put on top. */
import { type Fingerprint, fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { type License, NO_NEWER_TERMS } from '../../src/core/message/license.ts'
import type {
  Activation,
  Entitlement,
  KeyRecord,
  Product,
  Settings,
} from '../../src/core/terms/entitlement.ts'
import type { Applicant, IssueCase } from '../../src/vendor/decide/case.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'

export const NOW = Date.parse('2026-11-22T12:00:00Z') / 1000
export const DAY = 86_400

export function fingerprint(seed: string, productId = 'scope'): Fingerprint {
  return fingerprintOf(productId, simulatedComputer(seed).readings)
}

export function product(change: Partial<Product> = {}): Product {
  return {
    id: 'scope',
    name: 'Scope',
    features: [],
    releases: [],
    match: { k: 4, n: 6 },
    deactivationLimit: 'unlimited',
    allowVirtual: true,
    ...change,
  }
}

export function entitlement(change: Partial<Entitlement> = {}): Entitlement {
  return {
    productId: 'scope',
    activations: 1,
    floatingSeats: undefined,
    features: new Map(),
    generic: false,
    maintenance: undefined,
    majorVersion: undefined,
    expiresAt: undefined,
    duration: undefined,
    userData: undefined,
    forFloating: false,
    deactivationLimit: 'inherit',
    users: [],
    allowVirtual: 'inherit',
    graceDays: undefined,
    licensee: undefined,
    engineVersion: undefined,
    ...change,
  }
}

export function keyRecord(change: Partial<Entitlement> = {}): KeyRecord {
  return {
    id: 'KEY-1',
    text: 'KEY-1-AND-THE-SECRET',
    createdAt: NOW - DAY,
    entitlement: entitlement(change),
    affiliate: undefined,
    email: undefined,
    comment: undefined,
    revoked: undefined,
  }
}

export function computer(
  seed: string,
  change: Partial<Extract<Applicant, { kind: 'computer' }>> = {},
): Applicant {
  return {
    kind: 'computer',
    productId: 'scope',
    fingerprint: fingerprint(seed),
    proofHolds: true,
    version: undefined,
    virtual: undefined,
    installation: { publicKey: '00'.repeat(32), kid: '00'.repeat(8) },
    ...change,
  }
}

export function activation(seed: string, change: Partial<Activation> = {}): Activation {
  return {
    id: `activation of ${seed}`,
    keyId: 'KEY-1',
    computerId: seed,
    fingerprint: fingerprint(seed),
    computer: undefined,
    installationKey: '00'.repeat(32),
    installations: 1,
    firstAt: NOW - DAY,
    lastAt: NOW - DAY,
    released: undefined,
    startSet: undefined,
    ...change,
  }
}

export const SETTINGS: Settings = { allowGenericKeys: false, planActivations: 'unlimited', dormant: false }

export function issueCase(change: Partial<IssueCase> = {}): IssueCase {
  return {
    applicant: computer('a'),
    key: keyRecord(),
    product: product(),
    settings: SETTINGS,
    activations: [],
    former: [],
    now: NOW,
    ...change,
  }
}

export function license(change: Partial<License> = {}): License {
  return {
    ...NO_NEWER_TERMS,
    format: 2,
    vendor: 'Acme',
    productId: 'scope',
    keyId: 'KEY-1',
    activationId: '0011223344556677',
    issuedAt: NOW,
    expiresAt: undefined,
    binding: { kind: 'computer', fingerprint: fingerprint('a'), required: 4 },
    features: new Map(),
    majorVersion: undefined,
    maintenance: undefined,
    floatingSeats: undefined,
    userData: undefined,
    ...change,
  }
}
