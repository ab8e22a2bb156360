/** The requests that stay on the computer: a vendor who was asked by code finds the seat again, whatever was asked since. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { licenseCodeText, readLicenseCode } from '../../src/carrier/typed/license-code.ts'
import { type Client, explain, openClient, type RequestOptions } from '../../src/client/door.ts'
import { lastRequest } from '../../src/client/state/asked.ts'
import type { Computer } from '../../src/core/computer/computer.ts'
import { boundHash, computerId } from '../../src/core/computer/computer-id.ts'
import type { Kind } from '../../src/core/computer/reading.ts'
import { openReceipt, openRequest } from '../../src/core/envelope.ts'
import { OF_INSTALLED } from '../../src/core/message/typed-license.ts'
import { decodeTypedCode, encodeTypedCode } from '../../src/core/message/typed-terms.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import type { Issued, NewKeys } from '../../src/vendor/door.ts'
import { type Desk, issued, openDesk, requestOf } from '../world/desk.ts'
import { DAY, NOW } from '../world/nouns.ts'
import { simulatedComputer } from './probe/simulated.ts'

let desk: Desk
let kit: Uint8Array
let home: string
let homes = 0
beforeAll(async () => {
  desk = await openDesk()
  kit = await kitOf('scope')
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.backTo(NOW)
  home = join(desk.home, `client-${++homes}`)
})

const TYPED = { typed: true } as const
const KEPT = ['license-request.cbor', 'typed-request.cbor', 'request.cbor']
const folder = () => join(home, 'scope')

async function kitOf(productId: string): Promise<Uint8Array> {
  return (await desk.signer.publishKit({ productId, allowGeneric: false, searchPath: [] })).message
}

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  return (await desk.vendor.createKeys({ productId: 'scope', ...terms }))[0]?.text as string
}

function here(computer: Computer = simulatedComputer(home), own = kit): Client {
  return openClient({ home, kit: own, probe: async () => computer, now: desk.now })
}

/** The same computer with other parts of some kinds. */
function repaired(...changed: Kind[]): Client {
  const [own, other] = [simulatedComputer(home), simulatedComputer(`${home}, after a repair`)]
  const kept = own.readings.filter(({ kind }) => !changed.includes(kind))
  const fresh = other.readings.filter(({ kind }) => changed.includes(kind))
  return here({ ...own, readings: [...kept, ...fresh] })
}

/** The same computer for an account that may not read all of it. */
function withoutRoot(): Client {
  const own = simulatedComputer(home)
  return here({ ...own, readings: own.readings.filter(({ kind }) => kind !== 'board-serial') })
}

async function asked(client: Client, key: string, options: RequestOptions = {}) {
  // each is of a second of its own, as two of one second would have the same bytes
  desk.time += 1
  return client.request(key, {}, options)
}

const codeOf = async (client: Client, key: string) => (await asked(client, key, TYPED)).code as string
const issuedFor = async (code: string) => issued(await desk.signer.issue(code))
const hashHere = async () => boundHash(await here().computer())

async function linesOf({ message }: Issued): Promise<Uint8Array> {
  return new TextEncoder().encode(await desk.vendor.codeOf(message))
}

async function activatedByCode(key: string): Promise<string> {
  const code = await codeOf(here(), key)
  expect(await here().install(await linesOf(await issuedFor(code)))).toMatchObject({ kept: true })
  return code
}

