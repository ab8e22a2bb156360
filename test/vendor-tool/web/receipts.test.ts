/** The receipt of a deactivated computer, handed in on the page: its way, and those who would misuse it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import type { SecretKey } from '../../../src/core/cose/key.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { SqlLedger } from '../../../src/vendor/ledger/store.ts'
import { tokenOf } from '../../../vendor-tool/web/same-origin.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { issued, receiptOf, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'
import { codeOf, fieldsOf, openPage, type Page, type PageOptions, pathOf, type Shown } from './page.ts'

const pages: Page[] = []
let page: Page
let key: string

async function open(options: PageOptions = {}): Promise<void> {
  page = await openPage(options)
  pages.push(page)
  key = await newKey({ activations: 2 })
}
async function newKey(fields: object): Promise<string> {
  return (await page.desk.vendor.createKeys({ productId: 'scope', ...fields } as never))[0]?.text as string
}

beforeEach(() => open())
afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of pages.splice(0)) await one.close()
})

const seatsTaken = async () => (await page.desk.vendor.listedKey(key)).used
const entries = async () => (await page.desk.vendor.stats()).entries
const newInstallation = () => secretKeyOfPem(newSecretKeyPem())

/** A computer that has activated and then deactivated itself. */
async function deactivated(seed: string, text = key) {
  const installation = newInstallation()
  const request = requestOf(seed, text, { installationKey: installation })
  const { license } = issued(await page.desk.signer.issue(request))
  const { activationId } = license
  return { installation, request, activationId, receipt: receiptOf(activationId, installation) }
}

const armored = (receipt: Uint8Array) => ({ text: encodeArmor('receipt', receipt) })
const handIn = (receipt: Uint8Array, browser = page.browser()) => browser.post('/read', armored(receipt))
const forged = (activationId: string, installation: SecretKey = newInstallation()) =>
  receiptOf(activationId, installation)
/** What the form of a page would carry, made up. */
function madeUp(field: string, message: Uint8Array) {
  const cookie = 'A'.repeat(22)
  return {
    browser: page.browser({ cookie: `airlatch=${cookie}` }),
    fields: { [field]: Buffer.from(message).toString('base64url'), token: tokenOf(cookie, message) },
  }
}

