/** The verb `verify`: from a license's bytes to a verdict, with every reason. The vectors have each rule by itself. */
import { describe, expect, test } from 'vitest'
import type { CheckedComputer } from '../../src/core/check/case.ts'
import { openKit } from '../../src/core/envelope.ts'
import { type VerifyInput, verifyLicense } from '../../src/core/verify.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { int, TRUE, text } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'

const { keyring } = openKit(world.kit(), nativeEd25519)
const here: CheckedComputer = {
  fingerprint: world.COMPUTER,
  platform: 'linux',
  user: 'anna',
  virtual: undefined,
}
const program = { version: '2.3.1', releasedAt: undefined, features: [] }
const input: VerifyInput = {
  keyring,
  terms: {
    vendor: world.VENDOR,
    productId: world.PRODUCT,
    allowGeneric: false,
    madeAt: world.REQUESTED_AT,
    retired: new Map(),
  },
  here,
  program,
  firstRunAt: () => undefined,
  seen: [],
  recordDamage: undefined,
  withdrawal: () => undefined,
  now: world.NOW,
}

test('a good license is valid, and the trace says what each rule saw', () => {
  const { license, ...verdict } = verifyLicense(world.newestLicense(), input)
  expect(verdict).toMatchObject({ valid: true, reasons: [], warnings: [] })
  expect(verdict.trace.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
    'vendor pass',
    'product pass',
    'signing-key pass',
    'purpose pass',
    'computer pass',
    'virtual pass',
    'user pass',
    'record pass',
    'withdrawn pass',
    'clock pass',
    'expiry pass',
    'version pass',
    'features pass',
  ])
  expect(license).toMatchObject({ vendor: world.VENDOR, productId: world.PRODUCT, keyId: world.KEY_ID })
})

test('a genuine license that is no good here is no error: the verdict has every reason, in the order of the rules', () => {
  const message = world.newestLicense(
    { 6: int(world.ISSUED_AT), 18: world.usersItem({ 0: ['bert'] }), 19: TRUE },
    { 1: text('Other'), 3: text('other'), 4: int(world.NOW) },
  )
  const verdict = verifyLicense(message, {
    ...input,
    here: { ...here, fingerprint: world.OTHER_COMPUTER, virtual: 'kvm' },
    program: { version: '9', releasedAt: world.NOW, features: ['cloud-sync'] },
  })
  expect(verdict.valid).toBe(false)
  expect(verdict.reasons.map(({ code }) => code)).toEqual([
    'wrong-vendor',
    'wrong-product',
    'wrong-computer',
    'virtual-machine',
    'wrong-user',
    'expired',
    'outside-maintenance',
    'feature-not-licensed',
  ])
})

describe('a message that nobody vouches for never reaches the rules', () => {
  test('unknown key', () => {
    expect(() => verifyLicense(world.license(), { ...input, keyring: new Map() })).toThrow(
      expect.objectContaining({ code: 'signing-key-unknown', details: { kid: 'feb62ef175178636' } }),
    )
  })

  test('a changed byte', () => {
    const message = world.license()
    const changed = message.with(message.length - 70, (message[message.length - 70] as number) ^ 1)
    expect(() => verifyLicense(changed, input)).toThrow(
      expect.objectContaining({ code: 'signature-invalid' }),
    )
  })

  test('a request', () => {
    expect(() => verifyLicense(world.request(), input)).toThrow(
      expect.objectContaining({
        code: 'wrong-message-type',
        details: { expected: 'license', got: 'request' },
      }),
    )
  })
})

test.each([
  [false, false, ['generic-not-allowed']],
  [true, true, []],
] as const)(
  'a generic license where the kit has allow-generic %s: valid %s (QG-13..16)',
  (allowGeneric, valid, codes) => {
    const verdict = verifyLicense(world.license(world.GENERIC), {
      ...input,
      terms: { ...input.terms, allowGeneric },
    })
    expect(verdict.valid).toBe(valid)
    expect(verdict.reasons.map(({ code }) => code)).toEqual(codes)
  },
)

