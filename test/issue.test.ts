import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { computerId } from '../src/computer/computer-id.ts'
import type { Fingerprint } from '../src/computer/fingerprint.ts'
import type { SecretKey } from '../src/cose/key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../src/cose/pem.ts'
import { unlockSigningKey } from '../src/custody/signing-key.ts'
import { type Issued, type Issuer, issue, issueOnBehalf, tryIssue } from '../src/issue.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { activationKeyOf, parseActivationKey } from '../src/message/activation-key.ts'
import { makeRequest } from '../src/request.ts'
import type { Refusal } from '../src/rules/decide.ts'
import type { NewKeys } from '../src/vendor.ts'
import { type Desk, openDesk } from './world/desk.ts'
import { fingerprint, NOW } from './world/nouns.ts'

let desk: Desk
let ledger: Ledger
let issuer: Issuer
beforeEach(async () => {
  desk = await openDesk()
  ledger = await desk.ledger()
  const signingKey = await unlockSigningKey(desk.home, '')
  issuer = { ledger, vendor: 'Acme', signingKey, now: desk.now, random: desk.random }
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  return key?.text as string
}

function requestOf(seed: string, key: string, installation = secretKeyOfPem(newSecretKeyPem())): Uint8Array {
  return requestWith(fingerprint(seed), key, installation)
}

function requestWith(
  readings: Fingerprint,
  key: string,
  installation = secretKeyOfPem(newSecretKeyPem()),
): Uint8Array {
  return makeRequest({
    key: parseActivationKey(key),
    productId: 'scope',
    fingerprint: readings,
    installationKey: installation,
    version: undefined,
    now: NOW,
  })
}

function issued(outcome: Issued | Refusal): Issued {
  if (outcome.kind === 'refusal') throw new Error(`expected a license, got ${outcome.code}`)
  return outcome
}

/** The ledger, with something before each append. */
function interrupted(work: (attempt: number) => Promise<void>): Ledger {
  let attempt = 0
  return new Proxy(ledger, {
    get(target, name, receiver) {
      if (name !== 'append') {
        const value = Reflect.get(target, name, receiver)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return async (...words: Parameters<Ledger['append']>) => {
        await work(attempt++)
        return target.append(...words)
      }
    },
  })
}

describe('issuing', () => {
  test('QC-09: the same request, the same bytes; nothing more is recorded', async () => {
    const request = requestOf('a', await newKey())
    const first = issued(await issue(issuer, request))
    const { head } = await ledger.stats()
    desk.time = NOW + 1000
    const again = issued(await issue(issuer, request))
    expect(again.message).toEqual(first.message)
    expect([first.seat, again.seat]).toEqual(['new', 'repeated'])
    expect((await ledger.stats()).head).toBe(head)
  })

  test('QC-09: a new request of the same computer is another license on the same activation', async () => {
    const key = await newKey()
    const first = issued(await issue(issuer, requestOf('a', key)))
    desk.time = NOW + 1000
    const second = issued(await issue(issuer, requestOf('a', key)))
    expect(second.seat).toBe('renewed')
    expect(second.license.activationId).toBe(first.license.activationId)
    expect(await ledger.activations({})).toMatchObject([{ firstAt: NOW, lastAt: NOW + 1000 }])
  })

  test('QC-09: a seat does not wander from one computer to another, a few readings at a time', async () => {
    const key = await newKey()
    const [a, b] = [fingerprint('a'), fingerprint('b')]
    const mixed = (...kindsOfB: number[]) =>
      new Map(
        [...a].map(([kind, hashes]) => [kind, kindsOfB.includes(kind) ? (b.get(kind) ?? hashes) : hashes]),
      )
    expect(issued(await issue(issuer, requestWith(a, key))).seat).toBe('new')
    expect(issued(await issue(issuer, requestWith(mixed(1, 2), key))).seat).toBe('renewed')
    expect(await issue(issuer, requestWith(mixed(1, 2, 3, 4), key))).toMatchObject({ code: 'no-seats-left' })
    expect(await issue(issuer, requestWith(b, key))).toMatchObject({ code: 'no-seats-left' })
  })

  test('a refusal writes nothing', async () => {
    const key = await newKey()
    issued(await issue(issuer, requestOf('a', key)))
    const { head } = await ledger.stats()
    expect(await issue(issuer, requestOf('b', key))).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
    const unknown = activationKeyOf(new Uint8Array(15).fill(7)).text
    expect(await issue(issuer, requestOf('b', unknown))).toMatchObject({ code: 'key-not-found' })
    expect((await ledger.stats()).head).toBe(head)
  })

  test("QG-11: on the customer's behalf, each time a new license on the one activation", async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const id = (await newKey({ generic: true })).slice(0, 11)
    const first = issued(await issueOnBehalf(issuer, id, 'campus'))
    const second = issued(await issueOnBehalf(issuer, id, 'other campus'))
    expect([first.seat, second.seat, second.computerId]).toEqual(['new', 'renewed', 'other campus'])
    expect(second.license.activationId).toBe(first.license.activationId)
  })
})

describe('another process is faster', () => {
  test('QC-08: what it took is seen: the last seat is not sold twice', async () => {
    const key = await newKey()
    const faster = interrupted(async attempt => {
      if (attempt === 0) issued(await issue(issuer, requestOf('fast', key)))
    })
    const outcome = await issue({ ...issuer, ledger: faster }, requestOf('slow', key))
    expect(outcome).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
    expect(outcome).toMatchObject({ details: { holders: [{ computer: computerId(fingerprint('fast')) }] } })
    expect(await ledger.activations({})).toHaveLength(1)
  })

  test('QC-09: with the same request: both give the same bytes', async () => {
    const request = requestOf('a', await newKey())
    let other: Issued | undefined
    const faster = interrupted(async attempt => {
      if (attempt === 0) other = issued(await issue(issuer, request))
    })
    const mine = issued(await issue({ ...issuer, ledger: faster }, request))
    expect(mine.message).toEqual(other?.message)
    expect(mine.seat).toBe('repeated')
  })

  test('QG-13: a switch that was thrown meanwhile counts', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const id = (await newKey({ generic: true })).slice(0, 11)
    const switched = interrupted(async attempt => {
      if (attempt === 0) await desk.vendor.setSetting('allowGenericKeys', false)
    })
    expect(await issueOnBehalf({ ...issuer, ledger: switched }, id, 'x')).toMatchObject({
      code: 'generic-not-allowed',
    })
  })

  test('again and again: ledger-busy, and not for ever', async () => {
    const key = await newKey({ activations: 1000 })
    let count = 0
    const restless = interrupted(async () => {
      issued(await issue(issuer, requestOf(`other ${count++}`, key)))
    })
    await expect(issue({ ...issuer, ledger: restless }, requestOf('a', key))).rejects.toMatchObject({
      code: 'ledger-busy',
    })
    expect(count).toBe(20)
  })
})