describe('the way of one receipt', () => {
  it('shows what would be given back, frees the seat when that is confirmed, and not before', async () => {
    const { receipt, activationId } = await deactivated('a')
    const { computerId } = (await page.desk.vendor.activations())[0] ?? {}
    const browser = page.browser()
    const before = await entries()
    const offer = await handIn(receipt, browser)
    expect(offer.status).toBe(200)
    for (const text of [
      'Scope',
      computerId as string,
      `${key.slice(0, 11)}-…`,
      '2026-11-22',
      'uses 1 of 6, 5 left after this',
      'Give the seat back',
    ])
      expect(offer.text).toContain(text)
    expect(await entries()).toEqual(before)

    const shown = await browser.send(offer, '/release')
    expect(shown.status).toBe(200)
    for (const text of ['Given back', 'The seat is free', 'no longer works on this computer'])
      expect(shown.text).toContain(text)
    expect(await seatsTaken()).toBe(0)
    const [activation] = await page.desk.vendor.activations({ released: true })
    expect(activation).toMatchObject({ id: activationId, released: { by: 'receipt', at: NOW } })
    expect((await page.desk.vendor.tryRelease(receipt)).deactivations).toMatchObject({ used: 1 })
    expect(page.log.map(line => line.replace(/\d+ ms/, 'N ms'))).toEqual([
      'POST  /read  200  N ms  receipt now',
      'POST  /release  200  N ms  released now',
    ])
    expect(page.slept, 'nothing is held back').toEqual([])
  })

  it('takes it as a file, armored or raw, as a picture, as text and as a link', async () => {
    const { receipt } = await deactivated('a')
    const link = pathOf(receipt)
    const texts = [armored(receipt).text, page.address.toUpperCase() + link]
    const files = [
      receipt,
      new TextEncoder().encode(texts[0]),
      symbolToPng(drawSymbol(qrText(receipt))),
      symbolToPng(drawSymbol(texts[1] as string)),
    ].map(file => Uint8Array.from(file))
    const answers = [await page.browser().get(link)]
    for (const fields of [...files.map(file => ({ file })), ...texts.map(text => ({ text }))])
      answers.push(await page.browser().post('/read', fields))
    for (const { status, text } of answers) {
      expect(status).toBe(200)
      expect(text).toContain('Give the seat back')
    }
  })

  it('speaks German', async () => {
    const { receipt } = await deactivated('a')
    const browser = page.browser({ 'accept-language': 'de' })
    const offer = await handIn(receipt, browser)
    expect(offer.text).toContain('Platz zurückgeben')
    expect((await browser.send(offer, '/release')).text).toContain('Der Platz ist frei')
  })

  it('says of one that was handed in before that the seat is free, and since when', async () => {
    const { receipt } = await deactivated('a')
    const browser = page.browser()
    const offer = await handIn(receipt, browser)
    const all = await Promise.all([1, 2, 3].map(() => browser.send(offer, '/release')))
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(all.filter(({ text }) => text.includes('Already given back')).length).toBe(2)
    const before = await entries()
    page.desk.time = NOW + 86_400
    const again = await handIn(receipt)
    expect([again.status, codeOf(again)]).toEqual([200, undefined])
    for (const text of ['Already given back', '2026-11-22']) expect(again.text).toContain(text)
    expect(again.text).not.toContain('action="/release"')
    expect(await entries()).toEqual(before)
  })

  it('frees a seat that only codes have asked for, by the proof of the activation key', async () => {
    const { license } = issued(await page.desk.signer.issue(requestCodeOf('a', key)))
    const installation = newInstallation()
    const browser = page.browser()
    const unproved = await handIn(receiptOf(license.activationId, installation), browser)
    expect([unproved.status, codeOf(unproved)]).toEqual([403, 'activation-not-found'])
    const receipt = receiptOf(license.activationId, installation, { provedBy: key })
    expect((await browser.send(await handIn(receipt, browser), '/release')).text).toContain('Given back')
    expect(await seatsTaken()).toBe(0)
  })

  it('LP-06..08: is refused in words when the key has no deactivations left: the seat stays taken', async () => {
    key = await newKey({ activations: 2, deactivationLimit: 1n })
    const [first, second] = [await deactivated('a'), await deactivated('b')]
    const browser = page.browser()
    const late = await handIn(second.receipt, browser)
    await browser.send(await handIn(first.receipt, browser), '/release')
    for (const shown of [await browser.send(late, '/release'), await handIn(second.receipt)]) {
      expect([shown.status, codeOf(shown)]).toEqual([403, 'no-deactivations-left'])
      for (const text of ['Not given back', 'No deactivations are left', 'Ask Acme'])
        expect(shown.text).toContain(text)
      expect(shown.text, 'that is for the desk').not.toContain('key set')
    }
    expect(await seatsTaken()).toBe(1)
  })

  it('is where a person without a free seat is sent, and the start page says how', async () => {
    for (const seed of ['a', 'b']) issued(await page.desk.signer.issue(requestOf(seed, key)))
    const full = await page.browser().get(pathOf(requestOf('c', key)))
    expect(full.text).toContain('give the receipt to this page')
    expect((await page.browser().get('/')).text).toContain('airlatch deactivate')
  })
})

describe('a page that takes no receipts', () => {
  it('says where to send them, on each way in, and frees nothing', async () => {
    await open({ takesReceipts: false })
    const { receipt } = await deactivated('a')
    const { browser, fields } = madeUp('receipt', receipt)
    for (const shown of [
      await handIn(receipt),
      await page.browser().get(pathOf(receipt)),
      await browser.post('/release', fields),
    ]) {
      expect([shown.status, codeOf(shown)]).toEqual([403, 'receipts-not-taken'])
      expect(shown.text).toContain('Send it to Acme')
    }
    expect(await seatsTaken()).toBe(1)
    issued(await page.desk.signer.issue(requestOf('b', key)))
    const full = await page.browser().get(pathOf(requestOf('c', key)))
    expect(full.text).toContain('send the receipt to Acme')
    expect((await page.browser().get('/')).text).not.toContain('airlatch deactivate')
  })
})

