/** A license by telephone: a code is read to the vendor, five lines are typed, and the message is the vendor's bit for bit. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { licenseCodeText, readLicenseCode } from '../../../src/carrier/typed/license-code.ts'
import { readRequestCode, requestCodeText } from '../../../src/carrier/typed/request-code.ts'
import { type Client, type ClientOptions, openClient } from '../../../src/client/door.ts'
import { typedLicense } from '../../../src/client/install/typed.ts'
import { answerable, keptRequests, lastRequest } from '../../../src/client/state/asked.ts'
import { readLicense } from '../../../src/client/state/state.ts'
import { encodeHex } from '../../../src/core/bytes/hex.ts'
import type { Computer } from '../../../src/core/computer/computer.ts'
import { boundHash, computerId } from '../../../src/core/computer/computer-id.ts'
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import type { Kind } from '../../../src/core/computer/reading.ts'
import { coseKey } from '../../../src/core/cose/key.ts'
import { openKit, openReceipt, sealReceipt, sealRequest } from '../../../src/core/envelope.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { activationIdOf } from '../../../src/core/message/activation-id.ts'
import { parseActivationKey, proofOf } from '../../../src/core/message/activation-key.ts'
import type { FingerprintClaim } from '../../../src/core/message/fingerprint.ts'
import {
  encodeTypedRequest,
  type TypedRequest,
  typedRequestOf,
} from '../../../src/core/message/typed-request.ts'
import type { BeyondCode } from '../../../src/core/problems.ts'
import type { Activation } from '../../../src/core/terms/entitlement.ts'
import { parseEnd } from '../../../src/core/terms/term.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import { type NewKeys, openVendor, restoreLedger } from '../../../src/vendor/door.ts'
import type { Issued, Issuer } from '../../../src/vendor/issue/decision.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'
import { type Desk, decided, issueBy, issued, openDesk, requestOf } from '../../world/desk.ts'
import { bound, DAY, NOW } from '../../world/nouns.ts'

let desk: Desk
let kit: Uint8Array
let home: string
let homes = 0
beforeAll(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.backTo(NOW)
  home = join(desk.home, `client-${++homes}`)
})

const end = (text: string) => parseEnd(text) as number

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  return (await desk.vendor.createKeys({ productId: 'scope', ...terms }))[0]?.text as string
}

/** The computer of the home, with the readings of some kinds replaced. */
function computer(changed: readonly Kind[] = [], seed = home): Computer {
  const [own, other] = [simulatedComputer(seed), simulatedComputer(`${seed}, after a repair`)]
  return {
    ...own,
    readings: [
      ...own.readings.filter(({ kind }) => !changed.includes(kind)),
      ...other.readings.filter(({ kind }) => changed.includes(kind)),
    ],
  }
}

function client(change: Partial<ClientOptions> = {}): Client {
  return openClient({ home, kit, probe: async () => computer(), now: desk.now, ...change })
}

const repaired = (...changed: Kind[]) => client({ probe: async () => computer(changed) })

/** Makes a request for its code. */
async function codeOf(key: string, opened = client()): Promise<string> {
  return (await opened.request(key, {}, { typed: true })).code as string
}

/** What is typed for a license. */
async function linesOf({ message }: Issued): Promise<Uint8Array> {
  return new TextEncoder().encode(await desk.vendor.codeOf(message))
}

async function installTyped(answer: Issued, opened = client()) {
  const installed = await opened.install(await linesOf(answer))
  if (installed.kind !== 'license') throw new Error(installed.kind)
  return installed
}

/** Of no key here. */
const KEY_ID = '9H7FA-4RVKR'
const folder = () => join(home, 'scope')
const activationOf = async ({ license }: Issued): Promise<Activation> =>
  (await desk.vendor.activations({ keyId: license.keyId })).find(
    ({ id }) => id === license.activationId,
  ) as Activation
const seatsOf = async (key: string) => (await desk.vendor.listedKey(key)).used
/** As by the receipt of a computer that has deactivated itself. */
async function giveBack(id: string): Promise<void> {
  const ledger = await desk.ledger()
  const activation = (await ledger.activation(id)) as Activation
  const released = {
    at: desk.time,
    by: 'receipt',
    receipt: '0'.repeat(64),
    deactivatedAt: desk.time,
  } as const
  const change = { kind: 'activation.released', activation: { ...activation, released } } as const
  expect(await ledger.append([change], desk.time)).toBe('recorded')
}

const headOf = async () => (await desk.vendor.stats()).head

