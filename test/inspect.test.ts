import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectUntrusted, openClient } from '../src/client.ts'
import { simulatedComputer } from './computer/simulated.ts'
import { type Desk, openDesk } from './world/desk.ts'

let desk: Desk
let kit: Uint8Array
let request: Uint8Array
let license: Uint8Array
let checkpoint: Uint8Array
let computerId: string
beforeAll(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
  const [key] = await desk.vendor.createKeys({ productId: 'scope', userData: 'rack 7' })
  const probe = async () => simulatedComputer('a')
  const asked = await openClient({ home: `${desk.home}/a`, kit, probe, now: desk.now }).request(
    key?.text as string,
  )
  request = asked.message
  computerId = asked.computerId
  const outcome = await desk.signer.issue(request)
  if (outcome.kind === 'refusal') throw new Error(outcome.code)
  license = outcome.message
  checkpoint = (await desk.signer.checkpoint()).message
})
afterAll(() => desk.close())

describe('what a message says, and who vouches for it', () => {
  test('a request: its own key alone, and the computer that people name', async () => {
    for (const inspection of [await desk.vendor.inspect(request), await inspectUntrusted(request)])
      expect(inspection).toMatchObject({
        type: 'request',
        signature: 'by-own-key',
        computerId,
        bytes: request.length,
      })
  })

  test('a license: trusted where the key is known, and unchecked where it is not', async () => {
    expect(await desk.vendor.inspect(license)).toMatchObject({
      type: 'license',
      signature: 'by-trusted-key',
      kid: desk.vendor.identity.kid,
      claims: { userData: 'rack 7' },
    })
    expect(await inspectUntrusted(license)).toMatchObject({ type: 'license', signature: 'not-checked' })
  })

  test('a kit: by a key that is trusted here, or by one that it brings itself', async () => {
    expect(await desk.vendor.inspect(kit)).toMatchObject({ type: 'kit', signature: 'by-trusted-key' })
    expect(await inspectUntrusted(kit)).toMatchObject({ type: 'kit', signature: 'by-own-key' })
  })

  test('a checkpoint: trusted where the key is known, and unchecked where it is not', async () => {
    expect(await desk.vendor.inspect(checkpoint)).toMatchObject({
      type: 'checkpoint',
      signature: 'by-trusted-key',
      kid: desk.vendor.identity.kid,
      claims: { vendor: 'Acme', entries: 6 },
    })
    expect(await inspectUntrusted(checkpoint)).toMatchObject({
      type: 'checkpoint',
      signature: 'not-checked',
      claims: { vendor: 'Acme', entries: 6 },
    })
  })

  test('one changed bit is refused where the key is known', async () => {
    for (const message of [request, license, kit, checkpoint]) {
      const changed = Uint8Array.from(message)
      changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
      await expect(desk.vendor.inspect(changed)).rejects.toMatchObject({ code: 'signature-invalid' })
    }
  })

  test('the hash names the message', async () => {
    const { hash } = await desk.vendor.inspect(license)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await inspectUntrusted(license)).hash).toBe(hash)
  })
})