describe('record, then sign', () => {
  test('a crash in between is cured by asking again: the same seat, and the bytes that would have been', async () => {
    const request = requestOf('a', await newKey())
    const broken: SecretKey = {
      public: issuer.signingKey.public,
      sign: () => {
        throw new Error('the power went')
      },
    }
    await expect(issue({ ...issuer, signingKey: broken }, request)).rejects.toThrow('the power went')
    expect(await ledger.activations({})).toHaveLength(1)
    const first = issued(await issue(issuer, request))
    const second = issued(await issue(issuer, request))
    expect(first.seat).toBe('repeated')
    expect(first.message).toEqual(second.message)
    expect(await ledger.activations({})).toHaveLength(1)
  })

  test('an append that fails leaves nothing to repeat', async () => {
    const request = requestOf('a', await newKey())
    const full = interrupted(async () => {
      throw new Error('disk full')
    })
    await expect(issue({ ...issuer, ledger: full }, request)).rejects.toThrow('disk full')
    expect(await ledger.activations({})).toEqual([])
    expect(issued(await issue(issuer, request)).seat).toBe('new')
  })

  test('another signing key does not sign what was recorded for the first', async () => {
    const request = requestOf('a', await newKey())
    issued(await issue(issuer, request))
    const other = { ...issuer, signingKey: secretKeyOfPem(newSecretKeyPem()) }
    await expect(issue(other, request)).rejects.toMatchObject({ code: 'signing-key-unknown' })
  })
})

test('a dry run says what would be, and records nothing', async () => {
  const key = await newKey()
  const { head } = await ledger.stats()
  const request = requestOf('a', key)
  expect(await tryIssue(issuer, request)).toMatchObject({ kind: 'grant', held: undefined })
  expect((await ledger.stats()).head).toBe(head)
  issued(await issue(issuer, request))
  expect(await tryIssue(issuer, request)).toEqual({ kind: 'repeated', issuedAt: NOW, trace: [] })
  expect(await tryIssue(issuer, requestOf('a', key))).toMatchObject({ kind: 'grant', held: { firstAt: NOW } })
  expect(await tryIssue(issuer, requestOf('b', key))).toMatchObject({
    kind: 'refusal',
    code: 'no-seats-left',
  })
})
