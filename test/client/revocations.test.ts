/** Revocation as the client's folder sees it: what a customer deletes, what an administrator copies, what a thief signs. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Client, openClient } from '../../src/client/door.ts'
import { openKit } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { unlockSigningKey } from '../../src/vendor/custody/signing-key.ts'
import { type Desk, issued, openDesk } from '../world/desk.ts'
import { DAY, NOW } from '../world/nouns.ts'
import { sealKit, sealRevocations } from '../world/seal.ts'
import { simulatedComputer } from './probe/simulated.ts'

const LARGEST = Number.MAX_SAFE_INTEGER

let desk: Desk
let home: string
let copies: string
let share: string
beforeEach(async () => {
  desk = await openDesk()
  home = join(desk.home, 'client')
  copies = join(desk.home, 'copies')
  share = join(desk.home, 'share')
  mkdirSync(share)
})
afterEach(() => desk.close())

async function kit(): Promise<Uint8Array> {
  const input = { productId: 'scope', allowGeneric: false, searchPath: [share] }
  return (await desk.signer.publishKit(input)).message
}

/** A program on one computer, started anew. */
function start(kit?: Uint8Array, at = home): Client {
  const probe = async () => simulatedComputer('a')
  return openClient({ home: at, copies: [copies], kit, probe, now: desk.now })
}

/** A license without an end, for the client's own request. */
async function perpetual(client: Client): Promise<Uint8Array> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 1 })
  const { message } = await client.request(key?.text as string)
  return issued(await desk.signer.issue(message)).message
}

async function seen(client: Client) {
  const { valid, reasons } = await client.status()
  return [valid, ...reasons.map(({ code }) => code)]
}

async function revoke(client: Client): Promise<void> {
  const { license } = await client.status()
  await desk.vendor.releaseActivation(license?.activationId as string, 'charged back')
  const { message } = await desk.signer.publishRevocations('scope')
  writeFileSync(join(share, 'scope.revocations'), message)
}

const installation = () => join(home, 'scope', 'installation')
const lose = (...paths: readonly string[]) => {
  for (const path of paths) rmSync(path, { recursive: true, force: true })
}