describe('a license by telephone', () => {
  test('is asked with 30 characters, told with 130, and is the message that the vendor has', async () => {
    const key = await newKey({ expiresAt: end('2027-12-31'), maintenance: { until: end('2027-06-30') } })
    const { code, computerId } = await client().request(key, {}, { typed: true })
    expect(code?.replace(/[\s-]/g, '')).toHaveLength(30)
    expect(await desk.vendor.open(code as string)).toMatchObject({
      keyId: key.slice(0, 11),
      computerId,
      counted: 5,
    })
    const answer = issued(await desk.signer.issue(code as string))
    expect(answer).toMatchObject({ seat: 'new', computerId })
    const lines = await desk.vendor.codeOf(answer.message)
    expect(lines.replace(/[\s-]/g, '')).toHaveLength(130)
    expect(await installTyped(answer)).toMatchObject({ kept: true, valid: true })
    expect(readLicense(folder())).toEqual(answer.message)
    expect(await client().status()).toMatchObject({ valid: true, license: answer.license })
    expect(answer.license.binding).toEqual({
      kind: 'code',
      computer: boundHash(await client().computer()),
    })
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test.each<[string, Partial<NewKeys>]>([
    ['of a trial', { duration: { days: 30, from: 'activation' }, graceDays: 14 }],
    ['of a server', { floatingSeats: 250, deactivationLimit: 0n, expiresAt: end('2030-01-01') }],
    ['for no virtual machine', { allowVirtual: false, maintenance: { until: undefined } }],
    ['that ends at any second', { expiresAt: end('2027-12-31T12:34:56Z') }],
  ])('%s says its terms', async (_, terms) => {
    const answer = issued(await desk.signer.issue(await codeOf(await newKey(terms))))
    const { license, ...verdict } = await installTyped(answer)
    expect(verdict.valid).toBe(true)
    expect(license).toEqual(answer.license)
  })

  test('is typed as people type: case, O for 0, I for 1, spaces and broken lines', async () => {
    const answer = issued(await desk.signer.issue(await codeOf(await newKey())))
    const lines = await desk.vendor.codeOf(answer.message)
    const typed = lines.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replace(/[-\n]/g, '  ')
    expect(await client().install(new TextEncoder().encode(typed))).toMatchObject({ kept: true })
    const utf16 = Uint8Array.of(0xff, 0xfe, ...[...lines].flatMap(one => [one.charCodeAt(0), 0]))
    expect(await client().install(utf16)).toMatchObject({ kept: true })
  })

  test('any of its 600 bits wrong is refused, and nothing is installed', async () => {
    const answer = issued(await desk.signer.issue(await codeOf(await newKey())))
    const code = readLicenseCode(await desk.vendor.codeOf(answer.message))
    const opened = openKit(kit, nativeEd25519)
    const input = { ...opened, requests: answerable(keptRequests(folder())), installed: undefined }
    expect(typedLicense(licenseCodeText(code), input)).toEqual(answer.message)
    for (let bit = 0; bit < 600; bit++) {
      const wrong = code.slice()
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (128 >> (bit & 7))
      expect(() => typedLicense(licenseCodeText(wrong), input), `bit ${bit}`).toThrow(
        expect.objectContaining({
          code: expect.stringMatching(/^typed-(code-malformed|other-kit|license-not-for-this-request)$/),
        }),
      )
    }
  })

  test('of another computer, another key or an older request is named as one, and without a request none is taken', async () => {
    const key = await newKey({ activations: 5 })
    const answer = issued(await desk.signer.issue(await codeOf(key)))
    const lines = await linesOf(answer)
    const here = home
    home = `${here}-other`
    await expect(client().install(lines)).rejects.toMatchObject({
      code: 'typed-request-missing',
      details: { product: 'scope' },
    })
    await codeOf(key)
    const computer = computerId(await client().computer())
    await expect(client().install(lines)).rejects.toMatchObject({
      code: 'typed-license-not-for-this-request',
      details: { requests: [{ key: key.slice(0, 11), computer }] },
    })
    home = here
    const other = await newKey()
    await codeOf(other)
    await expect(client().install(lines)).rejects.toMatchObject({
      code: 'typed-license-not-for-this-request',
      details: { requests: [{ key: other.slice(0, 11) }] },
    })
    expect(readLicense(folder())).toBeUndefined()
  })

  test('of a vendor with two keys is found by whichever signed it', async () => {
    const other = await openDesk()
    try {
      await other.signer.rotateSigningKey()
      const signer = await other.vendor.unlock('')
      const rotated = (await signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] }))
        .message
      const [key] = await other.vendor.createKeys({ productId: 'scope', activations: 2 })
      for (const one of [other.signer, signer]) {
        home = join(other.home, `client-${++homes}`)
        const opened = client({ kit: rotated })
        const code = await codeOf(key?.text as string, opened)
        const { message } = issued(await one.issue(code))
        const lines = new TextEncoder().encode(await other.vendor.codeOf(message))
        expect(await opened.install(lines)).toMatchObject({ kept: true })
        expect(readLicense(folder())).toEqual(message)
      }
    } finally {
      await other.close()
    }
  })

  test('a file with the same license does as well', async () => {
    const answer = issued(await desk.signer.issue(await codeOf(await newKey())))
    expect(await client().install(answer.message)).toMatchObject({ kept: true })
    expect(readdirSync(folder())).toContain('license-request.cbor')
  })
})

describe('how many kinds count, as a code says', () => {
  const kindsOf = async (answer: Issued) => {
    const { bound, countedByCode } = await activationOf(answer)
    return [bound?.counted.length, countedByCode]
  }

  test('is kept with its activation, until a request says which', async () => {
    const key = await newKey()
    const code = await codeOf(key)
    const answer = issued(await desk.signer.issue(code))
    expect(await kindsOf(answer)).toEqual([undefined, 5])
    await desk.vendor.changeKey(key, { graceDays: 7 })
    const again = issued(await desk.signer.issue(code))
    expect([again.seat, ...(await kindsOf(again))]).toEqual(['renewed', undefined, 5])
    const renewed = issued(await desk.signer.issue((await client().request(key, {})).message))
    expect([renewed.seat, ...(await kindsOf(renewed))]).toEqual(['renewed', 5, undefined])
    await desk.vendor.changeKey(key, { graceDays: 8 })
    expect(await kindsOf(issued(await desk.signer.issue(code)))).toEqual([5, undefined])
    expect((await desk.vendor.audit()).problems).toEqual([])
  })
})

