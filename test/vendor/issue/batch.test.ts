/** Many requests at once must be decided as one after the other, whoever else is at the ledger, and however it ends. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { computerId } from '../../../src/core/computer/computer-id.ts'
import { keyringOf, type SecretKey } from '../../../src/core/cose/key.ts'
import { openLicense } from '../../../src/core/envelope.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import { type Answered, issueAll, type Offered } from '../../../src/vendor/issue/batch.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { requestsFor } from '../../bench/desk.ts'
import { type Desk, issueBy, issued, openDesk, replacing, requestOf, rivalled } from '../../world/desk.ts'
import { bound, NOW } from '../../world/nouns.ts'

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

/** Requests by many computers, each with a key of its own. */
async function newRequests(count: number): Promise<readonly Uint8Array[]> {
  return requestsFor(await desk.vendor.createKeys({ productId: 'scope', count }))
}

function offered(requests: readonly Uint8Array[]): readonly Offered<number>[] {
  return requests.map((request, label) => ({ label, read: () => request }))
}

async function all(requests: readonly Uint8Array[], by: Issuer = issuer, jobs = 2) {
  const answers: Answered<number>[] = []
  for await (const answered of issueAll(by, offered(requests), { jobs })) answers.push(answered)
  return answers
}

/** What became of each, in one word. */
function words(answers: readonly Answered<unknown>[]): readonly string[] {
  return answers.map(({ outcome }) => {
    if (outcome.kind === 'issued') return outcome.seat
    return outcome.kind === 'refusal' ? outcome.code : outcome.error.code
  })
}

function messages(answers: readonly Answered<unknown>[]): readonly (Uint8Array | undefined)[] {
  return answers.map(({ outcome }) => (outcome.kind === 'issued' ? outcome.message : undefined))
}

async function recordedEntries(): Promise<number> {
  return (await ledger.stats()).entries
}

describe.each([1, 2])('with --jobs %i', jobs => {
  test('the answers come in order, each of them what "issue" would give', async () => {
    const requests = await newRequests(3)
    const answers = await all(requests, issuer, jobs)
    expect(answers.map(({ label }) => label)).toEqual([0, 1, 2])
    expect(words(answers)).toEqual(['new', 'new', 'new'])
    for (const [i, request] of requests.entries()) {
      const single = issued(await issueBy(issuer, request))
      const { outcome, ask } = answers[i] as Answered<number>
      expect(single).toMatchObject({ seat: 'repeated', message: issued(outcome as never).message })
      expect(ask).toMatchObject({ keyId: single.license.keyId, computerId: single.computerId })
      expect(outcome).toMatchObject({ license: single.license, computerId: single.computerId })
      const keyring = keyringOf([issuer.signingKey.public])
      expect(openLicense(single.message, keyring).claims).toEqual(single.license)
    }
  })

  test('in any carrier; what is no request or a forged one is said, and stops no other', async () => {
    const [first, second, third] = (await newRequests(3)) as [Uint8Array, Uint8Array, Uint8Array]
    const forged = Uint8Array.from(second)
    forged[forged.length - 1] = (forged.at(-1) as number) ^ 1
    const text = new TextEncoder()
    const files = [
      text.encode('hello'),
      first,
      forged,
      new Uint8Array(),
      text.encode(encodeArmor('request', third)),
    ]
    const answers = await all(files, issuer, jobs)
    expect(words(answers)).toEqual(['input-not-recognised', 'new', 'signature-invalid', 'input-empty', 'new'])
    expect(answers.map(({ ask }) => ask === undefined)).toEqual([true, false, true, true, false])
    expect(await ledger.activations({})).toHaveLength(2)
  })

  test('a signature that came out wrong is never handed out, whether it happens once or lasts', async () => {
    const requests = await newRequests(3)
    const signingKey = issuer.signingKey as SecretKey
    let signatures = 0
    const wrong = (data: Uint8Array) => {
      const signature = signingKey.sign(data)
      return signature.with(40, (signature[40] as number) ^ 1)
    }
    const once: SecretKey = {
      ...signingKey,
      sign: data => (++signatures === 2 ? wrong(data) : signingKey.sign(data)),
    }
    const lasting: SecretKey = { ...signingKey, sign: wrong }
    for (const broken of [once, lasting]) {
      const answers = issueAll({ ...issuer, signingKey: broken }, offered(requests), { jobs })
      await expect(answers.next()).rejects.toMatchObject({ code: 'bug' })
    }
    expect(await ledger.activations({})).toHaveLength(3)
    expect(words(await all(requests, issuer, jobs))).toEqual(['repeated', 'repeated', 'repeated'])
  })
})

