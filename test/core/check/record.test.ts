/** A client whose own record is damaged has lost what it knew: what ends does not count until that is mended. */
import { expect, test } from 'vitest'
import { license, NOW } from '../../world/nouns.ts'
import { checked, terms } from './check-case.ts'

const DAMAGE = { code: 'state-damaged', details: { path: '/var/lib/airlatch/scope' } } as const

const damaged = (change: Parameters<typeof license>[0]) =>
  checked({
    license: license(change),
    terms: terms({ allowGeneric: true }),
    recordDamage: DAMAGE,
    now: NOW,
  })
const REASON = { rule: 'record', ...DAMAGE }

test('a license that ends is refused, by a date or by days from the first run', () => {
  const firstRun = { days: 10, installation: '00'.repeat(8), activatedAt: undefined }
  for (const change of [{ expiresAt: NOW + 1000 }, { firstRun }])
    expect(damaged(change)).toMatchObject({ valid: false, reasons: [REASON], warnings: [] })
})

test('one that never ends is valid, with a warning', () => {
  expect(damaged({})).toMatchObject({ valid: true, reasons: [], warnings: [REASON] })
})

test('a generic license needs no record', () => {
  expect(damaged({ binding: { kind: 'generic' }, expiresAt: NOW + 1000 })).toMatchObject({
    valid: true,
    warnings: [],
  })
})
