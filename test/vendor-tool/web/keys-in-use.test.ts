/** The page signs with the keys that are in use when somebody asks, not with those of the day on which it was started. */

import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { messageFromFile } from '../../../src/carrier/intake.ts'
import { parseSign1 } from '../../../src/core/cose/sign1.ts'
import { signingKeyFiles } from '../../../src/vendor/custody/signing-key.ts'
import { requestOf } from '../../world/desk.ts'
import { codeOf, openPage, type Page, pathOf, type Shown } from './page.ts'

let page: Page
let key: string
beforeEach(async () => {
  page = await openPage()
  key = (await page.desk.vendor.createKeys({ productId: 'scope', activations: 9 } as never))[0]
    ?.text as string
})
afterEach(() => page.close())

async function activate(seed: string, request = requestOf(seed, key)): Promise<Shown> {
  const browser = page.browser()
  return browser.send(await browser.get(pathOf(request)), '/confirm')
}

/** Who signed the license on a page. */
function signerOf({ text }: Shown): string {
  const [, armored = ''] = /<textarea id="license-text"[^>]*>(.*?)<\/textarea>/s.exec(text) ?? []
  return parseSign1(messageFromFile(new TextEncoder().encode(armored))).kid
}

const linesWith = (text: string) => page.log.filter(line => line.includes(text))

it('a key that was rotated signs from the next request on, and the log says so once', async () => {
  const { vendor, signer } = page.desk
  const before = vendor.identity.kid
  expect(signerOf(await activate('a'))).toBe(before)
  const { kid } = await signer.rotateSigningKey()
  const all = await Promise.all(['b', 'c', 'd'].map(seed => activate(seed)))
  expect(all.map(signerOf)).toEqual([kid, kid, kid])
  expect(linesWith(`signing key ${kid} signs from now on`).length).toBe(1)
})

it('a key that was retired never signs again, not even what it had signed before', async () => {
  const { vendor, signer } = page.desk
  const request = requestOf('a', key)
  const { kid: stolen } = vendor.identity
  expect(signerOf(await activate('a', request))).toBe(stolen)
  const { kid } = await signer.rotateSigningKey()
  // noticed by then: the older key is one of those that the page has
  expect(signerOf(await activate('b'))).toBe(kid)
  await vendor.retireSigningKey({ kid: stolen, reason: 'stolen' })
  expect(signerOf(await activate('a', request))).toBe(kid)
  expect((await vendor.listedKey(key)).used, 'on the same seat').toBe(2)
})

it('a key whose file is not here is asked for in the log; nothing is signed until it is', async () => {
  const { vendor, signer, home } = page.desk
  const here = new Set(signingKeyFiles(home))
  const { kid } = await signer.rotateSigningKey()
  const [file = ''] = signingKeyFiles(home).filter(name => !here.has(name))
  renameSync(join(home, file), join(home, 'elsewhere'))
  for (const times of [1, 2]) {
    const shown = await activate('a')
    expect([shown.status, codeOf(shown)], `${times}`).toEqual([503, 'could-not'])
  }
  expect((await page.browser().get('/health')).status).toBe(503)
  expect(linesWith(`signing key ${kid} cannot be unlocked (signing-key-missing)`).length).toBe(1)
  expect((await vendor.listedKey(key)).used).toBe(0)
  renameSync(join(home, 'elsewhere'), join(home, file))
  expect(signerOf(await activate('a'))).toBe(kid)
  page.time += 1000
  expect((await page.browser().get('/health')).status).toBe(200)
})
