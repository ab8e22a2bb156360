/** One signed message on every carrier: the same bytes, mixed freely between the two sides. */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/recognise.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '20')
})
afterAll(() => shop.remove())

test('armored, raw, PNG and standard output carry the same bytes', async () => {
  const a = shop.client('a')
  const [text, png] = [shop.at('a', 'request.txt'), shop.at('a', 'request.png')]
  await must(a('request', key, '-o', text, '--qr', png))
  const bytes = decodeArmor(shop.read('a', 'request.txt').toString())
  expect(await messageFromInput(shop.read('a', 'request.png'))).toEqual(bytes)

  const raw = shop.at('vendor', 'license.cbor')
  await must(shop.vendor('issue', png, '-o', raw))
  const again = await must(shop.vendor('issue', text))
  expect(Buffer.from(decodeArmor(again.value.armored))).toEqual(shop.read('vendor', 'license.cbor'))
  expect(await a('install', raw)).toMatchObject({ exit: 0 })
})

test('an SVG file and the terminal show the symbol', async () => {
  const b = shop.client('b')
  await must(b('request', key, '--qr', shop.at('b', 'request.svg')))
  expect(shop.read('b', 'request.svg').toString()).toMatch(/^<svg|^<\?xml/)
  const { value } = await must(b('request', key, '--qr', '-'))
  expect(value.qr.terminal).toContain('▀')
})

test('a license that was mailed, quoted and re-wrapped with CRLF is installed', async () => {
  const issued = await must(shop.activate('c', key))
  const armored = shop.read('c', issued.value.output.split(/[\\/]/).at(-1)).toString()
  const mail = `Dear customer,\r\n\r\n${armored.replace(/^/gm, '> ').replaceAll('\n', '\r\n')}\r\nYours, Acme\r\n`
  writeFileSync(shop.at('c', 'mail.eml'), mail)
  expect(await shop.client('c')('install', shop.at('c', 'mail.eml'))).toMatchObject({ exit: 0 })
})

test('"-" reads standard input', { timeout: 30_000 }, async () => {
  const path = await shop.request('d', key)
  const main = new URL('../../vendor-tool/main.ts', import.meta.url).pathname
  const words = [main, '--home', shop.at('vendor', 'home'), 'inspect', '-', '--json']
  const stdin = shop.read('vendor', path.split(/[\\/]/).at(-1) as string)
  const { exit, out } = await runProcess(process.execPath, words, { folder: shop.at('vendor'), stdin })
  expect(exit).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ ok: true, type: 'request', signature: 'by-own-key' })
})