describe('a license code is taken', () => {
  test('for the request that was said, when files were asked for since, of other readings and of another key', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const lines = await linesOf(await issuedFor(await codeOf(here(), key)))
    await asked(withoutRoot(), key)
    await asked(withoutRoot(), other)
    expect(await here().install(lines)).toMatchObject({ kept: true, license: { keyId: key.slice(0, 11) } })
    // and its request goes with the license, whatever is asked for then
    await asked(here(), other, TYPED)
    expect((await repaired('disk-serial').status()).valid).toBe(true)
  })

  test('for the last request, when another one was said as a code before', async () => {
    const [key, other] = [await newKey(), await newKey()]
    await codeOf(here(), other)
    const { message } = await asked(here(), key)
    const answer = issued(await desk.signer.issue(message, TYPED))
    expect(await here().install(await linesOf(answer))).toMatchObject({ kept: true })
  })

  test("for the license's own request, when all others are of another key", async () => {
    const [key, other] = [await newKey(), await newKey()]
    const code = await activatedByCode(key)
    await codeOf(here(), other)
    await desk.vendor.changeKey(key, { expiresAt: NOW + 9 * DAY })
    const renewed = await issuedFor(code)
    expect(renewed.seat).toBe('renewed')
    expect(await here().install(await linesOf(renewed))).toMatchObject({ license: renewed.license })
  })

  test('else it is said which requests there are, each once', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const lines = await linesOf(await issuedFor(await codeOf(here(), key)))
    home = `${home}-other`
    expect(here().requested()).toEqual([])
    await codeOf(here(), key)
    await asked(here(), other)
    const computer = computerId(await here().computer())
    const names = [other, key].map(one => ({ key: one.slice(0, 11), computer }))
    await expect(here().install(lines)).rejects.toMatchObject({ details: { requests: names } })
    expect(
      here()
        .requested()
        .map(({ keyId, computerId }) => ({ key: keyId, computer: computerId })),
    ).toEqual(names)
  })

  test('with the newer key of a vendor only when the kit has it, which is said', async () => {
    const other = await openDesk()
    try {
      const publish = { productId: 'scope', allowGeneric: false, searchPath: [] }
      const client = here(undefined, (await other.signer.publishKit(publish)).message)
      const [key] = await other.vendor.createKeys({ productId: 'scope' })
      const { code } = await client.request(key?.text as string, {}, TYPED)
      await other.signer.rotateSigningKey()
      const signer = await other.vendor.unlock('')
      const answer = issued(await signer.issue(code as string))
      const lines = new TextEncoder().encode(await other.vendor.codeOf(answer.message))
      const error = await client.install(lines).catch(error => error)
      expect(error).toMatchObject({ code: 'typed-license-not-for-this-request' })
      expect(explain(error.code, error.details).hint).toMatch(
        /install the newest kit first.*or ask for a file/,
      )
      await client.install((await signer.publishKit(publish)).message)
      expect(await client.install(lines)).toMatchObject({ kept: true })
    } finally {
      await other.close()
    }
  })

  test('in one way: as that of the installed license only when no number says so', async () => {
    const answer = await issuedFor(await codeOf(here(), await newKey()))
    const lines = await linesOf(answer)
    await here().install(lines)
    const { terms, signature } = decodeTypedCode(readLicenseCode(new TextDecoder().decode(lines)), [], {
      productId: 'scope',
      sequence: 1,
    })
    const other = { terms: { ...terms, activation: OF_INSTALLED }, signature }
    const another = licenseCodeText(encodeTypedCode(other, []))
    await expect(here().install(new TextEncoder().encode(another))).rejects.toMatchObject({
      code: 'typed-license-not-for-this-request',
    })
    expect(await here().install(lines)).toMatchObject({ kept: true })
  })
})