describe('a license without an end', () => {
  beforeEach(async () => {
    const client = start(await kit())
    await client.install(await perpetual(client))
    expect(await seen(client)).toEqual([true])
  })

  test('stays revoked when the list that was installed is deleted before any look', async () => {
    await revoke(start())
    const list = readFileSync(join(share, 'scope.revocations'))
    lose(join(share, 'scope.revocations'))
    await start().install(list)
    lose(join(home, 'scope', 'revocations.cbor'))
    expect(await seen(start())).toEqual([false, 'license-revoked'])
  })

  test('is revoked for good once it was refused for the list', async () => {
    await revoke(start())
    const list = readFileSync(join(share, 'scope.revocations'))
    const license = readFileSync(join(home, 'scope', 'license.cbor'))
    lose(join(share, 'scope.revocations'), join(home, 'scope', 'license.cbor'))
    await start().install(list)
    expect(await start().install(license)).toMatchObject({ kept: false })
    lose(join(home, 'scope', 'revocations.cbor'))
    expect(await start().install(license)).toMatchObject({ kept: false })
  })

  test('stays revoked while the list is on the share, whatever of the folder is deleted', async () => {
    await revoke(start())
    desk.time = NOW + 2 * DAY
    expect(await seen(start())).toEqual([false, 'license-revoked'])
    for (let time = 0; time < 3; time++) {
      lose(installation(), copies, join(home, 'scope', 'revocations.cbor'))
      expect(await seen(start())).toEqual([false, 'license-revoked'])
      expect(existsSync(installation())).toBe(true)
    }
  })

  test('stays revoked when the list is gone, also where the record was made by the look that found it', async () => {
    await revoke(start())
    lose(installation(), copies)
    expect(await seen(start())).toEqual([false, 'license-revoked'])
    lose(join(share, 'scope.revocations'), join(home, 'scope', 'revocations.cbor'))
    expect(await seen(start())).toEqual([false, 'license-revoked'])
  })

  test('is revoked, and gets newer keys, where an administrator has copied it without a request', async () => {
    const rolledOut = join(desk.home, 'rolled-out')
    mkdirSync(join(rolledOut, 'scope'), { recursive: true })
    for (const name of ['kit.cbor', 'license.cbor'])
      copyFileSync(join(home, 'scope', name), join(rolledOut, 'scope', name))
    copies = join(desk.home, 'copies-there')
    expect(await seen(start(undefined, rolledOut))).toEqual([true])

    await desk.signer.rotateSigningKey()
    writeFileSync(join(share, 'scope.kit'), await kit())
    await revoke(start())
    desk.time = NOW + DAY
    const client = start(undefined, rolledOut)
    expect(await seen(client)).toEqual([false, 'license-revoked'])
    expect(client.kit).toMatchObject({ sequence: 2, keys: { length: 2 } })
  })

  test('makes the installation when it is installed, so that a look is remembered', async () => {
    const elsewhere = join(desk.home, 'elsewhere')
    copies = join(desk.home, 'copies-elsewhere')
    const client = start(await kit(), elsewhere)
    await client.install(readFileSync(join(home, 'scope', 'license.cbor')))
    expect(existsSync(join(elsewhere, 'scope', 'installation'))).toBe(true)
  })

  test('comes back when a newer list of the vendor does not have it, and by no older one', async () => {
    const client = start()
    const { license } = await client.status()
    const signer = await unlockSigningKey(desk.home, '')
    const list = (sequence: number, activations: readonly string[]) =>
      sealRevocations(
        { vendor: client.kit.vendor, productId: 'scope', madeAt: NOW, sequence, activations },
        signer,
      )
    const id = license?.activationId as string
    await client.install(list(5, [id]))
    expect(await seen(start())).toEqual([false, 'license-revoked'])
    // the older one is put in its place by hand, and the record is lost but for its copy of another installation
    lose(installation())
    writeFileSync(join(home, 'scope', 'revocations.cbor'), list(4, []))
    expect(await seen(start())).toEqual([false, 'license-revoked'])
    await start().install(list(6, []))
    expect(await seen(start())).toEqual([true])
  })
})

describe('a stolen key', () => {
  test('blocks neither lists nor kits once it is retired, and what it revoked is valid again', async () => {
    await kit()
    await desk.signer.rotateSigningKey()
    const second = await kit()
    const client = start(second)
    const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 1 })
    const { message: request } = await client.request(key?.text as string)
    const signer = await desk.signer.again()
    await client.install(issued(await signer.issue(request)).message)
    const { license } = await client.status()

    // the thief has the first key
    const stolen = await unlockSigningKey(desk.home, '')
    const { kit: present } = openKit(second, nativeEd25519)
    await client.install(
      sealRevocations(
        {
          vendor: present.vendor,
          productId: 'scope',
          madeAt: NOW,
          sequence: LARGEST,
          activations: [license?.activationId as string],
        },
        stolen,
      ),
    )
    await client.install(sealKit({ ...present, sequence: LARGEST }, stolen))
    expect(await seen(start())).toEqual([false, 'license-revoked'])

    await desk.vendor.retireSigningKey({ kid: stolen.public.kid, since: 0, reason: 'stolen' })
    writeFileSync(join(share, 'scope.kit'), await kit())
    writeFileSync(join(share, 'scope.revocations'), (await desk.signer.publishRevocations('scope')).message)
    desk.time = NOW + DAY
    expect(await start().status()).toMatchObject({
      valid: true,
      reasons: [],
      warnings: [{ code: 'kit-not-built-in' }],
    })
    expect(start().kit.sequence).toBe(3)
    const { message } = await desk.signer.publishRevocations('scope')
    expect(await start().install(message)).toMatchObject({ kind: 'revocations', list: { sequence: 2 } })
  })
})