describe('the code of a request', () => {
  test('is the same each time, also when a part was changed meanwhile; not that of another key or computer', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const code = await codeOf(key)
    desk.time += DAY
    expect(await codeOf(key)).toBe(code)
    const again = await repaired('disk-serial').request(key, {}, { typed: true })
    expect(again.code).toBe(code)
    expect(again.message).toEqual(lastRequest(folder())?.message)
    expect(again.computerId).toBe(computerId(await client().computer()))
    const changed: Kind[] = ['disk-serial', 'board-serial', 'system-uuid']
    expect(await codeOf(key, repaired(...changed))).not.toBe(code)
    expect(await codeOf(other)).not.toBe(code)
  })

  test('stands beside every request, which is kept', async () => {
    const key = await newKey()
    const { message, code } = await client().request(key)
    expect(lastRequest(folder())?.message).toEqual(message)
    expect(await codeOf(key)).toBe(code)
    // a new one is made each time that none is asked for
    desk.time += 1
    expect((await client().request(key)).message).not.toEqual(message)
  })

  test('is made again when the kept request is damaged, of another product or another installation', async () => {
    const key = await newKey()
    const code = await codeOf(key)
    const { message } = lastRequest(folder()) as { message: Uint8Array }
    for (const name of ['request.cbor', 'typed-request.cbor']) rmSync(join(folder(), name))
    expect(lastRequest(folder())).toBeUndefined()
    desk.time += 1
    const made = await client().request(key, {}, { typed: true })
    expect(made.code).toBe(code)
    expect(made.message).not.toEqual(message)
    rmSync(join(folder(), 'installation'), { recursive: true })
    desk.time += 1
    const anew = await client().request(key, {}, { typed: true })
    expect(anew.message).not.toEqual(made.message)
    // key and computer are the same
    expect(anew.code).toBe(code)
  })

  test('is refused when mistyped, of an unknown key, guessed, or of too little of a computer', async () => {
    const key = parseActivationKey(await newKey())
    const code = await codeOf(key.text)
    await expect(desk.signer.issue(`${code}0`)).rejects.toMatchObject({ code: 'typed-code-malformed' })
    const bytes = readRequestCode(code)
    const guessed = bytes.slice()
    guessed[17] = (guessed[17] as number) ^ 0x10
    expect(await desk.signer.issue(requestCodeText(guessed))).toMatchObject({
      kind: 'refusal',
      code: 'key-proof-invalid',
    })
    const newer = bytes.slice()
    newer[0] = (newer[0] as number) ^ 0x80
    await expect(desk.signer.issue(requestCodeText(newer))).rejects.toMatchObject({
      code: 'typed-code-malformed',
      details: { code: 'request', problem: 'version' },
    })
    const asked = { keyId: key.id, computer: '0011223344556677', counted: 5, virtual: false }
    const codeFor = (change: object, product = 'scope') => {
      const typed = typedRequestOf({ ...asked, ...change }, key.secret, product)
      return requestCodeText(encodeTypedRequest(typed as never))
    }
    const outcome = (text: string) => decided(desk.vendor, text)
    expect(await outcome(codeFor({ keyId: KEY_ID }))).toMatchObject({ code: 'key-not-found' })
    expect(await outcome(codeFor({}, 'other'))).toMatchObject({ code: 'key-proof-invalid' })
    expect(await outcome(codeFor({}))).toMatchObject({ kind: 'grant' })
    await desk.vendor.changeKey(key.text, { allowVirtual: false })
    expect(await outcome(codeFor({ virtual: true }))).toMatchObject({ code: 'virtual-machine' })
    expect(await outcome(codeFor({}))).toMatchObject({ kind: 'grant' })
    await desk.vendor.revokeKey(key.text)
    expect(await outcome(codeFor({}))).toMatchObject({ code: 'key-revoked' })
  })

  test('any of its 140 bits wrong is refused, and nothing is recorded', async () => {
    const key = await newKey({ activations: 500 })
    const code = readRequestCode(await codeOf(key))
    for (let bit = 0; bit < 140; bit++) {
      const wrong = code.slice()
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (128 >> (bit & 7))
      await desk.vendor.allowCodes(key)
      const head = await headOf()
      const outcome = await desk.signer
        .issue(requestCodeText(wrong))
        .catch(error => ({ kind: 'refusal', code: error.code }))
      expect(outcome, `bit ${bit}`).toMatchObject({
        kind: 'refusal',
        code: expect.stringMatching(/^(key-not-found|key-proof-invalid|typed-code-malformed)$/),
      })
      expect(await headOf()).toBe(head)
    }
  })

  test('is held against what was said beside it', async () => {
    const key = await newKey()
    const { code, computerId: id } = await client().request(key, {}, { typed: true })
    const said = async (words: object) => (await desk.vendor.open(code as string)).requireAsSaid(words)
    await said({ key, computerId: id.toLowerCase() })
    await expect(said({ key: await newKey() })).rejects.toMatchObject({ code: 'request-not-as-said' })
    await expect(said({ computerId: 'AAAAA-AAAAA-AAAAA' })).rejects.toMatchObject({
      code: 'request-not-as-said',
      details: { field: 'computer', got: id },
    })
  })
})

