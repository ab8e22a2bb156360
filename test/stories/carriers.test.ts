/** One signed message on every carrier: the same bytes, mixed freely between the two sides. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
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

test('"-" reads standard input', async () => {
  const path = await shop.request('d', key)
  const main = new URL('../../vendor-tool/main.ts', import.meta.url).pathname
  const words = [main, '--home', shop.at('vendor', 'home'), 'inspect', '-', '--json']
  const stdin = shop.read('vendor', path.split(/[\\/]/).at(-1) as string)
  const { exit, out } = await runProcess(process.execPath, words, { folder: shop.at('vendor'), stdin })
  expect(exit).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ ok: true, type: 'request', signature: 'by-own-key' })
})

test('a license in several codes comes back as an animated picture, as photographs in a folder, and in pieces not at all', async () => {
  const large = await shop.key('--activations', '20', '--user-data', 'serial 4711, '.repeat(60))
  const request = await shop.request('e', large)
  const path = shop.at('vendor', 'license.png')
  const { value } = await must(shop.vendor('issue', request, '--qr', path))
  expect(value.qr).toEqual({ file: path, qrVersion: expect.any(Number), codes: 4 })
  const e = shop.client('e')
  expect((await must(e('inspect', path))).value).toMatchObject({ type: 'license' })
  expect(await e('install', path)).toMatchObject({ exit: 0 })

  const { value: drawn } = await must(shop.vendor('issue', request, '--qr', '-'))
  expect(drawn.qr.terminal).toContain('4 of 4')

  const photographs = shop.at('photographs')
  mkdirSync(photographs)
  const frames = framesOf(await messageFromInput(shop.read('vendor', 'license.png')))
  const photograph = (number: number) =>
    writeFileSync(`${photographs}/${number}.png`, symbolToPng(drawSymbol(frames.text(number))))
  for (const number of [3, 1, 0]) photograph(number)
  expect(await e('install', photographs)).toMatchObject({
    exit: 1,
    value: { error: { code: 'frames-missing', details: { have: 3, need: 4, missing: [3] } } },
  })
  photograph(2)
  expect(await e('install', photographs)).toMatchObject({ exit: 0 })

  await must(shop.vendor('issue', await shop.request('f', large), '-o', shop.at('vendor', 'other.license')))
  const other = framesOf(await messageFromInput(shop.read('vendor', 'other.license')))
  writeFileSync(`${photographs}/other.png`, symbolToPng(drawSymbol(other.text(0))))
  // a part of another license beside it is no license
  expect(await e('install', photographs)).toMatchObject({
    exit: 0,
    value: { type: 'license', passedOver: [{ input: `${photographs}/other.png`, code: 'frames-missing' }] },
  })
})
