/** SS-02: a lease is verified offline, by the kit, the license of the server, and the key in that. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeLicense } from '../../../src/core/message/license.ts'
import { traceText } from '../../../src/words/trace.ts'
import { runs } from '../../effort.ts'
import * as site from '../../vectors/make/site.ts'
import * as world from '../../vectors/make/world.ts'
import { sealLicense } from '../../world/seal.ts'
import {
  clientKey,
  codes,
  INPUT,
  LENDING,
  LICENSE,
  sealed,
  strangerKey,
  vendorKey,
  verified,
} from './lease-world.ts'

const DAY = 86_400
const codeOf = (code: string) => expect.objectContaining({ code })

describe('the chain', () => {
  test('holds with the kit alone, and the trace says what each rule saw, in both languages', () => {
    const { valid, reasons, warnings, trace, lease, license } = verified()
    expect({ valid, reasons, warnings }).toEqual({ valid: true, reasons: [], warnings: [] })
    expect(license.floatingSeats).toBe(50)
    expect(lease.holder.account).toBe(site.USER)
    for (const step of trace)
      for (const lang of ['en', 'de'] as const) expect(traceText(step, { lang })).toMatch(/../)
  })

  test('our lease is, byte for byte, what another hand writes for the vectors', () => {
    const pair = sealed()
    expect(Buffer.from(pair.license).toString('hex')).toBe(Buffer.from(site.serverLicense()).toString('hex'))
    expect(Buffer.from(pair.lease).toString('hex')).toBe(Buffer.from(site.lease()).toString('hex'))
  })

  test.each([
    ['the client', clientKey],
    ['the vendor', vendorKey],
    ['a stranger', strangerKey],
  ])('%s cannot sign a lease', (_who, key) => {
    expect(() => verified(sealed({}, LICENSE, key))).toThrow(codeOf('signing-key-unknown'))
  })

  test('a license that is of no site server lends nothing, whoever signed the lease', () => {
    const plain = { ...LICENSE, lending: undefined }
    expect(() => verified(sealed({}, plain))).toThrow(codeOf('lends-no-seats'))
  })

  test('a license that a stranger signed lends nothing', () => {
    const license = sealLicense(encodeLicense(LICENSE), strangerKey)
    expect(() => verified({ ...sealed(), license })).toThrow(codeOf('signing-key-unknown'))
  })

  test('every changed byte of either message is refused', () => {
    const pair = sealed()
    const which = fc.constantFrom('lease' as const, 'license' as const)
    fc.assert(
      fc.property(which, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, flip) => {
        const good = pair[name]
        const i = at % good.length
        const changed = { ...pair, [name]: good.with(i, (good[i] as number) ^ flip) }
        expect(() => verified(changed)).toThrow(expect.objectContaining({ name: 'AirlatchError' }))
      }),
      { numRuns: runs(300) },
    )
  })

  test('a lease that was made for the license before stands on that one alone', () => {
    const renewed = sealed({}, { ...LICENSE, floatingSeats: 60 })
    expect(codes({ ...sealed(), license: renewed.license })).toEqual(['lease-of-other-license'])
  })
})

describe('what the vendor signed bounds every lease', () => {
  const lengths = fc.integer({ min: 1, max: 40 * DAY })

  test('no lease that is longer than its license allows is good, however it was signed', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.boolean(),
        fc.integer({ min: 60, max: 2 * DAY }),
        (length, borrowed, longest) => {
          const license = { ...LICENSE, lending: { ...LENDING, longestLease: longest } }
          const expiresAt = site.LEASED_AT + length
          const { valid } = verified(sealed({ expiresAt, borrowed }, license), { heldFor: 0 })
          expect(valid).toBe(length <= (borrowed ? 30 * DAY : longest))
        },
      ),
      { numRuns: runs(100) },
    )
  })

  test('no lease outlives the license of its server', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), end => {
        const license = { ...LICENSE, expiresAt: site.LEASED_AT + end }
        expect(codes(sealed({}, license), { now: site.LEASED_AT, heldFor: 0 })).toEqual(
          site.LEASE_ENDS <= license.expiresAt ? [] : ['lease-beyond-license'],
        )
      }),
      { numRuns: runs(50) },
    )
  })

  test('every excess is named at once', () => {
    const license = { ...LICENSE, expiresAt: world.NOW + DAY, lending: { ...LENDING, borrowing: undefined } }
    const lease = {
      seatUnit: 'host' as const,
      borrowed: true,
      expiresAt: world.NOW + 2 * DAY,
      pools: new Map([['projects', 1]]),
    }
    expect(verified(sealed(lease, license), { heldFor: 0 }).reasons).toMatchObject([
      { code: 'lease-beyond-license', details: { beyond: ['unit', 'borrowed', 'end', 'pools'] } },
    ])
  })
})

describe('time', () => {
  const clocks = fc.integer({ min: world.ISSUED_AT, max: world.NOW + 400 * DAY })

  test('by its own measure a client stops at the same second, whatever its clock says', () => {
    fc.assert(
      fc.property(clocks, fc.nat(2000), (now, heldFor) => {
        expect(codes(sealed(), { now, heldFor })).toEqual(heldFor < 900 ? [] : ['lease-ended'])
      }),
      { numRuns: runs(100) },
    )
  })

  test('without a measure a wrong clock gains ten minutes at most, and a day where it is borrowed', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.integer({ min: 0, max: 3 * DAY }), (borrowed, behind) => {
        const now = site.LEASED_AT - behind
        const license = { ...LICENSE, issuedAt: world.ISSUED_AT - 40 * DAY }
        const input = { now, terms: { ...INPUT.terms, madeAt: world.ISSUED_AT - 40 * DAY } }
        expect(codes(sealed({ borrowed }, license), input)).toEqual(
          behind <= (borrowed ? DAY : 600) ? [] : ['clock-set-back'],
        )
      }),
      { numRuns: runs(100) },
    )
  })

  test('a server that sets back its clock does not extend its license on a client whose clock is right', () => {
    const license = { ...LICENSE, expiresAt: world.NOW + DAY }
    const late = { now: world.NOW + 2 * DAY, heldFor: 5 }
    expect(codes(sealed({}, license), late)).toEqual(['expired'])
  })
})

describe('who holds it', () => {
  test.each([
    ['session', { user: 'bert' }, ['wrong-holder']],
    ['host', { user: 'bert' }, []],
    ['host', { user: undefined }, []],
    ['session', { user: undefined }, ['wrong-holder']],
    ['session', { user: 'CORP\\anna' }, []],
  ] as const)('of a %s, run by %j', (seatUnit, who, expected) => {
    const license = { ...LICENSE, lending: { ...LENDING, seatUnit } }
    const here = { ...INPUT.here, ...who }
    expect(codes(sealed({ seatUnit }, license), { here })).toEqual(expected)
  })

  test('LP-18 to LP-20: named users and platforms of the license count as without a server', () => {
    const named = (name: string, platform: number) =>
      codes(sealed({}, { ...LICENSE, users: [{ name, platform }] }))
    expect(named(site.USER, 0)).toEqual([])
    expect(named(site.USER, 3)).toEqual([])
    expect(named(site.USER, 1)).toEqual(['wrong-user'])
    expect(named('bert', 0)).toEqual(['wrong-user'])
  })

  test('a copy of the client, key and lease, is of no use on another computer', () => {
    const here = { ...INPUT.here, fingerprint: world.OTHER_COMPUTER }
    expect(codes(sealed(), { here })).toEqual(['wrong-computer'])
    // nor is a lease that was taken where nothing is read, if the vendor allows that at all
    const allowing = { ...LICENSE, lending: { ...LENDING, allowWorkloads: true } }
    const nowhere = { here: { ...INPUT.here, fingerprint: new Map() } }
    expect(codes(sealed({ computer: undefined }, allowing))).toEqual(['wrong-computer'])
    expect(codes(sealed({ computer: undefined }, allowing), nowhere)).toEqual([])
    expect(codes(sealed({ computer: undefined }), nowhere)).toEqual(['lease-beyond-license'])
  })
})

describe('a server that goes back', () => {
  const last = { sequence: 41, issuedAt: site.LEASED_AT, hash: 'another' }

  test('is warned of, and the lease stays valid', () => {
    const { valid, warnings } = verified(sealed({ sequence: 40 }), { last })
    expect(valid).toBe(true)
    expect(warnings).toMatchObject([{ code: 'server-went-back', details: { twice: false } }])
  })

  test('one number for two leases is proof', () => {
    expect(verified(sealed(), { last }).warnings).toMatchObject([
      { code: 'server-went-back', details: { sequence: 41, twice: true } },
    ])
  })
})
