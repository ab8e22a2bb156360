/** A ledger whose tables the first version made: it opens, it is sound, and what it says means the same. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { KeyRecord } from '../../../src/core/terms/entitlement.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { NO_WRONG_PROOFS } from '../../../src/vendor/ledger/wrong-proofs.ts'
import { HEAD, oldLedger, ROWS } from './first-version.ts'
import {
  AT,
  bareEntitlement,
  countingBytes,
  everyKind,
  fullActivation,
  fullKey,
  keyRecord,
  license,
  product,
  REQUEST,
  unreadableLicense,
  vendor,
} from './sample.ts'

/** The full key of that version: it has nothing of what came later. */
const oldFullKey: KeyRecord = {
  ...fullKey,
  entitlement: {
    ...bareEntitlement,
    floatingSeats: 7,
    features: fullKey.entitlement.features,
    generic: true,
    maintenance: { until: AT + 1000 },
    majorVersion: '2',
    expiresAt: AT + 2000,
    duration: { days: 30, from: 'activation' },
    userData: fullKey.entitlement.userData,
  },
  affiliate: undefined,
  orderReference: undefined,
}
const oldProduct = {
  ...product,
  name: 'Viewer 2',
  deactivationLimit: 'unlimited',
  allowVirtual: true,
  allowWorkloads: false,
  startByDays: 14,
} as const

async function opened(path: string): Promise<Ledger> {
  const ledger = await openSqliteLedger(path, { random: countingBytes() })
  onTestFinished(() => ledger.close())
  return ledger
}

test('the first step is the one that files in the world were made with', () => {
  const hash = createHash('sha256')
    .update(MIGRATIONS[0] ?? '')
    .digest('hex')
  expect(hash).toBe('e4178c151429df22aef7622f8e369063592717f1c3e2777d89dd8ff7877ae92e')
})

test('opened by this version it is sound, and its chain is the same', async () => {
  const path = oldLedger()
  const ledger = await opened(path)
  expect(await ledger.audit()).toEqual({ entries: 11, head: HEAD, problems: [] })
  await ledger.close()
  expect(readFileSync(path).readUInt32BE(60)).toBe(MIGRATIONS.length)
  expect(await (await opened(path)).audit()).toEqual({ entries: 11, head: HEAD, problems: [] })
})

test('its keys read back with what the new fields mean when nothing is said', async () => {
  const ledger = await opened(oldLedger())
  expect(await ledger.vendor()).toStrictEqual(vendor)
  expect(await ledger.settings()).toEqual({
    settings: { allowGenericKeys: true, planActivations: 'unlimited', dormant: false },
    revision: 2,
  })
  expect(await ledger.products()).toStrictEqual([oldProduct])
  expect(await ledger.keyInUse(fullKey.id)).toStrictEqual({
    key: oldFullKey,
    used: 1,
    moves: 0,
    firstEnd: undefined,
    wrongProofs: NO_WRONG_PROOFS,
    revision: 10,
  })
  expect(await ledger.keyInUse('KEY-BARE')).toStrictEqual({
    key: keyRecord('KEY-BARE'),
    used: 0,
    moves: 0,
    firstEnd: undefined,
    wrongProofs: NO_WRONG_PROOFS,
    revision: 6,
  })
  expect(await ledger.activations({})).toStrictEqual([
    { ...fullActivation, lastAt: AT + 9, license: unreadableLicense(10) },
  ])
  expect(await ledger.issued(REQUEST)).toStrictEqual(license(fullActivation, REQUEST))
  expect(await ledger.newestKit(product.id)).toMatchObject({ sequence: 1 })
  expect(await ledger.grantedActivations()).toBe(4)
  expect(await ledger.affiliates()).toEqual([])
  expect(await ledger.defaults()).toBeUndefined()
  expect(await ledger.keys({ email: 'ANN@example.com' })).toHaveLength(1)
  for (const phrase of ['ANN@', 'on monday', 'key-full'])
    expect(await ledger.search([phrase], 10), phrase).toEqual([{ kind: 'key', id: fullKey.id }])
  expect(await ledger.search(['rc9wh'], 10)).toEqual([{ kind: 'activation', id: fullActivation.id }])
})

test('every key has its history, back to its making', async () => {
  const ledger = await opened(oldLedger())
  expect((await ledger.history(fullKey.id)).map(({ seq, change }) => [seq, change.kind])).toEqual([
    [5, 'key.created'],
    [7, 'activation.recorded'],
    [8, 'license.issued'],
    [9, 'activation.renewed'],
    [10, 'license.issued'],
  ])
  expect(await ledger.history('KEY-BARE')).toStrictEqual([
    { seq: 6, at: AT, operator: undefined, change: { kind: 'key.created', key: keyRecord('KEY-BARE') } },
  ])
})

test('it goes on: old keys are changed and revoked, and the whole is sound', async () => {
  const ledger = await opened(oldLedger())
  const changes: readonly Change[] = [
    ...everyKind.slice(11),
    { kind: 'product.changed', product: { ...product, allowVirtual: false } },
    { kind: 'key.changed', key: { ...oldFullKey, affiliate: 'Reseller One' } },
    { kind: 'activation.renewed', activation: fullActivation },
    { kind: 'key.revoked', keyId: 'KEY-BARE', revocation: { at: AT, reason: undefined } },
  ]
  expect(await ledger.append(changes, AT)).toBe('recorded')
  expect(await ledger.key(fullKey.id)).toStrictEqual({ ...oldFullKey, affiliate: 'Reseller One' })
  // those of KEY-FULL and of KEY-ERASED
  expect(await ledger.grantedActivations()).toBe(4)
  expect(await ledger.audit()).toMatchObject({ entries: 11 + changes.length, problems: [] })
})

test('one whose entries cannot be read is not opened, and not half of it changed', async () => {
  const path = oldLedger(ROWS.replace('"activations":2,"features":[]', '"activations":2,"features":['))
  const before = readFileSync(path)
  await expect(opened(path)).rejects.toMatchObject({ code: 'ledger-damaged' })
  expect(readFileSync(path).equals(before)).toBe(true)
})
