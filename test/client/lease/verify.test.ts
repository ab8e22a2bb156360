/** SS-02: a vendor's own license, the key of a real installation that lends, and the record of a real client that takes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openClient } from '../../../src/client/door.ts'
import { type Held, verifyLeaseHere } from '../../../src/client/lease/verify.ts'
import { ClientTrust } from '../../../src/client/trust.ts'
import { World } from '../../../src/client/world.ts'
import { coseKey, type SecretKey } from '../../../src/core/cose/key.ts'
import { messageHash, openRequest, sealLease } from '../../../src/core/envelope.ts'
import type { Lease } from '../../../src/core/message/lease.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { type Desk, issued, openDesk } from '../../world/desk.ts'
import { bound, DAY, NOW } from '../../world/nouns.ts'
import { simulatedComputer } from '../probe/simulated.ts'

let desk: Desk
let kit: Uint8Array
beforeEach(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
})
afterEach(() => desk.close())

/** A computer by its name, where Ann works. */
function optionsOf(name: string, computer = name) {
  const home = join(desk.home, name)
  const probe = async () => simulatedComputer(computer)
  return { home, bakedKit: kit, probe, now: desk.now, user: () => 'ann', variables: {} }
}

/** The license of a server, and its key as it lies there. */
async function server(): Promise<{ readonly license: Uint8Array; readonly key: SecretKey }> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', forFloating: true, activations: 5 })
  const { message } = await openClient(optionsOf('server')).request(key?.text as string)
  const { message: license } = issued(await desk.signer.issue(message))
  return { license, key: installationKey('server') }
}

function installationKey(name: string): SecretKey {
  return secretKeyOfPem(readFileSync(join(desk.home, name, 'scope', 'installation', 'key.pem'), 'utf8'))
}

/** The public key of a client, which it makes when it asks for the first time. */
async function clientKey(name: string): Promise<Uint8Array> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope' })
  const { message } = await openClient(optionsOf(name)).request(key?.text as string)
  return openRequest(message, nativeEd25519).installationKey.bytes
}

/** `by`: another key than that of the server. */
async function lent(change: Partial<Lease> = {}, by?: SecretKey) {
  const { license, key } = await server()
  const lease: Lease = {
    productId: 'scope',
    leaseId: '0011223344556677',
    serverLicense: messageHash(license),
    sequence: 1,
    boot: '00'.repeat(8),
    issuedAt: NOW,
    expiresAt: NOW + 900,
    seatUnit: 'session',
    holder: { account: 'ann', host: 'a', workload: undefined, instance: undefined },
    clientKey: coseKey(await clientKey('a')),
    pools: new Map(),
    computer: bound('a'),
    borrowed: false,
    ...change,
  }
  return { license, lease: sealLease(lease, by ?? key) }
}

async function seen(pair: Awaited<ReturnType<typeof lent>>, name = 'a', computer = name, held?: Held) {
  const world = new World(optionsOf(name, computer))
  const here = world.here(await world.computer())
  const program = { version: undefined, releasedAt: undefined, features: [] }
  const { valid, reasons } = verifyLeaseHere(pair, new ClientTrust(world), here, program, held)
  return [valid, ...reasons.map(({ code }) => code)]
}

describe('a lease that a site server signed with the key of its installation', () => {
  test('lets the client run that it names, with the kit alone', async () => {
    expect(await seen(await lent())).toEqual([true])
  })

  test('is over when its time is, by the clock or by the own measure', async () => {
    const pair = await lent()
    desk.time = NOW + 900
    expect(await seen(pair)).toEqual([false, 'lease-ended'])
    expect(await seen(pair, 'a', 'a', { heldFor: 899 })).toEqual([true])
    expect(await seen(pair, 'a', 'a', { heldFor: 900 })).toEqual([false, 'lease-ended'])
  })

  test('is of no use to another client, nor to a client without an installation', async () => {
    const pair = await lent()
    await clientKey('b')
    expect(await seen(pair, 'b')).toEqual([false, 'wrong-holder', 'wrong-computer'])
    expect(await seen(pair, 'c', 'a')).toEqual([false, 'wrong-holder'])
    const forNobody = await lent({ clientKey: coseKey(new Uint8Array()) })
    expect(await seen(forNobody, 'c', 'a')).toEqual([false, 'wrong-holder'])
  })

  test('is of no use to the same client on another computer', async () => {
    expect(await seen(await lent(), 'a', 'b')).toEqual([false, 'wrong-computer'])
  })

  test('ends with the license of the server, when the vendor revokes that', async () => {
    const pair = await lent()
    const [activation] = await desk.vendor.activations({})
    await desk.vendor.releaseActivation(activation?.id as string, 'stolen')
    const { message } = await desk.signer.publishRevocations('scope')
    await openClient(optionsOf('a')).install(message)
    expect(await seen(pair)).toEqual([false, 'license-revoked'])
  })

  test('is none when the client signs it itself', async () => {
    await clientKey('a')
    await expect(seen(await lent({}, installationKey('a')))).rejects.toMatchObject({
      code: 'signing-key-unknown',
    })
  })

  test('cannot be for longer than the vendor signed', async () => {
    expect(await seen(await lent({ expiresAt: NOW + DAY }))).toEqual([true])
    expect(await seen(await lent({ expiresAt: NOW + DAY + 1 }))).toEqual([false, 'lease-beyond-license'])
  })
})
