/** Activations by code in both ledgers: one seat however many ask at once, and the same in an export taken over. */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { requestCodeText } from '../../../src/carrier/typed/request-code.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import { activationIdOf } from '../../../src/core/message/activation-id.ts'
import { parseActivationKey } from '../../../src/core/message/activation-key.ts'
import {
  encodeTypedRequest,
  type TypedRequest,
  typedRequestOf,
} from '../../../src/core/message/typed-request.ts'
import type { Activation } from '../../../src/core/terms/entitlement.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import { exportLedger } from '../../../src/vendor/ledger/export.ts'
import { importInto } from '../../../src/vendor/ledger/import.ts'
import { openLedger } from '../../../src/vendor/ledger/open.ts'
import { issueBy, issued, requestOf } from '../../world/desk.ts'
import { bound, NOW } from '../../world/nouns.ts'
import { folder } from './file.ts'
import { type Market, openMarket } from './market.ts'
import { postgresServer } from './postgres-server.ts'
import { recount } from './recount.ts'
import { countingBytes } from './sample.ts'

const server = postgresServer()
const random = countingBytes()

function codeOf(seed: string, text: string): string {
  const { id: keyId, secret } = parseActivationKey(text)
  const claimed = { keyId, computer: boundHash(bound(seed)), counted: 5, virtual: false }
  return requestCodeText(encodeTypedRequest(typedRequestOf(claimed, secret, 'scope') as TypedRequest))
}

async function clerk(market: Market): Promise<Issuer> {
  const signingKey = await unlockSigningKey(market.home, '')
  return { ledger: await market.ledger(), vendor: 'Acme', signingKey, now: () => NOW, random }
}

async function expectSound(market: Market): Promise<void> {
  expect((await market.vendor.audit()).problems).toEqual([])
  expect(await recount(await market.ledger())).toEqual([])
}

describe.each([
  ['SQLite', () => openMarket()],
  ['PostgreSQL', async () => openMarket(await server.database())],
])('activations by code on %s', (_, open) => {
  test('the last seat goes to one of many computers, and to each of them once', async () => {
    const market = await open()
    const key = await market.key({ productId: 'scope', activations: 3 })
    const clerks = await Promise.all([clerk(market), clerk(market), clerk(market)])
    const seeds = ['a', 'b', 'c', 'd', 'e', 'a', 'b', 'c', 'd', 'e']
    const outcomes = await Promise.all(
      seeds.map((seed, i) => issueBy(clerks[i % 3] as Issuer, codeOf(seed, key))),
    )
    const seats = outcomes.map(one => (one.kind === 'refusal' ? one.code : one.seat)).sort()
    expect(seats).toEqual([
      'new',
      'new',
      'new',
      ...Array(4).fill('no-seats-left'),
      'repeated',
      'repeated',
      'repeated',
    ])
    await expectSound(market)
  })

  test('a code and a request of one computer at once take one seat, which is found again in every way', async () => {
    const market = await open()
    const key = await market.key({ productId: 'scope' })
    const [one, other] = [await clerk(market), await clerk(market)]
    const both = await Promise.all([issueBy(one, codeOf('a', key)), issueBy(other, requestOf('a', key))])
    expect(both.map(outcome => issued(outcome).seat).sort()).toEqual(['new', 'renewed'])
    const id = activationIdOf(key.slice(0, 11), boundHash(bound('a')), 0)
    const [activation, ...more] = await market.vendor.activations({ keyId: key.slice(0, 11) })
    expect(more).toEqual([])
    expect(activation).toMatchObject({
      id,
      computer: boundHash(bound('a')),
      bound: bound('a'),
    })
    const given = { at: NOW, by: 'receipt', receipt: '0'.repeat(64), deactivatedAt: NOW } as const
    const seat = (await one.ledger.activation(id)) as Activation
    await one.ledger.append([{ kind: 'activation.released', activation: { ...seat, released: given } }], NOW)
    const next = issued(await issueBy(one, codeOf('a', key))).license.activationId
    expect(next).toBe(activationIdOf(key.slice(0, 11), boundHash(bound('a')), 1))
    const of = { keyId: key.slice(0, 11) }
    expect((await one.ledger.activations({ ...of, released: true })).map(one => one.id)).toEqual([id])
    expect((await one.ledger.activations({ ...of, released: false })).map(one => one.id)).toEqual([next])
    await expectSound(market)
  })

  test('an export taken over has them as they were', async () => {
    const market = await open()
    const key = await market.key({ productId: 'scope' })
    const issuer = await clerk(market)
    const first = issued(await issueBy(issuer, codeOf('a', key)))
    const path = join(folder(), 'ledger.jsonl')
    await exportLedger(issuer.ledger, path, NOW)
    const where = join(folder(), 'copy.db')
    await importInto(where, path, { random, accept: async () => undefined })
    const copy = await openLedger(where, { random })
    onTestFinished(() => copy.close())
    expect(await copy.activations({})).toEqual(await issuer.ledger.activations({}))
    expect((await copy.audit()).problems).toEqual([])
    const again = issued(await issueBy({ ...issuer, ledger: copy }, codeOf('a', key)))
    expect(again).toMatchObject({ seat: 'repeated' })
    expect(again.message).toEqual(first.message)
  })
})