describe('a receipt that frees nothing', () => {
  /** Each as if it were true: the activation exists, or does not, or was ended. */
  async function strangers(): Promise<readonly Uint8Array[]> {
    const own = await deactivated('a')
    const freed = await deactivated('b')
    await page.desk.vendor.release(freed.receipt)
    const { license } = issued(await page.desk.signer.issue(requestCodeOf('code', key)))
    const other = await openPage()
    pages.push(other)
    const [foreign] = await other.desk.vendor.createKeys({ productId: 'scope' } as never)
    const elsewhere = newInstallation()
    // of the same id, with another secret
    const bytes = decodeGroups(key, 6) as Uint8Array
    const wrongKey = activationKeyOf(bytes.map((byte, i) => (i === 14 ? byte ^ 1 : byte))).text
    const request = requestOf('z', foreign?.text as string, { installationKey: elsewhere })
    const abroad = issued(await other.desk.signer.issue(request)).license.activationId
    return [
      forged('0011223344556677'),
      forged(own.activationId),
      forged(freed.activationId),
      forged(license.activationId),
      receiptOf(license.activationId, newInstallation(), { provedBy: wrongKey }),
      receiptOf(own.activationId, own.installation, { productId: 'other' }),
      receiptOf(abroad, elsewhere),
    ]
  }

  it('gets one and the same answer, at the same step of time, whether there is an activation or none', async () => {
    await open({ limits: { misses: { burst: 100, everySeconds: 60, most: 100 } } })
    const all = await strangers()
    const before = await entries()
    const answers: Shown[] = []
    for (const receipt of all) answers.push(await handIn(receipt))
    for (const receipt of all) {
      const { browser, fields } = madeUp('receipt', receipt)
      answers.push(await browser.post('/release', fields))
    }
    const [first] = answers
    expect([first?.status, first && codeOf(first)]).toEqual([403, 'activation-not-found'])
    for (const { text, headers } of answers) {
      expect(text).toBe(first?.text)
      expect([...headers].filter(([name]) => name !== 'date')).toEqual(
        [...(first as Shown).headers].filter(([name]) => name !== 'date'),
      )
    }
    expect(page.slept).toEqual(answers.map(() => 400))
    expect(page.log.every(line => line.endsWith('activation-not-found'))).toBe(true)
    expect(await entries()).toEqual(before)
  })

  it('is of an installation that was replaced: the computer has asked anew since', async () => {
    const { receipt } = await deactivated('a')
    issued(await page.desk.signer.issue(requestOf('a', key)))
    const shown = await handIn(receipt)
    expect([shown.status, codeOf(shown)]).toEqual([403, 'activation-not-found'])
    expect(await seatsTaken()).toBe(1)
  })

  it('is one from before: the seat that the computer took again since stays taken', async () => {
    const { receipt, installation } = await deactivated('a')
    const browser = page.browser()
    const offer = await handIn(receipt, browser)
    await browser.send(offer, '/release')
    page.desk.time = NOW + 100
    const again = requestOf('a', key, { installationKey: installation, now: NOW + 100 })
    issued(await page.desk.signer.issue(again))
    for (const shown of [await handIn(receipt), await browser.send(offer, '/release')])
      expect(shown.text).toContain('Already given back')
    expect(await seatsTaken()).toBe(1)
  })

  it('was changed on the way, or is cut off: named as what it is, and no fault of ours', async () => {
    const { receipt } = await deactivated('a')
    const flipped = receipt.map((byte, i) => (i === receipt.length - 1 ? byte ^ 1 : byte))
    const damaged = await handIn(flipped)
    expect([damaged.status, codeOf(damaged)]).toEqual([400, 'signature-invalid'])
    expect(damaged.text).toContain('This receipt is not valid')
    const file = Uint8Array.from(receipt.subarray(0, 100))
    expect((await page.browser().post('/read', { file })).status).toBe(400)
    expect(page.log.filter(line => line.startsWith('broken'))).toEqual([])
  })

  it('tells nothing by what is read: not the seats of the key', async () => {
    const all = await strangers()
    const snapshot = vi.spyOn(SqlLedger.prototype, 'snapshot')
    // that of another product is the computer's own
    const others = all.filter((_, i) => i !== 5)
    for (const receipt of others) expect((await handIn(receipt)).status).toBe(403)
    expect(snapshot).not.toHaveBeenCalled()
  })
})