describe('the same code is said', () => {
  test('while nothing is installed, when a part was changed and files were asked for meanwhile', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const code = await codeOf(here(), key)
    await issuedFor(code)
    await asked(withoutRoot(), key)
    await asked(here(), other)
    const again = await asked(repaired('disk-serial'), key, TYPED)
    expect(again.code).toBe(code)
    expect((await issuedFor(again.code as string)).seat).toBe('repeated')
    // its message is the last one of all again
    expect(lastRequest(folder())?.message).toEqual(again.message)
  })

  test('when a message was made before, of which the code was never said', async () => {
    const key = await newKey()
    const { code } = await asked(here(), key)
    expect(await codeOf(repaired('disk-serial'), key)).toBe(code)
  })

  test('for the installed license, when a part was changed and another key was asked for by code', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const code = await activatedByCode(key)
    await codeOf(repaired('disk-serial'), other)
    expect(await codeOf(repaired('disk-serial'), key)).toBe(code)
    expect((await issuedFor(code)).seat).toBe('repeated')
  })

  test('for a license by file as well, which has the fingerprint itself', async () => {
    const [key, other] = [await newKey(), await newKey()]
    const { message } = await asked(here(), key)
    await here().install(issued(await desk.signer.issue(message)).message)
    await asked(here(), other)
    const code = await codeOf(repaired('disk-serial'), key)
    expect((await issuedFor(code)).seat).toBe('renewed')
  })

  test('beside a new message each time, and answered, where the guided way shows both', async () => {
    const key = await newKey()
    const first = await asked(here(), key, { withCode: true })
    const lines = await linesOf(await issuedFor(first.code as string))
    const again = await asked(withoutRoot(), key, { withCode: true })
    expect(again.code).toBe(first.code)
    expect(again.message).not.toEqual(first.message)
    await asked(withoutRoot(), await newKey())
    expect(await here().install(lines)).toMatchObject({ kept: true })
  })

  test('no more, once too much has changed by the rule of the license', async () => {
    const product = `strict${homes}`
    await desk.vendor.createProduct({ id: product, name: 'P', features: [] })
    await desk.vendor.changeProduct(product, { match: { k: 4, n: 5 } })
    kit = await kitOf(product)
    try {
      const key = await newKey({ productId: product, activations: 2 })
      const code = await activatedByCode(key)
      expect(await codeOf(repaired('disk-serial'), key)).toBe(code)
      const worse = repaired('disk-serial', 'board-serial')
      expect((await worse.status()).valid).toBe(false)
      // three of five would do by the usual rule, and give a license that is not valid here
      const lines = await linesOf(await issuedFor(await codeOf(worse, key)))
      expect(await worse.install(lines)).toMatchObject({ kept: true, valid: true })
    } finally {
      kit = await kitOf('scope')
    }
  })
})

describe('a message of a computer that has a license by code', () => {
  test('is a new one that keeps the seat, with parts changed; the license is by fingerprint from then on', async () => {
    const key = await newKey()
    await activatedByCode(key)
    const before = lastRequest(folder())?.request
    const { message } = await asked(repaired('disk-serial'), key)
    const { request } = openRequest(message, nativeEd25519)
    expect(request.madeAt).toBeGreaterThan(before?.madeAt as number)
    expect(boundHash(request)).toBe(await hashHere())
    const answer = issued(await desk.signer.issue(message))
    expect(answer.seat).toBe('renewed')
    expect(await repaired('disk-serial').install(answer.message)).toMatchObject({ kept: true })

    const next = openRequest((await asked(repaired('disk-serial'), key)).message, nativeEd25519).request
    expect(boundHash(next)).not.toBe(await hashHere())
    expect(issued(await desk.signer.issue((await asked(repaired('disk-serial'), key)).message)).seat).toBe(
      'renewed',
    )
  })

  test('has the seat also when the code was not typed in yet, or the license is damaged', async () => {
    const key = await newKey()
    const lines = await linesOf(await issuedFor(await codeOf(here(), key)))
    const seat = async () => issued(await desk.signer.issue((await asked(withoutRoot(), key)).message)).seat
    expect(await seat()).toBe('renewed')
    await here().install(lines)
    writeFileSync(join(folder(), 'license.cbor'), 'no license')
    expect(await seat()).toBe('renewed')
  })

  test('shows the computer as it is when too little is left of it, and for another key', async () => {
    const [key, other] = [await newKey(), await newKey()]
    await activatedByCode(key)
    const changed: Kind[] = ['disk-serial', 'board-serial', 'system-uuid']
    for (const [client, one] of [
      [repaired(...changed), key],
      [repaired('disk-serial'), other],
    ] as const) {
      const { request } = openRequest((await asked(client, one)).message, nativeEd25519)
      expect(request.fingerprint).toEqual((await client.computer()).fingerprint)
    }
  })

  test('is not that of another computer where the home was copied to', async () => {
    const key = await newKey()
    const code = await activatedByCode(key)
    const copied = here(simulatedComputer('a stranger'))
    for (const options of [{}, TYPED]) {
      const { message, code: own } = await asked(copied, key, options)
      const { request } = openRequest(message, nativeEd25519)
      expect(request.fingerprint).toEqual((await copied.computer()).fingerprint)
      expect(own).not.toBe(code)
    }
  })
})

