/** A request code is typed into the page, and a license code is read from it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { readLicenseCode } from '../../../src/carrier/typed/license-code.ts'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { tokenOf } from '../../../vendor-tool/web/same-origin.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { issued, requestOf } from '../../world/desk.ts'
import { codeOf, fieldsOf, openPage, type Page, pathOf, type Shown } from './page.ts'

let page: Page
let key: string
beforeEach(async () => {
  page = await openPage()
  key = await newKey({ activations: 2 })
})
afterEach(() => page.close())

async function newKey(fields: object = {}): Promise<string> {
  return (await page.desk.vendor.createKeys({ productId: 'scope', ...fields } as never))[0]?.text as string
}

/** The key with one byte changed: behind the fifth it has the same id. */
function altered(at: number): string {
  const bytes = decodeGroups(key, 6) as Uint8Array
  return activationKeyOf(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))).text
}

const seatsTaken = async () => (await page.desk.vendor.listedKey(key)).used

/** The lines of the license code that a page shows. */
function linesIn({ text }: Shown): readonly string[] {
  const [, list = ''] = /<ol class="lines"[^>]*>(.*?)<\/ol>/s.exec(text) ?? []
  return [...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, line = '']) =>
    [...line.matchAll(/<span>([^<]*)<\/span>/g)].map(([, group]) => group).join('-'),
  )
}

