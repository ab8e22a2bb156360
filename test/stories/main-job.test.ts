/** The main job over the air gap, each command a process of its own, only files in between. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openVerifier } from '../../src/browser/door.ts'
import { messageFromInput } from '../../src/client/door.ts'
import { KINDS, type Kind } from '../../src/core/computer/reading.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop({ processes: true })
})
afterAll(() => shop?.remove())

describe('an activation over the air gap', () => {
  test('QC-01 QC-15 QC-33: by file: request, issue, install, status', async () => {
    const words = ['--feature', 'export', '--email', 'lab@example.com', '--comment', 'pays late']
    const key = await shop.key(...words, '--user-data', 'bench 4')
    const a = shop.client('a')

    expect(await a('status')).toMatchObject({
      exit: 1,
      value: { ok: false, error: { code: 'no-license' } },
    })
    const asked = await must(a('request', key, '-o', shop.at('a', 'request.txt')))
    const carried = shop.carry('a/request.txt', 'vendor/request.txt')
    const issued = await must(shop.vendor('issue', carried, '-o', shop.at('vendor', 'license.txt')))
    expect(issued.value).toMatchObject({ ok: true, outcome: 'issued', computerId: asked.value.computerId })
    const license = shop.carry('vendor/license.txt', 'a/license.txt')
    expect(await a('install', license)).toMatchObject({ exit: 0, value: { ok: true } })

    // the kit is kept: from now on no flag is needed
    const status = await shop.computer('a')('status', '--app-version', '2.0')
    expect(status).toMatchObject({
      exit: 0,
      value: {
        ok: true,
        valid: true,
        source: 'installed',
        license: {
          vendor: 'Acme',
          productId: 'scope',
          keyId: key.slice(0, 11),
          expires: null,
          generic: false,
        },
      },
    })
    expect(status.value.license.features).toEqual({ export: true, users: 5 })
    expect(status.value.license.userData).toBe('bench 4')
    // AL-04: a program that does not believe this one has the vendor's signature, and what it was held against
    const { hashes, signedLicense: message } = status.value as {
      hashes: Record<string, string>
      signedLicense: string
    }
    const fingerprint = new Map(
      Object.entries(hashes).map(([kind, hex]) => [KINDS[kind as Kind] as number, Buffer.from(hex, 'hex')]),
    )
    const host = openVerifier({ kit: readFileSync(shop.at('vendor', 'scope.kit')) })
    const verified = host.verify(Buffer.from(message, 'base64'), { fingerprint, now: new Date() })
    expect(verified).toMatchObject({ valid: true, license: { keyId: key.slice(0, 11) } })
    expect(Buffer.from(message, 'base64').equals(await messageFromInput(shop.read('a', 'license.txt')))).toBe(
      true,
    )
    expect((await shop.vendor('activation', 'list')).value.activations).toMatchObject([
      { computerId: asked.value.computerId, keyId: key.slice(0, 11), onBehalf: false },
    ])
  })

  test('by QR: the request and the license as pictures alone', async () => {
    const key = await shop.key()
    const b = shop.client('b')
    const asked = await must(b('request', key, '--qr', shop.at('b', 'request.png')))
    expect(asked.value.qr.qrVersion).toBeLessThanOrEqual(13)
    const carried = shop.carry('b/request.png', 'vendor/request.png')
    await must(shop.vendor('issue', carried, '--qr', shop.at('vendor', 'license.png')))
    const license = shop.carry('vendor/license.png', 'b/license.png')
    expect(await b('install', license)).toMatchObject({ exit: 0 })
    expect(await b('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })
})