describe('whoever would make another browser hand one in, or many', () => {
  it('cannot do it from another site, without the cookie, or with the token of another receipt', async () => {
    const [one, other] = [await deactivated('a'), await deactivated('b')]
    const victim = page.browser()
    const fields = fieldsOf(await handIn(one.receipt, victim), '/release')
    const others = fieldsOf(await handIn(other.receipt, victim), '/release')
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ]) {
      const shown = await page.browser(headers as Record<string, string>).post('/release', fields)
      expect([shown.status, codeOf(shown)]).toEqual([403, 'from-elsewhere'])
      const read = await page.browser(headers as Record<string, string>).post('/read', armored(one.receipt))
      expect(codeOf(read)).toBe('from-elsewhere')
    }
    for (const wrong of [
      { ...fields, token: '' },
      { ...fields, token: others.token as string },
      { receipt: fields.receipt as string },
    ])
      expect(codeOf(await victim.post('/release', wrong))).toBe('token-missing')
    expect(codeOf(await page.browser().post('/release', fields))).toBe('token-missing')
    expect(await seatsTaken()).toBe(2)
  })

  it('is asked for the form of its own: a receipt is no request, nor the other way round', async () => {
    const { receipt, request } = await deactivated('a')
    for (const [path, field, message, code] of [
      ['/confirm', 'request', receipt, 'wrong-message-type'],
      ['/license', 'request', receipt, 'wrong-message-type'],
      ['/confirm', 'receipt', receipt, 'token-missing'],
      ['/license', 'receipt', receipt, 'token-missing'],
      ['/release', 'receipt', request, 'wrong-message-type'],
      ['/release', 'request', request, 'token-missing'],
      ['/release', 'request', receipt, 'token-missing'],
      ['/release', 'code', new TextEncoder().encode(requestCodeOf('a', key)), 'token-missing'],
    ] as const) {
      const { browser, fields } = madeUp(field, message)
      expect(codeOf(await browser.post(path, fields)), `${path} ${field}`).toBe(code)
    }
    expect(await seatsTaken()).toBe(1)
  })

  it('is refused other kinds of bodies, methods and large ones, before they are read', async () => {
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    const large = { method: 'POST', body: `receipt=${'A'.repeat(16_777_216)}`, headers: {} }
    large.headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const files = new FormData()
    files.append('receipt', new Blob([new Uint8Array(16_777_216)]), 'x')
    for (const [init, status, code] of [
      [json, 415, 'no-form'],
      [large, 413, 'input-too-large'],
      [{ method: 'POST', body: files }, 413, 'input-too-large'],
      [{ method: 'GET' }, 405, 'wrong-method'],
      [{ method: 'PUT' }, 405, 'wrong-method'],
    ] as const) {
      const shown = await page.browser().get('/release', init)
      expect([shown.status, codeOf(shown)]).toEqual([status, code])
    }
  })

  it('has to wait after a few wrong ones, from one address or for one activation, and right ones do not count', async () => {
    const misses = { burst: 3, everySeconds: 60, most: 100 }
    await open({ limits: { misses, missesOfKey: { ...misses, burst: 5 } }, proxies: ['127.0.0.1'] })
    const { activationId, receipt } = await deactivated('a')
    const from = async (address: string, one: Uint8Array) =>
      (await handIn(one, page.browser({ 'x-forwarded-for': address }))).status
    const statuses: number[] = []
    for (const address of ['1.1.1.1', '1.1.1.1', '1.1.1.1', '1.1.1.1', '2.2.2.2', '2.2.2.2', '2.2.2.2'])
      statuses.push(await from(address, forged(activationId)))
    expect(statuses).toEqual([403, 403, 403, 429, 403, 403, 429])
    expect(await from('3.3.3.3', forged('0011223344556677')), 'others are not kept waiting').toBe(403)
    page.time += 60_000
    for (let times = 0; times < 4; times++) expect(await from('4.4.4.4', receipt)).toBe(200)
  })

  it('floods the page, and whoever was shown theirs before can still confirm', async () => {
    await open({ limits: { visits: { burst: 3, everySeconds: 60, most: 100 } } })
    const { receipt } = await deactivated('a')
    const browser = page.browser()
    const offer = await handIn(receipt, browser)
    const flood: number[] = []
    for (let times = 0; times < 5; times++) flood.push((await handIn(forged('0011223344556677'))).status)
    expect(flood).toEqual([403, 403, 429, 429, 429])
    const { pass: _, ...without } = fieldsOf(offer, '/release')
    expect((await browser.post('/release', without)).status).toBe(429)
    expect((await browser.send(offer, '/release')).status).toBe(200)
  })

  it('is not counted when the ledger did not answer', async () => {
    const misses = { burst: 1, everySeconds: 60, most: 100 }
    let isDown = true
    const down = new AirlatchError('ledger-unavailable', { problem: 'password of /srv/secret.db' })
    await open({
      limits: { misses, missesOfKey: misses },
      change: ({ receipts }) => ({
        receipts: receipts && {
          ...receipts,
          offer: (...asking) => (isDown ? Promise.reject(down) : receipts.offer(...asking)),
        },
      }),
    })
    const { receipt } = await deactivated('a')
    for (let times = 0; times < 3; times++) {
      const shown = await handIn(receipt)
      expect([shown.status, codeOf(shown)]).toEqual([503, 'could-not'])
      expect(shown.text).not.toContain('secret')
    }
    isDown = false
    expect((await handIn(receipt)).status).toBe(200)
  })
})

describe('hostile words', () => {
  it('in a product or a vendor are shown as text', async () => {
    const name = `"><script>alert(1)</script>'&`
    await page.desk.vendor.changeProduct('scope', { name } as never)
    const { receipt } = await deactivated('a')
    const browser = page.browser()
    const offer = await handIn(receipt, browser)
    for (const { text } of [offer, await browser.send(offer, '/release')]) {
      expect(text).not.toContain('<script')
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    }
  })

  it('in a receipt are refused before they are shown: its texts are a product id and hexadecimal digits', async () => {
    const { activationId, installation } = await deactivated('a')
    const hostile = receiptOf(activationId, installation, { productId: '<b>\u001b[31m\u202e' })
    const shown = await handIn(hostile)
    expect([shown.status, codeOf(shown)]).toEqual([400, 'claims-malformed'])
    for (const character of ['<b>', '\u001b', '\u202e']) expect(shown.text).not.toContain(character)
    expect(page.log.join()).not.toContain('\u001b')
  })
})
