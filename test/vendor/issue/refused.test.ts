/**
 * Refused requests: kept wherever the refusal is the answer, by every way in and by no look; beside the log, and never in the
 * way of the answer.
 */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { type NewKeys, openVendor, restoreDesk } from '../../../src/vendor/door.ts'
import { issueAll } from '../../../src/vendor/issue/batch.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import type { NewRefusal } from '../../../src/vendor/ledger/refusals.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { type Desk, openDesk, replacing, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const newKey = async (terms: Partial<NewKeys> = {}) =>
  (await desk.vendor.createKeys({ productId: 'scope', ...terms }))[0]?.text as string
const idOf = (key: string) => key.slice(0, 11)
/** Of a key without a free seat. */
async function usedKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const key = await newKey(terms)
  await desk.signer.issue(requestOf('first', key))
  return key
}
/** The key with another secret, or with another id. */
function altered(key: string, at = 14): string {
  const bytes = decodeGroups(key, 6) as Uint8Array
  return activationKeyOf(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))).text
}
const codes = async () =>
  (await desk.vendor.refusals()).map(({ reasons, isProved }) => [isProved, reasons.map(({ code }) => code)])
const file = () => join(desk.home, 'ledger.db')

describe('a refusal is kept', () => {
  test('with its computer and every reason, and no entry tells of it', async () => {
    const key = await usedKey()
    await desk.vendor.suspendKey(key)
    const before = await desk.vendor.stats()
    const ask = await desk.vendor.open(requestOf('b', key))
    expect((await desk.signer.issue(ask)).kind).toBe('refusal')
    expect(await desk.vendor.stats()).toEqual(before)
    const [kept, ...others] = await desk.vendor.refusals({ keyId: idOf(key) })
    expect(others).toEqual([])
    expect(kept).toMatchObject({ at: NOW, keyId: idOf(key), computerId: ask.computerId, times: 1 })
    expect(await codes()).toEqual([[true, ['key-suspended', 'no-seats-left']]])
  })

  test('of a request code, and of a key that is activated on behalf of a customer', async () => {
    await desk.signer.issue(requestCodeOf('b', await usedKey()))
    await desk.signer.issue({ key: await newKey(), computerId: 'the <b>board</b> in rack 7' })
    const [onBehalf, byCode] = await desk.vendor.refusals()
    expect(byCode?.reasons.map(({ code }) => code)).toContain('no-seats-left')
    expect(onBehalf).toMatchObject({ computerId: 'the <b>board</b> in rack 7', isProved: true })
  })

  test('of many at once in one piece for each group', async () => {
    const key = await usedKey()
    const ledger = await desk.ledger()
    const written: (readonly NewRefusal[])[] = []
    const counting = replacing(ledger, {
      keepRefusals(refused) {
        written.push(refused)
        return ledger.keepRefusals(refused)
      },
    })
    const signingKey = secretKeyOfPem(newSecretKeyPem())
    const issuer: Issuer = {
      ledger: counting,
      vendor: 'Acme',
      signingKey,
      now: desk.now,
      random: desk.random,
    }
    const offered = ['b', 'c', 'd'].map(seed => ({ label: seed, read: () => requestOf(seed, key) }))
    for await (const { outcome } of issueAll(issuer, offered)) expect(outcome.kind).toBe('refusal')
    expect(written.flat()).toHaveLength(3)
    expect(written.length).toBeLessThan(3)
    expect(await codes()).toHaveLength(3)
  })

  test('of what is decided without a clerk when it is looked at already; else not by a look', async () => {
    const request = requestOf('b', await usedKey())
    await desk.vendor.preview(request)
    expect(await codes()).toEqual([])
    await desk.vendor.preview(request, { unattended: true })
    expect(await codes()).toEqual([[true, ['no-seats-left']]])
    await desk.vendor.preview(request, { keepsRefusal: true })
    expect(await desk.vendor.refusals()).toMatchObject([{ times: 2 }])
    await desk.signer.issue(request)
    expect(await desk.vendor.refusals()).toMatchObject([{ times: 3 }])
  })

  test('without a proof apart, and the desk is told more than who asks', async () => {
    const key = await newKey()
    const request = requestOf('thief', altered(key))
    const { decision } = await desk.vendor.preview(request, { unattended: true })
    expect(decision).toMatchObject({ code: 'key-not-found' })
    expect(await codes()).toEqual([[false, ['key-proof-invalid']]])
    await desk.signer.issue(request)
    expect(await codes()).toEqual([[false, ['key-proof-invalid']]])
    await desk.signer.issue(requestOf('a', altered(key, 0)))
    expect((await codes())[0]).toEqual([false, ['key-not-found']])
  })

  test('not of a renewal, which nobody outside of the desk asked for', async () => {
    const key = await usedKey()
    await desk.vendor.suspendKey(key)
    for await (const { outcome } of desk.signer.renewAll(key)) expect(outcome.kind).toBe('refusal')
    const [activation] = await desk.vendor.activations({ keyId: idOf(key) })
    const renewal = await desk.vendor.openRenewal(activation?.id ?? '')
    expect((await desk.signer.issue(renewal)).kind).toBe('refusal')
    expect(await codes()).toEqual([])
  })

  test('and shown for 90 days', async () => {
    await desk.signer.issue(requestOf('b', await usedKey()))
    desk.time += 90 * 86_400
    expect(await codes()).toHaveLength(1)
    desk.time += 1
    expect(await codes()).toEqual([])
  })

  test('what is granted is not in it', async () => {
    await desk.signer.issue(requestOf('a', await newKey()))
    expect(await codes()).toEqual([])
  })
})