test('another thread that fails midway ends it with that error; the same requests again lose nothing', async () => {
  const requests = await newRequests(5)
  const signingKey = issuer.signingKey as SecretKey
  const fault = new Error('the thread is gone')
  let signatures = 0
  const later = async (data: Uint8Array) => {
    if (++signatures === 5) throw fault
    return signingKey.sign(data)
  }
  const failing: SecretKey = {
    ...signingKey,
    sign: Object.assign((data: Uint8Array) => signingKey.sign(data), { later }),
  }
  await expect(all(requests, { ...issuer, signingKey: failing })).rejects.toBe(fault)
  expect(await ledger.activations({})).toHaveLength(5)
  const answers = await all(requests)
  expect(words(answers)).toEqual(Array(5).fill('repeated'))
  const keyring = keyringOf([issuer.signingKey.public])
  for (const message of messages(answers)) openLicense(message as Uint8Array, keyring)
  expect((await ledger.audit()).problems).toEqual([])
})

describe('requests of one key in one batch', () => {
  test('QC-08: they see the seats of each other: all that there are, and not one more', async () => {
    const key = await newKey({ activations: 3 })
    const answers = await all(['a', 'b', 'c', 'd', 'e'].map(seed => requestOf(seed, key)))
    expect(words(answers)).toEqual(['new', 'new', 'new', 'no-seats-left', 'no-seats-left'])
    expect(await ledger.activations({})).toHaveLength(3)
    const holders = ['a', 'b', 'c'].map(seed => ({ computer: computerId(bound(seed)) }))
    expect(answers[4]?.outcome).toMatchObject({ details: { activations: 3, holders } })
  })

  test('QC-09: the same computer takes one seat, and the same request one license', async () => {
    const key = await newKey({ activations: 2 })
    const request = requestOf('a', key)
    const answers = await all([
      request,
      requestOf('a', key),
      request,
      requestOf('b', key),
      requestOf('a', key),
    ])
    expect(words(answers)).toEqual(['new', 'renewed', 'repeated', 'new', 'renewed'])
    const [first, , again] = messages(answers)
    expect(again).toEqual(first)
    const activations = await ledger.activations({})
    expect(activations.map(({ computerId, installations }) => [computerId, installations.length])).toEqual([
      [computerId(bound('a')), 3],
      [computerId(bound('b')), 1],
    ])
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('refused ones change nothing, and a batch of nothing else writes nothing', async () => {
    const key = await newKey()
    issued(await issueBy(issuer, requestOf('a', key)))
    const { head } = await ledger.stats()
    const unknown = activationKeyOf(new Uint8Array(15).fill(7)).text
    const answers = await all([requestOf('b', key), requestOf('b', unknown)])
    expect(words(answers)).toEqual(['no-seats-left', 'key-not-found'])
    expect((await ledger.stats()).head).toBe(head)
  })
})

describe('what was answered before', () => {
  test('QC-09: gives the same bytes and writes nothing, as far as nobody took it back', async () => {
    const [kept, revoked, released] = (await newRequests(3)) as [Uint8Array, Uint8Array, Uint8Array]
    const first = await all([kept, revoked, released])
    const activations = await ledger.activations({})
    await desk.vendor.revokeKey(activations[1]?.keyId as string)
    await desk.vendor.releaseActivation(activations[2]?.id as string, 'stolen')
    const { head } = await ledger.stats()
    desk.time = NOW + 1000
    const again = await all([kept, revoked, released])
    expect(words(again)).toEqual(['repeated', 'key-revoked', 'activation-released'])
    expect(messages(again)[0]).toEqual(messages(first)[0])
    expect((await ledger.stats()).head).toBe(head)
  })

  test('by another signing key: refused, as other bytes would be no repetition', async () => {
    const [old, young] = (await newRequests(2)) as [Uint8Array, Uint8Array]
    await all([old])
    const { kid } = issuer.signingKey.public
    const signingKey = secretKeyOfPem(newSecretKeyPem())
    const answers = await all([old, young], { ...issuer, signingKey })
    expect(words(answers)).toEqual(['signing-key-unknown', 'new'])
    expect(answers[0]?.outcome).toMatchObject({ details: { kid } })
  })

  test('a crash between recording and signing is cured by asking again', async () => {
    const requests = await newRequests(3)
    const broken: SecretKey = {
      ...issuer.signingKey,
      sign: () => {
        throw new Error('the power went')
      },
    }
    await expect(all(requests, { ...issuer, signingKey: broken })).rejects.toThrow('the power went')
    const recorded = await recordedEntries()
    expect(words(await all(requests))).toEqual(['repeated', 'repeated', 'repeated'])
    expect(await recordedEntries()).toBe(recorded)
  })
})

describe('other processes', () => {
  test('QC-08: one that asks while a group is decided waits, and the last seat is not sold twice', async () => {
    const [contested, own] = [await newKey(), await newKey()]
    const other = { ...issuer, ledger: await desk.ledger() }
    const rival = rivalled(ledger, () => issueBy(other, requestOf('late', contested)))
    const requests = [requestOf('first', contested), requestOf('first', own)]
    const answers = await all(requests, { ...issuer, ledger: rival.ledger })
    expect(words(answers)).toEqual(['new', 'new'])
    expect(await rival.done).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
    expect(await ledger.activations({})).toHaveLength(2)
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('QC-09: one with the same requests: both get the same bytes, and nothing is recorded twice', async () => {
    const requests = await newRequests(40)
    const other = { ...issuer, ledger: await desk.ledger() }
    const [mine, theirs] = await Promise.all([all(requests), all(requests.toReversed(), other)])
    expect(messages(theirs).toReversed()).toEqual(messages(mine))
    expect(new Set([...words(mine), ...words(theirs)])).toEqual(new Set(['new', 'repeated']))
    expect(await ledger.stats()).toMatchObject({ activations: 40, licenses: 40 })
  })

  test('LP-23: a product that is changed meanwhile counts for the next group', async () => {
    const key = await newKey({ activations: 2 })
    const rival = rivalled(ledger, () => desk.vendor.changeProduct('scope', { allowVirtual: false }))
    const ask = (computer: string, ledger: Ledger) =>
      all([requestOf(computer, key, { virtual: 'kvm' })], { ...issuer, ledger })
    expect(words(await ask('a', rival.ledger))).toEqual(['new'])
    await rival.done
    expect(words(await ask('b', ledger))).toEqual(['virtual-machine'])
    expect((await ledger.audit()).problems).toEqual([])
  })
})

describe('in bounds', () => {
  test('many requests are few transactions', async () => {
    let transactions = 0
    const record: Ledger['record'] = (read, decide) => {
      transactions++
      return ledger.record(read, decide)
    }
    const counting = replacing(ledger, { record })
    const answers = await all(await newRequests(501), { ...issuer, ledger: counting })
    expect(new Set(words(answers))).toEqual(new Set(['new']))
    expect(transactions).toBe(2)
    expect(await ledger.stats()).toMatchObject({ activations: 501, licenses: 501 })
  })

  test('requests are read as they are answered, and no more of them once nobody asks', async () => {
    const [request] = (await newRequests(1)) as [Uint8Array]
    let taken = 0
    function* endless(): Generator<Offered<number>> {
      for (;;) yield { label: taken++, read: () => request }
    }
    for await (const { label } of issueAll(issuer, endless(), { jobs: 2 })) if (label === 700) break
    // two groups answered, and a few in the works
    expect(taken).toBeLessThan(3000)
    await ledger.audit()
    expect(taken).toBeLessThan(3000)
  })

  test('a request that is alone is answered without waiting for another', async () => {
    const [request] = (await newRequests(1)) as [Uint8Array]
    async function* slow(): AsyncGenerator<Offered<string>> {
      yield { label: 'alone', read: () => request }
      await new Promise(() => undefined)
    }
    const answers = issueAll(issuer, slow())
    expect((await answers.next()).value).toMatchObject({ label: 'alone', outcome: { seat: 'new' } })
  })

  test('only as many are read at once as was said', async () => {
    const requests = await newRequests(20)
    let reading = 0
    let most = 0
    const slowly = requests.map((request, label) => ({
      label,
      async read() {
        most = Math.max(most, ++reading)
        await ledger.vendor()
        reading--
        return request
      },
    }))
    let answers = 0
    for await (const { outcome } of issueAll(issuer, slowly, { jobs: 3 }))
      if (outcome.kind === 'issued') answers++
    expect({ answers, most }).toEqual({ answers: 20, most: 3 })
  })

  test('what would stop the others as well ends it; what does not is an answer', async () => {
    const [request] = (await newRequests(1)) as [Uint8Array]
    const failing = (error: Error): Offered<string> => ({ label: 'x', read: () => Promise.reject(error) })
    async function outcome(error: Error) {
      const found: string[] = []
      const requests = [failing(error), { label: 'good', read: () => request }]
      for await (const answered of issueAll(issuer, requests)) found.push(...words([answered]))
      return found
    }
    expect((await outcome(new AirlatchError('file-not-found', { path: 'x' })))[0]).toBe('file-not-found')
    for (const error of [new AirlatchError('ledger-busy', {}), new Error('a fault')])
      await expect(outcome(error)).rejects.toBe(error)
  })

  test('none at all', async () => {
    expect(await all([])).toEqual([])
  })
})