test('a generic license asks for no reading at all (QG-01)', () => {
  const anywhere = {
    ...input,
    terms: { ...input.terms, allowGeneric: true },
    here: { ...here, fingerprint: new Map() },
  }
  expect(verifyLicense(world.license(world.GENERIC), anywhere).valid).toBe(true)
})

test('wrong product is told with both products (QC-03)', () => {
  const verdict = verifyLicense(world.license({}, { 3: text('other') }), input)
  expect(verdict.reasons).toEqual([
    { rule: 'product', code: 'wrong-product', details: { expected: world.PRODUCT, got: 'other' } },
  ])
})

test('the major version counts without a maintenance plan, the release day with one (QC-04, QC-20, QC-22)', () => {
  const verdict = (own: Parameters<typeof world.license>[0], version: string, releasedAt: number) =>
    verifyLicense(world.license(own), {
      ...input,
      program: { ...program, version, releasedAt },
    }).reasons.map(({ code }) => code)
  const until = { 6: int(world.ISSUED_AT) }
  expect(verdict({}, '2.9', world.NOW)).toEqual([])
  expect(verdict({}, '3.0', 0)).toEqual(['wrong-version'])
  expect(verdict({ 6: TRUE }, '3.0', world.NOW)).toEqual([])
  expect(verdict(until, '3.0', world.ISSUED_AT - 1)).toEqual([])
  expect(verdict(until, '2.3', world.ISSUED_AT)).toEqual(['outside-maintenance'])
})

test('expiry is the first second that is not covered (QC-25, QC-27)', () => {
  const at = (now: number) => verifyLicense(world.license(), { ...input, now })
  expect(at(world.EXPIRES_AT - 1).valid).toBe(true)
  expect(at(world.EXPIRES_AT).reasons).toEqual([
    { rule: 'expiry', code: 'expired', details: { since: '2026-12-31' } },
  ])
  expect(verifyLicense(world.license({}, { 4: undefined }), { ...input, now: 9_000_000_000 }).valid).toBe(
    true,
  )
})

test('in its days of grace a license is valid, with a warning that says until when (QC-25)', () => {
  const at = (now: number) => verifyLicense(world.newestLicense({ 17: int(10) }), { ...input, now })
  expect(at(world.EXPIRES_AT - 1)).toMatchObject({ valid: true, warnings: [] })
  const inGrace = {
    rule: 'expiry',
    code: 'in-grace',
    details: { since: '2026-12-31', until: '2027-01-10' },
  }
  expect(at(world.EXPIRES_AT)).toMatchObject({ valid: true, reasons: [], warnings: [inGrace] })
  expect(at(world.EXPIRES_AT + 10 * 86_400)).toMatchObject({
    valid: false,
    warnings: [],
    reasons: [{ ...inGrace, code: 'expired' }],
  })
})

describe('days from the first run (QC-27)', () => {
  const message = world.newestLicense(...world.firstRunDays(30))
  const FIRST_RUN = world.ISSUED_AT + 5 * 86_400

  test('count from what the installation has recorded, which is asked with the license itself', () => {
    const asked: string[] = []
    const firstRunAt: VerifyInput['firstRunAt'] = license => {
      asked.push(`${license.activationId} ${license.firstRun?.installation}`)
      return FIRST_RUN
    }
    const at = (now: number) => verifyLicense(message, { ...input, firstRunAt, now }).valid
    expect([at(FIRST_RUN + 30 * 86_400 - 1), at(FIRST_RUN + 30 * 86_400)]).toEqual([true, false])
    expect(new Set(asked)).toEqual(new Set(['6ea86ceb2ecb978f d05028d281b69186']))
  })

  test('count from the date of the license where nothing is recorded', () => {
    const at = (now: number) => verifyLicense(message, { ...input, now }).valid
    expect([at(world.ISSUED_AT + 30 * 86_400 - 1), at(world.ISSUED_AT + 30 * 86_400)]).toEqual([true, false])
  })

  test('are not asked for by any other license', () => {
    const firstRunAt = () => {
      throw new Error('asked')
    }
    expect(verifyLicense(world.newestLicense(), { ...input, firstRunAt }).valid).toBe(true)
  })
})
