/** One activation verifies its request once, by every way in. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { openPage } from '../vendor-tool/web/page.ts'
import { requestCodeOf } from '../world/codes.ts'
import { issued, openDesk, requestOf } from '../world/desk.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '50')
})
afterAll(() => shop.remove())
afterEach(() => vi.restoreAllMocks())

/** What is verified from now on, in hexadecimal. */
function watchVerifier(): string[] {
  const verified: string[] = []
  const { verifier } = nativeEd25519
  const noted = (data: Uint8Array) => verified.push(Buffer.from(data).toString('hex'))
  vi.spyOn(nativeEd25519, 'verifier').mockImplementation(publicKey => {
    const verify = verifier(publicKey)
    const watched = (data: Uint8Array, signature: Uint8Array) => {
      noted(data)
      return verify(data, signature)
    }
    const later = (data: Uint8Array, signature: Uint8Array) => {
      noted(data)
      return verify.later?.(data, signature) as Promise<boolean>
    }
    return Object.assign(watched, { later })
  })
  return verified
}

/** How often the signature of the message was among them. */
function times(verified: readonly string[], message: Uint8Array): number {
  const payload = Buffer.from(parseSign1(message).payload).toString('hex')
  return verified.filter(data => data.includes(payload)).length
}

async function asked(name: string): Promise<{ path: string; message: Uint8Array; computerId: string }> {
  const path = await shop.request(name, key)
  const { computerId } = (await must(shop.vendor('inspect', path))).value
  return { path, computerId, message: await messageFromInput(readFileSync(path)) }
}

describe('a request is verified once', () => {
  test('by a file, held against what came with it', async () => {
    const { path, message, computerId } = await asked('file')
    const verified = watchVerifier()
    await must(shop.vendor('issue', path, '--key', key, '--computer-id', computerId))
    expect(times(verified, message)).toBe(1)
  })

  test('by a file, when only the decision is asked for', async () => {
    const { path, message } = await asked('dry')
    const verified = watchVerifier()
    await must(shop.vendor('issue', path, '--dry-run'))
    expect(times(verified, message)).toBe(1)
  })

  test('by a picture', async () => {
    const client = shop.client('picture')
    const png = shop.at('picture', 'request.png')
    await must(client('request', key, '--qr', png))
    const message = await messageFromInput(readFileSync(png))
    const verified = watchVerifier()
    await must(shop.vendor('issue', png))
    expect(times(verified, message)).toBe(1)
  })

  test.each([1, 2])('in a folder of several, held against the key, with --jobs %i', async jobs => {
    const folder = shop.at('vendor', `in-${jobs}`)
    mkdirSync(folder)
    const messages = await Promise.all(
      ['a', 'b', 'c'].map(async name => {
        const { message } = await asked(`${name}${jobs}`)
        writeFileSync(`${folder}/${name}.txt`, message)
        return message
      }),
    )
    const out = shop.at('vendor', `out-${jobs}`)
    mkdirSync(out)
    const verified = watchVerifier()
    await must(shop.vendor('issue', folder, '-o', out, '--key', key, '--jobs', `${jobs}`))
    expect(messages.map(message => times(verified, message))).toEqual([1, 1, 1])
  })

  test('by the page: for the offer, and for the answer', async () => {
    const page = await openPage()
    try {
      const [made] = await page.desk.vendor.createKeys({ productId: 'scope' })
      const message = requestOf('a', made?.text as string)
      const browser = page.browser()
      const verified = watchVerifier()
      const offer = await browser.get(new URL(linkOf('http://x', message)).pathname)
      expect(times(verified, message)).toBe(1)
      expect((await browser.send(offer, '/confirm')).status).toBe(200)
      expect(times(verified, message)).toBe(2)
    } finally {
      await page.close()
    }
  })
})

test('a request code has no signature: only the license that it gets is verified', async () => {
  const desk = await openDesk()
  try {
    const [made] = await desk.vendor.createKeys({ productId: 'scope' })
    const verified = watchVerifier()
    const { message } = issued(await desk.signer.issue(requestCodeOf('spoken', made?.text as string)))
    expect(verified).toHaveLength(times(verified, message))
  } finally {
    await desk.close()
  }
})