describe('when it was given back', () => {
  test('the vendor is asked anew as the same computer, so that its days go on', async () => {
    const key = await newKey({ duration: { days: 30, from: 'activation' } })
    const code = await activatedByCode(key)
    desk.time += 9 * DAY
    const { message: receipt } = await here().deactivate()
    await desk.vendor.release(receipt)
    const client = repaired('disk-serial')
    const again = await asked(client, key, TYPED)
    expect(again.code).toBe(code)
    expect(openRequest(again.message, nativeEd25519).request.madeAt).toBeGreaterThan(desk.time - DAY)
    const answer = await issuedFor(code)
    expect(answer).toMatchObject({ seat: 'new', license: { expiresAt: NOW + 1 + 30 * DAY } })
    expect(await client.install(await linesOf(answer))).toMatchObject({ kept: true })
    expect((await here().receipts())[0]?.message).toEqual(receipt)
  })

  test('the receipt has the proof of the installation that signs it, also of one that began anew', async () => {
    const key = await newKey()
    const code = await activatedByCode(key)
    rmSync(join(folder(), 'installation'), { recursive: true })
    expect(await codeOf(here(), key)).toBe(code)
    const { message } = await here().deactivate()
    expect(openReceipt(message, nativeEd25519).receipt.proof).toEqual(lastRequest(folder())?.request.proof)
    expect((await desk.vendor.release(message)).when).toBe('now')
  })
})

test('the receipt has it also when another installation of the computer has asked last', async () => {
  const key = await newKey()
  await activatedByCode(key)
  const own = lastRequest(folder())?.request.proof
  const bound = await here().computer()
  for (const name of ['typed-request.cbor', 'request.cbor'])
    writeFileSync(join(folder(), name), requestOf('another', key, { bound }))
  const { message } = await here().deactivate()
  expect(openReceipt(message, nativeEd25519).receipt.proof).toEqual(own)
})

describe('kept requests', () => {
  test.each([['cut off'], ['of nothing'], ['a folder']])('that are %s stop nothing', async damage => {
    const key = await newKey()
    const code = await activatedByCode(key)
    const lines = await linesOf(await issuedFor(code))
    for (const name of KEPT) {
      const path = join(folder(), name)
      const before = readFileSync(path)
      rmSync(path)
      if (damage === 'a folder') mkdirSync(path)
      else writeFileSync(path, damage === 'cut off' ? before.subarray(0, 99) : '')
      // each of the others is enough
      expect(await codeOf(repaired('disk-serial'), key), name).toBe(code)
      expect((await repaired('disk-serial').status()).valid).toBe(true)
      rmSync(path, { recursive: true })
      writeFileSync(path, before)
    }
    for (const name of KEPT) writeFileSync(join(folder(), name), damage)
    expect((await here().status()).valid).toBe(true)
    expect(here().requested()).toEqual([])
    // the license that is installed says what the code does not
    expect(await here().install(lines)).toMatchObject({ kept: true })
    expect(await codeOf(here(), key)).toBe(code)
    expect(await here().install(lines)).toMatchObject({ kept: true })
  })

  test('are of one product each', async () => {
    const product = `other${homes}`
    await desk.vendor.createProduct({ id: product, name: 'P', features: [] })
    const lines = await linesOf(await issuedFor(await codeOf(here(), await newKey())))
    const second = here(undefined, await kitOf(product))
    await codeOf(second, await newKey({ productId: product }))
    await expect(second.install(lines)).rejects.toMatchObject({ code: 'typed-license-not-for-this-request' })
    expect(await here().install(lines)).toMatchObject({ kept: true })
  })
})