describe('a request code', () => {
  it('leads to the same page as a request, and its license is a code of five lines', async () => {
    const code = requestCodeOf('a', key)
    const browser = page.browser()
    // as somebody types it
    const offer = await browser.post('/read', { text: ` ${code.toLowerCase().replaceAll('-', ' ')}\r\n` })
    for (const text of ['Scope', 'uses 1 of 2 seats, 1 left after this', 'Activate this computer'])
      expect(offer.text).toContain(text)
    expect(offer.text).toContain((await page.desk.vendor.open(code)).computerId)
    expect(await seatsTaken()).toBe(0)

    const shown = await browser.send(offer, '/confirm')
    const { message } = issued(await page.desk.signer.issue(code))
    const lines = linesIn(shown)
    expect(lines.join('\n')).toBe(await page.desk.vendor.codeOf(message))
    expect(lines.map(line => line.split('-').length)).toEqual([6, 6, 6, 6, 2])
    expect(readLicenseCode(lines.join(' ')).length).toBe(75)
    expect(shown.text.indexOf('class="lines"'), 'what was asked for comes first').toBeLessThan(
      shown.text.indexOf('class="qr"'),
    )
    const file = await browser.send(shown, '/license')
    expect(file.headers.get('content-disposition')).toMatch(/filename="scope-[0-9A-Z-]+\.license"/)
    expect(await seatsTaken(), 'shown, and downloaded, is one seat').toBe(1)
    expect(page.log.join()).not.toContain(code.slice(0, 11))
  })

  it('drawn as a QR code, as a small window shows it, is read from a picture', async () => {
    const code = requestCodeOf('a', key)
    const file = Uint8Array.from(symbolToPng(drawSymbol(code)))
    const shown = await page.browser().post('/read', { file })
    expect(shown.text).toContain('Activate this computer')
    expect(shown.text).toContain((await page.desk.vendor.open(code)).computerId)
    const other = Uint8Array.from(symbolToPng(drawSymbol('SOMETHING ELSE')))
    expect(codeOf(await page.browser().post('/read', { file: other }))).toBe('picture-without-qr')
  })

  it('as a text file is read too', async () => {
    const file = new TextEncoder().encode(`${requestCodeOf('a', key)}\n`)
    expect((await page.browser().post('/read', { file })).text).toContain('Activate this computer')
  })

  it('that is mistyped, or another code in its place, is told what is wrong', async () => {
    const code = requestCodeOf('a', key)
    const cut = code.slice(0, 2) + (code[2] === 'A' ? 'B' : 'A') + code.slice(3)
    const { message } = issued(await page.desk.signer.issue(requestOf('b', key)))
    for (const [text, words] of [
      [cut, /first group|group 1/],
      [key, /this is an activation key/i],
      [await page.desk.vendor.codeOf(message), /this is a license code/i],
    ] as const) {
      const shown = await page.browser().post('/read', { text })
      expect([shown.status, codeOf(shown)], text).toEqual([400, 'typed-code-malformed'])
      expect(shown.text).toMatch(words)
    }
  })

  it('is confirmed by our own page alone', async () => {
    const code = requestCodeOf('a', key)
    const browser = page.browser()
    const fields = fieldsOf(await browser.post('/read', { text: code }), '/confirm')
    expect(Object.keys(fields)).toEqual(['code', 'token', 'pass'])
    const other = requestCodeOf('b', key)
    for (const wrong of [{ ...fields, code: other }, { code }, { ...fields, code: code.toLowerCase() }])
      expect(codeOf(await browser.post('/confirm', wrong))).toBe('token-missing')
    expect(codeOf(await page.browser().post('/confirm', fields)), 'another browser').toBe('token-missing')
    expect(await seatsTaken()).toBe(0)
  })

  it('of an unknown key and of a wrong one gets the same page, at the same time', async () => {
    const [wrong, unknown] = [altered(14), altered(0)]
    const cookie = 'A'.repeat(22)
    const answers: Shown[] = []
    for (const text of [wrong, unknown]) {
      const code = requestCodeOf('a', text)
      answers.push(await page.browser().post('/read', { text: code }))
      const token = tokenOf(cookie, new TextEncoder().encode(code))
      answers.push(await page.browser({ cookie: `airlatch=${cookie}` }).post('/confirm', { code, token }))
    }
    expect(answers.map(codeOf)).toEqual(Array(4).fill('key-not-found'))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(page.slept).toEqual([400, 400, 400, 400])
  })

  it('after ten wrong ones gets the page of a wrong key, with the way that remains; a request is answered', async () => {
    const thief = altered(14)
    for (let n = 0; n < 10; n++) await page.desk.signer.issue(requestCodeOf(`${n}`, thief))
    const shown: Shown[] = []
    for (const text of [requestCodeOf('a', key), requestCodeOf('thief', thief)])
      shown.push(await page.browser().post('/read', { text }))
    expect(shown.map(one => [one.status, codeOf(one)])).toEqual(Array(2).fill([403, 'key-not-found']))
    expect(shown[0]?.text).toBe(shown[1]?.text)
    expect(shown[0]?.text).toContain('give the request itself here, as a file or a picture of its QR code')
    expect(await seatsTaken()).toBe(0)
    const browser = page.browser()
    await browser.send(await browser.get(pathOf(requestOf('a', key))), '/confirm')
    expect(await seatsTaken()).toBe(1)
    expect((await page.browser().post('/read', { text: requestCodeOf('b', key) })).text).toContain(
      'Activate this computer',
    )
  })

  it('that guesses counts for the key, in the ledger', async () => {
    const thief = altered(14)
    for (const seed of ['a', 'b', 'b'])
      await page.browser().post('/read', { text: requestCodeOf(seed, thief) })
    expect((await page.desk.vendor.listedKey(key)).wrongProofs).toMatchObject({ codes: 2, codesInARow: 2 })
  })

  it('whose license no code can say is refused, and takes no seat', async () => {
    const large = await newKey({ userData: 'for the desk' })
    const shown = await page.browser().post('/read', { text: requestCodeOf('a', large) })
    expect([shown.status, codeOf(shown)]).toEqual([403, 'typed-cannot-carry'])
    expect(shown.text).toContain('user data')
    expect(shown.text).toContain('QR code')
    expect((await page.desk.vendor.listedKey(large)).used).toBe(0)
  })
})

describe('the license of a request that was scanned', () => {
  it('is there as a code as well', async () => {
    const browser = page.browser()
    const shown = await browser.send(await browser.get(pathOf(requestOf('a', key))), '/confirm')
    const { message } = issued(await page.desk.signer.issue(requestOf('b', key)))
    expect(linesIn(shown).length).toBe(5)
    expect(linesIn(shown).join('\n')).not.toBe(await page.desk.vendor.codeOf(message))
  })

  it('says what no code can say, and which way remains', async () => {
    const large = await newKey({ userData: 'notes' })
    const browser = page.browser()
    const shown = await browser.send(await browser.get(pathOf(requestOf('a', large))), '/confirm')
    expect(shown.status).toBe(200)
    expect(linesIn(shown)).toEqual([])
    expect(shown.text).toMatch(
      /does not fit into a code to type, because of: .*user data.*Use the QR code or the file/s,
    )
  })
})