describe('what is kept is erased', () => {
  test('with the personal data of the key, and with its customer', async () => {
    const { id } = await desk.vendor.addCustomer({ name: 'Ann' })
    const keys = [await usedKey(), await usedKey({ customer: id }), await usedKey()]
    for (const key of keys) await desk.signer.issue(requestOf('secret-board', key))
    const [first = '', , last = ''] = keys
    expect(await codes()).toHaveLength(3)
    await desk.vendor.erasePersonal(first)
    await desk.vendor.eraseCustomer(id)
    expect((await desk.vendor.refusals()).map(({ keyId }) => keyId)).toEqual([idOf(last)])
  })
})

describe('the answer is given', () => {
  test('also when nothing can be kept', async () => {
    const key = await usedKey()
    const db = new DatabaseSync(file())
    db.exec('DROP TABLE refusal')
    db.close()
    expect(await desk.signer.issue(requestOf('b', key))).toMatchObject({ code: 'no-seats-left' })
  })

  test('to a visitor of the page at once, while another program writes', async () => {
    const request = requestOf('b', await usedKey())
    const db = new DatabaseSync(file())
    db.exec('BEGIN IMMEDIATE')
    const { decision } = await desk.vendor.preview(request, { unattended: true })
    expect(decision).toMatchObject({ code: 'no-seats-left' })
    db.exec('ROLLBACK')
    db.close()
    expect(await codes()).toHaveLength(1)
  })

  test('and is in the ledger when the desk is closed', async () => {
    const request = requestOf('b', await usedKey())
    const page = await openVendor({ home: desk.home, now: desk.now, operator: 'page' })
    await page.preview(request, { unattended: true })
    await page.close()
    expect(await desk.vendor.refusals()).toMatchObject([{ operator: 'page' }])
  })
})

test('a backup is known to the ledger that it is of, and to itself', async () => {
  expect(await desk.vendor.lastBackup()).toBeUndefined()
  const { entries } = await desk.vendor.stats()
  await desk.vendor.backupLedger(join(desk.home, 'copy.db'))
  expect(await desk.vendor.lastBackup()).toEqual({ at: NOW, entries })
  const copy = await openVendor({ home: desk.home, ledger: join(desk.home, 'copy.db') })
  expect(await copy.lastBackup()).toEqual({ at: NOW, entries })
  await copy.close()
  desk.time += 86_400
  const path = join(desk.home, 'desk.age')
  await desk.vendor.backupDesk(path, 'long enough')
  expect(await desk.vendor.lastBackup()).toEqual({ at: NOW + 86_400, entries })
  const home = join(desk.home, 'restored')
  await restoreDesk({ home }, { path, passphrase: 'long enough', isDry: false })
  const restored = await openVendor({ home })
  expect(await restored.lastBackup()).toEqual({ at: NOW + 86_400, entries })
  await restored.close()
})
