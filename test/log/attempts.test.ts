/**
 * Whoever is too slow every time: after a bounded number of conflicts the others wait, and each verb that tries again
 * comes to its end, in one transaction that is whole or not at all.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import { untilRecorded } from '../../src/log/attempts.ts'
import { importKeys } from '../../src/vendor/catalog/import/import.ts'
import { changeKey } from '../../src/vendor/catalog/key-change.ts'
import { revokeKey } from '../../src/vendor/catalog/key-end.ts'
import { createKeys } from '../../src/vendor/catalog/keys.ts'
import { changeProduct } from '../../src/vendor/catalog/product.ts'
import { unlockSigningKey } from '../../src/vendor/custody/signing-key.ts'
import { issueAll } from '../../src/vendor/issue/batch.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Change } from '../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { publishKit } from '../../src/vendor/publish/kit.ts'
import { releaseByHand } from '../../src/vendor/release.ts'
import { aloneContract, RENAMED } from '../vendor/ledger/alone-contract.ts'
import { openMarket } from '../vendor/ledger/market.ts'
import { recount } from '../vendor/ledger/recount.ts'
import { type Desk, issueBy, issued, openDesk, requestOf } from '../world/desk.ts'
import { NOW } from '../world/nouns.ts'

let desk: Desk
let ledger: Ledger
let key: KeyRecord
beforeEach(async () => {
  desk = await openDesk()
  ledger = await desk.ledger()
  const [made] = await desk.vendor.createKeys({ productId: 'scope', activations: 3 })
  key = made as KeyRecord
})
afterEach(() => desk.close())

/** The ledger for somebody who finds each time that another one was faster. */
function tooSlow(told: () => void = () => undefined): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== 'append') return typeof value === 'function' ? value.bind(target) : value
      return async () => {
        told()
        return 'conflict'
      }
    },
  })
}

function issuerOver(ledger: Ledger): Promise<Issuer> {
  const { now, random } = desk
  return unlockSigningKey(desk.home, '').then(signingKey => ({
    ledger,
    vendor: 'Acme',
    signingKey,
    now,
    random,
  }))
}

const bytes = (text: string) => new TextEncoder().encode(text)

describe('in the end', () => {
  test.each<[string, (slow: Ledger) => Promise<unknown>, Change['kind'][]]>([
    [
      'issue',
      async slow => issued(await issueBy(await issuerOver(slow), requestOf('a', key.text))),
      ['activation.recorded', 'license.issued'],
    ],
    [
      'issue of many',
      async slow => {
        const requests = ['a', 'b'].map(label => ({ label, read: () => requestOf(label, key.text) }))
        for await (const { outcome } of issueAll(await issuerOver(slow), requests))
          expect(outcome.kind).toBe('issued')
      },
      ['activation.recorded', 'license.issued', 'activation.recorded', 'license.issued'],
    ],
    [
      'key create',
      slow => createKeys({ ...desk, ledger: slow }, { productId: 'scope', count: 2 }),
      ['key.created', 'key.created'],
    ],
    ['key set', slow => changeKey(slow, key.id, { activations: 2 }, NOW), ['key.changed']],
    ['key revoke', slow => revokeKey(slow, key.id, undefined, NOW), ['key.revoked']],
    [
      'key import',
      slow =>
        importKeys(
          { ...desk, ledger: slow },
          {
            csv: bytes('old\nA\n'),
            columns: bytes('{"product":{"value":"scope"},"old key":{"column":"old"}}'),
          },
        ),
      ['key.created'],
    ],
    ['product set', slow => changeProduct(slow, 'scope', { name: 'Scope 2' }, NOW), ['product.changed']],
    [
      'kit',
      async slow => {
        const { signingKey, ...world } = await issuerOver(slow)
        const publisher = { ...world, eldest: async () => signingKey }
        return publishKit(publisher, { productId: 'scope', allowGeneric: false, searchPath: [] })
      },
      ['kit.published'],
    ],
  ])('%s is done', async (_, act, kinds) => {
    const { entries } = await ledger.stats()
    await act(tooSlow())
    const more = await ledger.log(entries, 100)
    expect(more.map(({ change }) => change.kind)).toEqual(kinds)
    expect((await ledger.audit()).problems).toEqual([])
    expect(await recount(ledger)).toEqual([])
  })

  test('release is done', async () => {
    const { license } = issued(await desk.signer.issue(requestOf('a', key.text)))
    await releaseByHand(tooSlow(), license.activationId, 'lost', NOW)
    expect((await ledger.activation(license.activationId))?.released).toMatchObject({ reason: 'lost' })
  })

  test('a refusal is one, and leaves nothing', async () => {
    const { head } = await ledger.stats()
    await changeKey(ledger, key.id, { activations: 1 }, NOW)
    issued(await desk.signer.issue(requestOf('a', key.text)))
    const before = await ledger.stats()
    expect(before.head).not.toBe(head)
    expect(await issueBy(await issuerOver(tooSlow()), requestOf('b', key.text))).toMatchObject({
      code: 'no-seats-left',
    })
    await expect(changeKey(tooSlow(), key.id, { graceDays: 3, activations: 0 }, NOW)).rejects.toMatchObject({
      code: 'invalid-value',
    })
    expect(await ledger.stats()).toEqual(before)
  })
})

test('comes after a bounded number of conflicts, and a conflict even then is ledger-busy', async () => {
  let conflicts = 0
  const slow = tooSlow(() => conflicts++)
  let attempts = 0
  const never = untilRecorded(slow, async ledger => {
    attempts++
    await ledger.append([RENAMED], NOW)
    return undefined
  })
  await expect(never).rejects.toMatchObject({ code: 'ledger-busy', details: { attempts: 9 } })
  expect({ attempts, conflicts }).toEqual({ attempts: 9, conflicts: 8 })
  expect((await ledger.product('scope'))?.product.name).toBe('Scope')
})

aloneContract(() => openMarket())