describe('the seat', () => {
  test('is taken once: the same code again gets the same bytes, and after a change of the key the new terms', async () => {
    const key = await newKey({ duration: { days: 30, from: 'activation' } })
    const code = await codeOf(key)
    const first = issued(await desk.signer.issue(code))
    expect(await decided(desk.vendor, code)).toMatchObject({ kind: 'repeated' })
    desk.time += 5 * DAY + 77
    const head = await headOf()
    const again = issued(await desk.signer.issue(code))
    expect(again.seat).toBe('repeated')
    expect(again.message).toEqual(first.message)
    expect(await headOf()).toBe(head)
    await installTyped(first)

    await desk.vendor.changeKey(key, { duration: { days: 90, from: 'activation' } })
    expect(await decided(desk.vendor, code)).toMatchObject({ kind: 'grant' })
    const renewed = issued(await desk.signer.issue(code))
    expect(renewed.seat).toBe('renewed')
    expect(renewed.license).toMatchObject({
      activationId: first.license.activationId,
      expiresAt: NOW + 90 * DAY,
    })
    expect((await installTyped(renewed)).license).toEqual(renewed.license)
    expect(issued(await desk.signer.issue(code)).message).toEqual(renewed.message)
    expect(await seatsOf(key)).toBe(1)
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('is refused when there is none left, with nothing written', async () => {
    const key = await newKey()
    await desk.signer.issue(await codeOf(key))
    home = `${home}-other`
    const code = await codeOf(key)
    const head = await headOf()
    expect(await desk.signer.issue(code)).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
    expect(await headOf()).toBe(head)
  })

  test('is one with that of an ordinary request, in either order', async () => {
    const key = await newKey()
    const { message, code } = await client().request(key)
    const full = issued(await desk.signer.issue(message))
    const typed = issued(await desk.signer.issue(code as string))
    expect(typed).toMatchObject({
      seat: 'renewed',
      license: { activationId: full.license.activationId },
    })
    // which installation asked is not said by a code: it stays the one that the request said
    expect(await activationOf(typed)).toMatchObject({
      bound: lastRequest(folder())?.bound,
      installations: [encodeHex(lastRequest(folder())?.installationKey.bytes as Uint8Array)],
    })

    const other = await newKey()
    home = `${home}-other`
    const first = issued(await desk.signer.issue(await codeOf(other)))
    expect((await activationOf(first)).bound).toBeUndefined()
    desk.time += 1
    const second = issued(await desk.signer.issue((await client().request(other)).message))
    expect(second).toMatchObject({ seat: 'renewed', license: { activationId: first.license.activationId } })
    // from now on it is known by its fingerprint, tolerance and all
    expect((await activationOf(second)).bound).toEqual(lastRequest(folder())?.bound)
    desk.time += 1
    // one that has lost what it asked with, and so shows the computer as it is
    rmSync(join(folder(), 'typed-request.cbor'))
    const drifted = await repaired('disk-serial').request(other)
    expect(issued(await desk.signer.issue(drifted.message)).seat).toBe('renewed')
    // and by the code of the computer as it is now it is a stranger: a hash knows no tolerance
    expect(await desk.signer.issue(drifted.code as string)).toMatchObject({ code: 'no-seats-left' })
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('of an activation whose id does not follow from the computer is named as the one that is installed', async () => {
    const key = await newKey()
    const { message, code } = await client().request(key)
    const { license } = issued(await desk.signer.issue(message))
    const ledger = await desk.ledger()
    const own = (await ledger.activation(license.activationId)) as Activation
    const drawn = { ...own, id: 'aa11223344556677' }
    const released = { at: NOW, by: 'hand', reason: 'test' } as const
    await ledger.append([{ kind: 'activation.released', activation: { ...own, released } }], NOW)
    await ledger.append([{ kind: 'activation.recorded', activation: drawn }], NOW)
    desk.time += 1
    const installed = issued(await desk.signer.issue((await client().request(key)).message))
    expect(installed).toMatchObject({ seat: 'renewed', license: { activationId: drawn.id } })
    await client().install(installed.message)
    desk.time += 1
    const typed = issued(await desk.signer.issue(code as string))
    expect(typed).toMatchObject({ seat: 'renewed', license: { activationId: drawn.id } })
    expect((await installTyped(typed)).license).toEqual(typed.license)
    rmSync(join(folder(), 'license.cbor'))
    await expect(installTyped(typed)).rejects.toMatchObject({ code: 'typed-license-not-for-this-request' })
  })

  test('of two clerks who have the same code at once, one takes it', async () => {
    const key = await newKey({ activations: 5 })
    const code = await codeOf(key)
    const signingKey = await unlockSigningKey(desk.home, '')
    const issuer = { vendor: 'Acme', signingKey, now: desk.now, random: desk.random }
    const clerks = async () => [
      { ...issuer, ledger: await desk.ledger() },
      { ...issuer, ledger: await desk.ledger() },
    ]
    const both = await Promise.all((await clerks()).map(clerk => issueBy(clerk, code)))
    expect(both.map(answer => issued(answer).seat).sort()).toEqual(['new', 'repeated'])
    expect(await seatsOf(key)).toBe(1)
    // and of a code and a file of the same computer
    home = `${home}-other`
    const { message, code: second } = await client().request(key)
    const [one, other] = await clerks()
    const answers = await Promise.all([
      issueBy(one as Issuer, second as string),
      issueBy(other as Issuer, message),
    ])
    expect(answers.map(answer => issued(answer).seat).sort()).toEqual(['new', 'renewed'])
    expect(await seatsOf(key)).toBe(2)
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('follows from key, computer and how often it was taken', async () => {
    const key = await newKey()
    const keyId = key.slice(0, 11)
    const code = await codeOf(key)
    const hash = boundHash(await client().computer())
    for (let n = 0; n < 15; n++) {
      const answer = issued(await desk.signer.issue(code))
      expect(answer).toMatchObject({
        seat: 'new',
        license: { activationId: activationIdOf(keyId, hash, n) },
      })
      expect((await installTyped(answer)).kept).toBe(true)
      await giveBack(answer.license.activationId)
    }
    const head = await headOf()
    expect(await desk.signer.issue(code)).toMatchObject({
      code: 'typed-cannot-carry',
      details: { things: [{ thing: 'activations', most: 15 }] },
    })
    expect(await headOf()).toBe(head)
    // a file says what a code cannot
    desk.time += 1
    const filed = issued(await desk.signer.issue((await client().request(key)).message))
    expect(filed.license.activationId).toBe(activationIdOf(keyId, hash, 15))
    await expect(desk.vendor.codeOf(filed.message)).rejects.toMatchObject({ code: 'typed-cannot-carry' })
    // and once it is there, the code names it as the one that is
    await client().install(filed.message)
    desk.time += 1
    const renewed = issued(await desk.signer.issue(code))
    expect(renewed.seat).toBe('renewed')
    expect((await installTyped(renewed)).license).toEqual(renewed.license)
    expect((await desk.vendor.audit()).problems).toEqual([])
  })
})

describe('a license that was made for a code', () => {
  test('is good with parts changed as long as its request is kept, and then on the very same computer alone', async () => {
    const answer = issued(await desk.signer.issue(await codeOf(await newKey())))
    await installTyped(answer)
    expect((await repaired('disk-serial').status()).valid).toBe(true)
    // another request does not take its place
    await client().request(await newKey())
    expect((await repaired('disk-serial').status()).valid).toBe(true)
    const worse = await repaired('disk-serial', 'board-serial', 'install-id').status()
    expect(worse).toMatchObject({ valid: false, reasons: [{ code: 'wrong-computer', details: { same: 2 } }] })

    for (const name of ['license-request.cbor', 'typed-request.cbor', 'request.cbor'])
      rmSync(join(folder(), name))
    expect((await client().status()).valid).toBe(true)
    expect(await repaired('disk-serial').status()).toMatchObject({
      valid: false,
      reasons: [{ code: 'wrong-computer', details: { hash: expect.any(String) } }],
    })
  })

  describe('runs on one computer, however many a forged request in the place of the kept one lists', () => {
    const computers = Array.from({ length: 8 }, (_, i) => simulatedComputer(`desk ${i}`))
    const prints = computers.map(({ readings }) => fingerprintOf('scope', readings))
    const [first] = prints as [FingerprintClaim]
    const listed = (...kinds: readonly number[]) =>
      kinds.map(kind => {
        const hashes = prints.map(print => print.get(kind)?.subarray(0, 8) as Uint8Array)
        return [kind, Uint8Array.from(Buffer.concat(hashes.toSorted(Buffer.compare)))] as const
      })
    const ofOne = (...kinds: readonly number[]) =>
      kinds.map(kind => [kind, first.get(kind) as Uint8Array] as const)

    test.each<[string, FingerprintClaim, number, number]>([
      ['all kinds of all of them', new Map(listed(1, 2, 3, 4, 5, 6)), 6, 0],
      ['their disks and addresses alone', new Map(listed(4, 5)), 2, 0],
      ['their disks and addresses, and one computer', new Map([...ofOne(1, 2, 3, 6), ...listed(4, 5)]), 6, 1],
    ])('%s', async (_, print, _kinds, runs) => {
      const text = await newKey()
      const { id: keyId, secret } = parseActivationKey(text)
      const installation = secretKeyOfPem(newSecretKeyPem())
      const pub = installation.public.bytes
      const request = sealRequest(
        {
          keyId,
          productId: 'scope',
          madeAt: NOW,
          installationKey: coseKey(pub),
          fingerprint: print,
          counted: bound(print).counted,
          proof: proofOf(secret, pub, 'scope'),
          version: undefined,
          virtual: undefined,
          workload: undefined,
        },
        installation,
      )
      const claimed = { keyId, computer: boundHash(bound(print)), counted: 5, virtual: false }
      const code = requestCodeText(
        encodeTypedRequest(typedRequestOf(claimed, secret, 'scope') as TypedRequest),
      )
      const answer = issued(await desk.signer.issue(code))
      const lines = await linesOf(answer)
      let valid = 0
      for (const [i, one] of computers.entries()) {
        const own = `${home}-${i}`
        const opened = client({ home: own, probe: async () => one })
        mkdirSync(join(own, 'scope'), { recursive: true })
        for (const name of ['request.cbor', 'typed-request.cbor', 'license-request.cbor'])
          writeFileSync(join(own, 'scope', name), request)
        for (const given of [lines, answer.message])
          await opened.install(given).catch(error => expect(error).toBeInstanceOf(AirlatchError))
        const isValid = await opened.status().then(
          ({ valid }) => valid,
          () => false,
        )
        if (isValid) valid++
      }
      expect(valid).toBe(runs)
    })
  })

  test('is no good on another computer, also with the folder copied there', async () => {
    await installTyped(issued(await desk.signer.issue(await codeOf(await newKey()))))
    const copied = client({ probe: async () => simulatedComputer('a stranger') })
    expect(await copied.status()).toMatchObject({ valid: false, reasons: [{ code: 'wrong-computer' }] })
    // nor with a request of that one in the place of what was kept
    await copied.request(await newKey())
    rmSync(join(folder(), 'license-request.cbor'))
    expect(await copied.status()).toMatchObject({ valid: false, reasons: [{ code: 'wrong-computer' }] })
  })
})

describe('a license for an ordinary request, told as a code', () => {
  test('is installed as the message that a file would have brought', async () => {
    const key = await newKey({ expiresAt: end('2027-12-31') })
    const { message } = await client().request(key)
    const answer = issued(await desk.signer.issue(message, { typed: true }))
    expect(answer.license.binding.kind).toBe('computer')
    expect((await installTyped(answer)).valid).toBe(true)
    expect(readLicense(folder())).toEqual(answer.message)
    expect(readdirSync(folder())).not.toContain('license-request.cbor')
  })

  test('QC-27: has its days from the first run when it is the first, and none when it is not', async () => {
    const key = await newKey({ duration: { days: 30, from: 'first-run' } })
    const { message } = await client().request(key)
    const answer = issued(await desk.signer.issue(message, { typed: true }))
    expect((await installTyped(answer)).license.firstRun).toMatchObject({ days: 30 })
    desk.time += DAY
    const { message: again } = await client().request(key)
    const head = await headOf()
    expect(await desk.signer.issue(again, { typed: true })).toMatchObject({
      code: 'typed-cannot-carry',
      details: { things: [{ thing: 'first-run-days-again' }] },
    })
    expect(await headOf()).toBe(head)
  })
})

describe('what a code cannot say is refused before anything is recorded, and named', () => {
  test.each<[string, Partial<NewKeys>, BeyondCode]>([
    ['features', { features: new Map([['pro', 'yes']]) }, { thing: 'feature', feature: 'pro', why: 'text' }],
    ['user data', { userData: 'rack 7' }, { thing: 'user-data' }],
    ['named users', { users: [{ name: 'ann', platform: 0 }] }, { thing: 'users' }],
    ['a licensee', { licensee: 'Acme' }, { thing: 'licensee' }],
    [
      'days from the first run',
      { duration: { days: 30, from: 'first-run' } },
      { thing: 'first-run-days-by-code' },
    ],
    ['format 1', { engineVersion: 1 }, { thing: 'format-1' }],
    [
      'too much at once',
      {
        expiresAt: end('2027-12-31T12:00:01Z'),
        maintenance: { until: end('2028-12-31T12:00:01Z') },
        floatingSeats: 10_000,
        graceDays: 36_500,
        deactivationLimit: 4_000_000_000n,
      },
      { thing: 'terms', terms: ['end', 'maintenance', 'floating-seats', 'grace-days', 'deactivation-limit'] },
    ],
  ])('%s', async (name, terms, thing) => {
    const product = `p${++homes}`
    await desk.vendor.createProduct({
      id: product,
      name: 'P',
      features: [{ name: 'pro', type: 'text', default: undefined, required: false, values: [] }],
    })
    const [key] = await desk.vendor.createKeys({ ...terms, productId: product })
    const own = (await desk.signer.publishKit({ productId: product, allowGeneric: false, searchPath: [] }))
      .message
    const { message, code } = await client({ kit: own }).request(key?.text as string)
    const refusal = {
      kind: 'refusal',
      code: name === 'format 1' ? 'engine-version-too-old' : 'typed-cannot-carry',
    }
    const details = name === 'format 1' ? {} : { details: { things: [thing] } }
    const head = await headOf()
    expect(await decided(desk.vendor, code as string)).toMatchObject({ ...refusal, ...details })
    expect(await desk.signer.issue(code as string)).toMatchObject({ ...refusal, ...details })
    const first = name !== 'days from the first run'
    const ordinary = await decided(desk.vendor, message, { typed: true })
    if (first)
      expect(ordinary).toMatchObject({
        code: 'typed-cannot-carry',
        details: { things: [thing] },
      })
    if (first) expect(await desk.signer.issue(message, { typed: true })).toEqual(ordinary)
    expect(await headOf()).toBe(head)
    // by file it goes, and has no code
    const { message: license } = issued(await desk.signer.issue(message))
    if (first) {
      await expect(desk.vendor.codeOf(license)).rejects.toMatchObject({ code: 'typed-cannot-carry' })
      expect(await decided(desk.vendor, message, { typed: true })).toMatchObject({
        code: 'typed-cannot-carry',
      })
    }
  })

  test('a generic license', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const key = await newKey({ generic: true })
    expect(await desk.signer.issue(await codeOf(key))).toMatchObject({
      code: 'typed-cannot-carry',
      details: { things: [{ thing: 'generic' }] },
    })
    const generic = issued(await desk.signer.issue({ key: key, computerId: 'campus' }))
    await expect(desk.vendor.codeOf(generic.message)).rejects.toMatchObject({ code: 'typed-cannot-carry' })
  })

  test('a license of somebody else', async () => {
    const other = await openDesk()
    try {
      const [key] = await other.vendor.createKeys({ productId: 'scope' })
      const { message } = issued(await other.signer.issue(requestOf('a', key?.text as string)))
      await expect(desk.vendor.codeOf(message)).rejects.toMatchObject({ code: 'signing-key-unknown' })
    } finally {
      await other.close()
    }
  })
})

describe('its clock', () => {
  test('is reset by a request of the computer that asked by code, for the installation that makes it', async () => {
    const key = await newKey({ expiresAt: NOW + 900 * DAY })
    await installTyped(issued(await desk.signer.issue(await codeOf(key))))
    // the clock was a year ahead once
    desk.time = NOW + 400 * DAY
    await client().status()
    await desk.backTo(NOW)
    expect((await client().status()).valid).toBe(false)
    const { message } = await client().request(key)
    const reset = await desk.signer.resetClock(message)
    expect(await client().install(reset.message)).toMatchObject({ kind: 'clock-reset' })
    expect((await client().status()).valid).toBe(true)
    // nor for who has the computer's readings and not the key, nor for another computer with it
    await expect(desk.signer.resetClock(requestOf('stranger', key))).rejects.toMatchObject({
      code: 'activation-not-found',
    })
    const guess = { ...parseActivationKey(key), secret: new Uint8Array(10).fill(7) }
    const bound = await client().computer()
    const unproved = requestOf('any', key, { key: guess, bound })
    await expect(desk.signer.resetClock(unproved)).rejects.toMatchObject({ code: 'activation-not-found' })
  })
})

describe('giving it back', () => {
  test('frees the seat by a receipt that proves the key, each time with the same bytes; the code then takes another seat', async () => {
    const key = await newKey()
    const code = await codeOf(key)
    const first = issued(await desk.signer.issue(code))
    await installTyped(first)
    desk.time += DAY
    const { message } = await client().deactivate()
    const { receipt } = openReceipt(message, nativeEd25519)
    expect(receipt.proof).toEqual(lastRequest(folder())?.request.proof)
    expect((await client().receipts()).map(one => one.message)).toEqual([message])
    expect((await desk.vendor.tryRelease(message)).when).toBe('now')
    expect(await desk.vendor.release(message)).toMatchObject({
      when: 'now',
      activation: { id: first.license.activationId },
      deactivations: { used: 1 },
    })
    expect((await desk.vendor.release(message)).when).toBe('before')

    // what was deactivated here stays so
    expect(await client().install(await linesOf(first))).toMatchObject({
      kept: false,
      reasons: [{ code: 'deactivated' }],
    })
    expect(await codeOf(key)).toBe(code)
    const second = issued(await desk.signer.issue(code))
    expect(second.seat).toBe('new')
    expect(second.license.activationId).not.toBe(first.license.activationId)
    expect((await installTyped(second)).kept).toBe(true)
    expect((await client().receipts()).map(one => one.message)).toEqual([message])
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('behind an older backup: an id that was given back is made anew, and the receipt once more is the way out', async () => {
    const other = await openDesk()
    const world = { home: other.home, now: other.now, random: other.random }
    const own = (await other.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] }))
      .message
    const [key] = await other.vendor.createKeys({ productId: 'scope' })
    const opened = client({ home: join(other.home, 'client'), kit: own, now: other.now })
    const backup = join(other.home, 'backup.db')
    const before = await openVendor(world)
    await before.backupLedger(backup)
    await before.close()
    const asked = async () => (await opened.request(key?.text as string, {}, { typed: true })).code as string
    const first = issued(await other.signer.issue(await asked()))
    await opened.install(first.message)
    const { message: receipt } = await opened.deactivate()
    await other.vendor.release(receipt)
    await other.vendor.close()

    await restoreLedger(world, backup, true)
    const vendor = await openVendor(world)
    try {
      const signer = await vendor.unlock('')
      other.time += 1
      const again = issued(await signer.issue(await asked()))
      expect(again.license.activationId).toBe(first.license.activationId)
      expect(await opened.install(again.message)).toMatchObject({
        kept: false,
        reasons: [{ code: 'deactivated' }],
      })
      expect((await vendor.release(receipt)).when).toBe('now')
      const next = issued(await signer.issue(await asked()))
      expect(next.license.activationId).not.toBe(first.license.activationId)
      expect(await opened.install(next.message)).toMatchObject({ kept: true })
    } finally {
      await vendor.close()
      await other.close()
    }
  })

  test('the receipt is made again when another license has come since', async () => {
    const [key, other] = [await newKey(), await newKey()]
    await installTyped(issued(await desk.signer.issue(await codeOf(key))))
    const { message } = await client().deactivate()
    await installTyped(issued(await desk.signer.issue(await codeOf(other))))
    expect((await client().receipts()).map(one => one.message)).toEqual([message])
    expect((await desk.vendor.release(message)).when).toBe('now')
  })

  test('the proof is that of the key that the license is of, whichever was asked for since', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const { message: file } = issued(await desk.signer.issue(await codeOf(key)))
    // the license comes as a file, when another request has been made already
    await codeOf(other)
    expect(await client().install(file)).toMatchObject({ kept: true })
    expect((await repaired('disk-serial').status()).valid).toBe(true)
    const { message } = await client().deactivate()
    // its own request is gone: a proof of the other key would prove nothing
    expect(openReceipt(message, nativeEd25519).receipt.proof).toBeUndefined()
    await expect(desk.vendor.release(message)).rejects.toMatchObject({ code: 'receipt-not-of-installation' })
  })

  test('an ordinary license needs no proof, and gets none', async () => {
    const { message: request } = await client().request(await newKey())
    await client().install(issued(await desk.signer.issue(request)).message)
    const { message } = await client().deactivate()
    expect(openReceipt(message, nativeEd25519).receipt.proof).toBeUndefined()
    expect((await desk.vendor.release(message)).when).toBe('now')
  })

  test('a code that was asked for in between leaves the seat to the installation that a request said', async () => {
    const key = await newKey()
    const { message: request, code } = await client().request(key)
    const { message, license } = issued(await desk.signer.issue(request))
    await client().install(message)
    desk.time += 1
    issued(await desk.signer.issue(code as string))
    // it moves with its installation to hardware of which a part is left
    const drifted = await repaired('board-serial', 'system-uuid', 'install-id').request(key)
    expect(await decided(desk.vendor, drifted.message)).toMatchObject({ kind: 'grant', seat: 'moved' })
    // and is given back by a receipt, which needs no proof
    const { message: receipt } = await client().deactivate()
    expect(openReceipt(receipt, nativeEd25519).receipt.proof).toBeUndefined()
    expect(await desk.vendor.release(receipt)).toMatchObject({
      when: 'now',
      activation: { id: license.activationId },
    })
  })

  test('QC-27: does not begin the days anew for a computer that asks by code with a reading less: they are the seat’s', async () => {
    const key = await newKey({ duration: { days: 30, from: 'activation' } })
    const { message: request } = await client().request(key)
    await client().install(issued(await desk.signer.issue(request)).message)
    desk.time += 25 * DAY
    await desk.vendor.release((await client().deactivate()).message)
    const own = computer()
    const less = { ...own, readings: own.readings.filter(({ kind }) => kind !== 'board-serial') }
    const opened = client({ home: `${home}-again`, probe: async () => less })
    const { code } = await opened.request(key, {}, { typed: true })
    expect(issued(await desk.signer.issue(code as string)).license.expiresAt).toBe(NOW + 30 * DAY)
  })

  test('a receipt without the proof, with one of another key or another installation, or for a seat of a known one, is refused', async () => {
    const key = await newKey({ activations: 2 })
    const { license } = issued(await desk.signer.issue(await codeOf(key)))
    const forger = secretKeyOfPem(newSecretKeyPem())
    const pub = forger.public.bytes
    const receipt = (activationId: string, proof: Uint8Array | undefined) => {
      const installationKey = coseKey(pub)
      return sealReceipt(
        { productId: 'scope', activationId, deactivatedAt: NOW, installationKey, proof },
        forger,
      )
    }
    const { secret } = parseActivationKey(key)
    const other = Uint8Array.from(secret, byte => byte ^ 1)
    const refused = async (message: Uint8Array) =>
      expect(desk.vendor.release(message)).rejects.toMatchObject({ code: 'receipt-not-of-installation' })
    const id = license.activationId
    await refused(receipt(id, undefined))
    await refused(receipt(id, proofOf(other, pub, 'scope')))
    await refused(receipt(id, proofOf(secret, new Uint8Array(32), 'scope')))
    await refused(receipt(id, proofOf(secret, pub, 'other')))
    // whoever has the key cannot free the seat of an installation that the vendor knows, nor make the vendor forget it
    const known = issued(await desk.signer.issue(requestOf('another', key)))
    await refused(receipt(known.license.activationId, proofOf(secret, pub, 'scope')))
    const claimed = {
      keyId: key.slice(0, 11),
      computer: boundHash(bound('another')),
      counted: 5,
      virtual: false,
    }
    desk.time += 1
    const asked = requestCodeText(
      encodeTypedRequest(typedRequestOf(claimed, secret, 'scope') as TypedRequest),
    )
    expect(issued(await desk.signer.issue(asked))).toMatchObject({
      seat: 'renewed',
      license: { activationId: known.license.activationId },
    })
    await refused(receipt(known.license.activationId, proofOf(secret, pub, 'scope')))
    expect(await seatsOf(key)).toBe(2)
  })
})
