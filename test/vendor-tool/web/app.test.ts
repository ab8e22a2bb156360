import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { messageFromFile, messageFromInput } from '../../../src/carrier/intake.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { AirlatchError, type WaitLimits } from '../../../src/vendor/door.ts'
import { tokenOf } from '../../../vendor-tool/web/same-origin.ts'
import { issued, receiptOf, requestOf } from '../../world/desk.ts'
import { mailWith, zipOf } from '../../world/packing.ts'
import { symbolsPng, whitePng } from '../../world/pictures.ts'
import { codeOf, fieldsOf, openPage, type Page, type PageOptions, pathOf, type Shown } from './page.ts'

const pages: Page[] = []
let page: Page
let key: string

async function open(options: PageOptions = {}): Promise<void> {
  page = await openPage(options)
  pages.push(page)
  const [record] = await page.desk.vendor.createKeys({ productId: 'scope', activations: 2 } as never)
  key = record?.text as string
}

beforeEach(() => open())
afterEach(async () => {
  for (const one of pages.splice(0)) await one.close()
})

const styleIn = ({ text }: Shown) => /\/style\.[0-9a-f]{16}\.css/.exec(text)?.[0] ?? ''
const seatsTaken = async () => (await page.desk.vendor.listedKey(key)).used
const entries = async () => (await page.desk.vendor.stats()).entries

/** The license on a page that shows one. */
function licenseIn({ text }: Shown): Uint8Array {
  const [, armored = ''] = /<textarea id="license-text"[^>]*>(.*?)<\/textarea>/s.exec(text) ?? []
  return messageFromFile(new TextEncoder().encode(armored))
}

describe('the way of one activation', () => {
  it('shows what will be activated, activates it when it is confirmed, and not before', async () => {
    const request = requestOf('a', key)
    const browser = page.browser()
    const before = await entries()
    const offer = await browser.get(pathOf(request))
    await browser.get(pathOf(request), { method: 'HEAD' })
    expect(offer.status).toBe(200)
    for (const text of [
      'Scope',
      'uses 1 of 2 seats, 1 left after this',
      'never expires',
      'Activate this computer',
    ])
      expect(offer.text).toContain(text)
    expect(await entries(), 'a GET never activates').toEqual(before)

    const shown = await browser.send(offer, '/confirm')
    expect(shown.status).toBe(200)
    expect(await seatsTaken()).toBe(1)
    const license = licenseIn(shown)
    expect(license).toEqual(issued(await page.desk.signer.issue(request)).message)

    const [, png = ''] = /<img class="qr" src="data:image\/png;base64,([^"]+)"/.exec(shown.text) ?? []
    expect(await messageFromInput(Buffer.from(png, 'base64'))).toEqual(license)

    const file = await browser.send(shown, '/license')
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="scope-[0-9A-Z-]+\.license"$/,
    )
    expect(messageFromFile(new TextEncoder().encode(file.text))).toEqual(license)
    expect(await seatsTaken(), 'a file more is no seat more').toBe(1)
  })

  it('shows the same license again, and takes no second seat', async () => {
    const request = requestOf('a', key)
    const browser = page.browser()
    const offer = await browser.get(pathOf(request))
    const all = await Promise.all([1, 2, 3, 4].map(() => browser.send(offer, '/confirm')))
    const again = await browser.get(pathOf(request))
    expect(again.text).toContain('Activated before')
    all.push(await browser.send(again, '/confirm'))
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(all.map(shown => Buffer.from(licenseIn(shown)).toString('hex'))).size).toBe(1)
    expect(await seatsTaken()).toBe(1)
  })

  it('takes the request as a file, armored or raw, as a picture, as text and as a link', async () => {
    const request = Uint8Array.from(requestOf('a', key))
    const armored = encodeArmor('request', request)
    const picture = Uint8Array.from(symbolToPng(drawSymbol(qrText(request))))
    const link = page.address.toUpperCase() + pathOf(request)
    const photo = Uint8Array.from(symbolToPng(drawSymbol(link)))
    const files = [request, new TextEncoder().encode(armored), picture, photo]
    const texts = [armored, `> ${armored.replaceAll('\n', '\r\n> ')}`, `${link}\n`]
    for (const fields of [...files.map(file => ({ file })), ...texts.map(text => ({ text }))]) {
      const shown = await page.browser().post('/read', fields)
      expect(shown.text).toContain('Activate this computer')
    }
  })

  it('shows a license that is too large for one symbol as frames in turn', async () => {
    await page.desk.vendor.changeKey(key, { userData: 'notes '.repeat(300) } as never)
    const browser = page.browser()
    const shown = await browser.send(await browser.get(pathOf(requestOf('a', key))), '/confirm')
    expect(shown.text).toMatch(/moving code .*until all \d+ pictures were read/)
    expect(Buffer.from(/base64,([^"]+)/.exec(shown.text)?.[1] ?? '', 'base64').includes('acTL')).toBe(true)
    await page.desk.vendor.changeKey(key, { userData: 'notes '.repeat(3000) } as never)
    const larger = await browser.send(await browser.get(pathOf(requestOf('a', key))), '/confirm')
    expect(larger.text).toContain('too large for a QR code')
  })
})

describe('a refusal', () => {
  it('names the rule, the way out and what was checked, and writes nothing', async () => {
    for (const seed of ['a', 'b']) issued(await page.desk.signer.issue(requestOf(seed, key)))
    const before = await entries()
    const shown = await page.browser().get(pathOf(requestOf('c', key)))
    expect([shown.status, codeOf(shown)]).toEqual([403, 'no-seats-left'])
    for (const text of [
      'No seat is free',
      'All 2 seats of this key are in use',
      'airlatch deactivate',
      'Or ask Acme for more seats',
      '2 of 2 in use',
    ])
      expect(shown.text).toContain(text)
    expect(await entries()).toEqual(before)
  })

  it('of the page itself does not say that something was not activated, nor does a check name an id', async () => {
    await open({ limits: { visits: { burst: 2, everySeconds: 60, most: 100 } } })
    const browser = page.browser()
    const offer = await browser.get(pathOf(requestOf('a', key)))
    expect(offer.text).toContain('The key is for this product')
    expect(offer.text).not.toContain('&quot;scope&quot;')
    for (const status of [404, 429]) {
      const shown = await browser.get('/nothing')
      expect(shown.status).toBe(status)
      expect(shown.text).not.toMatch(/eyebrow|Not activated/)
    }
  })

  it('comes at the confirmation too, when the last seat went in between', async () => {
    const browser = page.browser()
    const offer = await browser.get(pathOf(requestOf('c', key)))
    for (const seed of ['a', 'b']) issued(await page.desk.signer.issue(requestOf(seed, key)))
    const shown = await browser.send(offer, '/confirm')
    expect([shown.status, codeOf(shown)]).toEqual([403, 'no-seats-left'])
    expect(await seatsTaken()).toBe(2)
  })

  it('of a revoked key, also for what was answered before', async () => {
    const request = requestOf('a', key)
    issued(await page.desk.signer.issue(request))
    await page.desk.vendor.revokeKey(key, 'stolen, says the customer')
    for (const one of [request, requestOf('b', key)]) {
      const shown = await page.browser().get(pathOf(one))
      expect(codeOf(shown)).toBe('key-revoked')
      expect(shown.text, 'the reason is for the desk').not.toContain('stolen')
    }
  })
})

describe('an unknown key and a wrong one', () => {
  /** A key with the id of ours and another secret, and one that nobody has. */
  async function both(): Promise<readonly [wrong: string, unknown: string]> {
    const other = await openPage()
    pages.push(other)
    const [stranger] = await other.desk.vendor
      .createKeys({ productId: 'scope', count: 3 } as never)
      .then(all => all.slice(-1))
    const unknown = stranger?.text as string
    const { activationKeyOf } = await import('../../../src/core/message/activation-key.ts')
    const { decodeGroups } = await import('../../../src/core/bytes/base32.ts')
    const bytes = decodeGroups(key, 6) as Uint8Array
    const wrong = activationKeyOf(bytes.map((byte, i) => (i === 14 ? byte ^ 1 : byte))).text
    return [wrong, unknown]
  }

  it('are told apart by nothing: page, status, headers, and when it comes', async () => {
    for (const seed of ['x', 'y']) issued(await page.desk.signer.issue(requestOf(seed, key)))
    const [wrong, unknown] = await both()
    expect(wrong.slice(0, 11)).toBe(key.slice(0, 11))
    const answers: Shown[] = []
    const installationKey = secretKeyOfPem(newSecretKeyPem())
    // the wrong key's product is wrong as well, which a prober must not learn either
    for (const [text, productId] of [
      [wrong, 'scope'],
      [unknown, 'scope'],
      [wrong, 'other'],
    ] as const)
      answers.push(await page.browser().get(pathOf(requestOf('a', text, { installationKey, productId }))))
    const [first] = answers
    expect(codeOf(first as Shown)).toBe('key-not-found')
    for (const answer of answers) {
      expect(answer.text).toBe(first?.text)
      expect(answer.status).toBe(403)
      expect([...answer.headers].filter(([name]) => name !== 'date')).toEqual(
        [...(first as Shown).headers].filter(([name]) => name !== 'date'),
      )
    }
    expect(page.slept, 'each at the next full step').toEqual([400, 400, 400])
    expect(page.log.every(line => line.includes('key-not-found'))).toBe(true)
  })

  it('are answered in the same way when they are confirmed', async () => {
    const [wrong, unknown] = await both()
    const cookie = 'A'.repeat(22)
    const answers: Shown[] = []
    for (const text of [wrong, unknown]) {
      const message = requestOf('a', text)
      const fields = { request: Buffer.from(message).toString('base64url'), token: tokenOf(cookie, message) }
      answers.push(await page.browser({ cookie: `airlatch=${cookie}` }).post('/confirm', fields))
    }
    expect(answers.map(codeOf)).toEqual(['key-not-found', 'key-not-found'])
    expect(answers[0]?.text).toBe(answers[1]?.text)
    expect(page.slept).toEqual([400, 400])
  })

  it('cannot be tried again and again, from one address or for one key', async () => {
    const misses = { burst: 3, everySeconds: 60, most: 100 }
    await open({ limits: { misses, missesOfKey: { ...misses, burst: 5 } }, proxies: ['127.0.0.1'] })
    const [wrong] = await both()
    const tried = async (from: string, seed: string, text = wrong) =>
      (await page.browser({ 'x-forwarded-for': from }).get(pathOf(requestOf(seed, text)))).status
    const statuses: number[] = []
    for (const from of ['1.1.1.1', '1.1.1.1', '1.1.1.1', '1.1.1.1', '2.2.2.2', '2.2.2.2', '2.2.2.2'])
      statuses.push(await tried(from, 'a'))
    expect(statuses).toEqual([403, 403, 403, 429, 403, 403, 429])
    const waiting = await page.browser({ 'x-forwarded-for': '3.3.3.3' }).get(pathOf(requestOf('a', key)))
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '60'])
    page.time += 60_000
    expect(await tried('3.3.3.3', 'a', key), 'a right one is not counted').toBe(200)
    expect(await tried('3.3.3.3', 'a', key)).toBe(200)
  })
})

describe('a form of another page', () => {
  it('activates nothing', async () => {
    const request = requestOf('a', key)
    const victim = page.browser()
    const fields = fieldsOf(await victim.get(pathOf(request)), '/confirm')
    const foreign = fieldsOf(await page.browser().get(pathOf(request)), '/confirm')
    const evil: readonly Readonly<Record<string, string>>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ]
    for (const headers of evil) {
      const shown = await page.browser(headers).post('/confirm', fields)
      expect([shown.status, codeOf(shown)]).toEqual([403, 'from-elsewhere'])
    }
    for (const wrong of [foreign, { request: fields.request as string }, { ...fields, token: '' }]) {
      const shown = await victim.post('/confirm', wrong)
      expect([shown.status, codeOf(shown)]).toEqual([403, 'token-missing'])
    }
    expect((await page.browser().post('/confirm', fields)).status, 'without the cookie').toBe(403)
    expect(await seatsTaken()).toBe(0)
    expect((await victim.post('/confirm', fields)).status).toBe(200)
  })
})

describe('every answer', () => {
  const HEADERS = {
    'content-security-policy': /^default-src 'none';.*frame-ancestors 'none'$/,
    'x-content-type-options': /^nosniff$/,
    'referrer-policy': /^no-referrer$/,
    'x-frame-options': /^DENY$/,
  }

  it('has the headers that keep it safe, whatever was asked', async () => {
    const browser = page.browser()
    const stylePath = styleIn(await browser.get('/'))
    const answers = [
      ...(await Promise.all(
        [
          '/',
          '/style.css',
          stylePath,
          '/health',
          '/robots.txt',
          '/favicon.ico',
          '/nothing',
          '/A/',
          '/A/AA',
          '/a/x/y',
          '/read',
          '/../x',
          pathOf(requestOf('a', key)),
        ].map(path => browser.get(path)),
      )),
      await browser.get('/confirm', { method: 'PUT' }),
      await browser.get('/', { method: 'DELETE' }),
      await browser.post('/nothing', { a: 'b' }),
      await browser.post('/confirm', {}),
      await browser.post('/read', {}),
    ]
    for (const { headers } of answers) {
      for (const [name, expected] of Object.entries(HEADERS)) expect(headers.get(name)).toMatch(expected)
      expect(headers.get('cache-control')).toMatch(/^(?:no-store|public, max-age=\d+(?:, immutable)?)$/)
      expect(headers.has('strict-transport-security'), 'not over plain HTTP').toBe(false)
      expect(headers.has('server') || headers.has('x-powered-by')).toBe(false)
    }
    expect(answers.map(({ status }) => status)).toEqual([
      200, 404, 200, 200, 200, 204, 404, 404, 400, 404, 405, 404, 200, 405, 405, 404, 403, 400,
    ])
  })

  it('asks for TLS from now on where a proxy says that it came by it, and has a cookie for that alone', async () => {
    await open({ proxies: ['127.0.0.1'] })
    const shown = await page.browser({ 'x-forwarded-proto': 'https' }).get(pathOf(requestOf('a', key)))
    expect(shown.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}$/)
    expect(shown.headers.get('set-cookie')).toMatch(/^__Host-airlatch=.*; Secure$/)
  })

  it("links the vendor's imprint and privacy notice, and nothing where the vendor has none", async () => {
    const [imprint, privacy] = ['https://acme.example/imprint?a=1&b=2', 'https://acme.example/privacy']
    await open({ footer: { imprint, privacy } })
    for (const [lang, names] of [
      ['en', ['Imprint', 'Privacy']],
      ['de', ['Impressum', 'Datenschutz']],
    ] as const) {
      const { text } = await page.browser({ 'accept-language': lang }).get('/')
      expect(text).toContain(
        `<a href="https://acme.example/imprint?a=1&amp;b=2" rel="noreferrer">${names[0]}</a>`,
      )
      expect(text).toContain(`<a href="${privacy}" rel="noreferrer">${names[1]}</a>`)
    }
    await open()
    expect((await page.browser().get('/')).text).not.toMatch(/Imprint|Privacy/)
  })

  it.each(['en', 'de'])("names what the vendor's own program has for it, and no command: %s", async lang => {
    const menus = ['Help > <b>Activate</b>', 'Help > Enter a license', 'Help > Give back']
    const [request, install, deactivate] = menus
    await open({ howTo: { request, install, deactivate } })
    const browser = page.browser({ 'accept-language': lang })
    const [start, offer] = [await browser.get('/'), await browser.get(pathOf(requestOf('a', key)))]
    const license = await browser.send(offer, '/confirm')
    issued(await page.desk.signer.issue(requestOf('b', key)))
    const full = await browser.get(pathOf(requestOf('c', key)))
    const wrong = await browser.post('/read', { text: key })
    const stranger = receiptOf('0011223344556677', secretKeyOfPem(newSecretKeyPem()))
    const denied = await browser.post('/read', { text: encodeArmor('receipt', stranger) })
    const all = [start, license, full, wrong, denied, await browser.post('/read', { text: 'hello' })]
    for (const { text } of all) expect(text).not.toMatch(/airlatch (?:request|install|deactivate|inspect)/)
    const shown = (one: Shown, text = '') => one.text.includes(text.replace('>', '&gt;'))
    expect([shown(start, deactivate), shown(license, install), shown(full, deactivate)]).toEqual([
      true,
      true,
      true,
    ])
    for (const { text } of [start, wrong]) expect(text).toContain('Help &gt; &lt;b&gt;Activate')
  })

  it('has no script in it, and loads nothing from elsewhere', async () => {
    const browser = page.browser()
    const offer = await browser.get(pathOf(requestOf('a', key)))
    const pagesShown = [
      await browser.get('/'),
      offer,
      await browser.send(offer, '/confirm'),
      await browser.get('/x'),
    ]
    for (const { text } of pagesShown) {
      const withoutOurs = text.replace(
        /<script src="\/script\/[a-z]+\.[0-9a-f]{16}\.js" defer><\/script>/,
        '',
      )
      expect(withoutOurs).not.toMatch(/<script|\son[a-z]+=|style=|javascript:/i)
      for (const [, address] of withoutOurs.matchAll(/(?:src|href|action)="([^"]*)"/g))
        expect(address).toMatch(
          /^(?:\/[a-z]*|\/\?lang=de|\/style\.[0-9a-f]{16}\.css|data:image\/png;base64,[\w+/=]+|mailto:help@acme\.example)$/,
        )
    }
    const scripts = pagesShown.map(({ text }) => /<script src="\/script\/([a-z]+)/.exec(text)?.[1])
    expect(scripts).toEqual(['start', undefined, 'license', undefined])
  })

  it('lets scripts run, and the camera be asked for, on the pages alone that need it', async () => {
    const browser = page.browser()
    const offer = await browser.get(pathOf(requestOf('a', key)))
    const [start, confirmed] = [await browser.get('/'), await browser.send(offer, '/confirm')]
    const policy = ({ headers }: Shown) => headers.get('content-security-policy') ?? ''
    const permissions = ({ headers }: Shown) => headers.get('permissions-policy') ?? ''
    for (const { headers } of [start, confirmed, offer])
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/)
    expect(policy(offer)).not.toMatch(/script|worker|wasm/)
    expect(policy(confirmed)).toContain("script-src 'self';")
    expect(policy(confirmed)).not.toMatch(/wasm|worker|blob/)
    expect(policy(start)).toContain("script-src 'self' 'wasm-unsafe-eval'; worker-src blob:")
    for (const shown of [start, confirmed])
      expect(policy(shown)).toContain("require-trusted-types-for 'script'; trusted-types airlatch;")
    expect([start, confirmed, offer].map(shown => /camera=\([a-z]*\)/.exec(permissions(shown))?.[0])).toEqual(
      ['camera=(self)', 'camera=()', 'camera=()'],
    )
  })

  it('serves its scripts at addresses with their hash, kept for ever, smaller where that is understood', async () => {
    const browser = page.browser()
    const [path = ''] = /\/script\/start\.[0-9a-f]{16}\.js/.exec((await browser.get('/')).text) ?? []
    for (const coding of ['gzip', 'identity', 'gzip;q=0', 'br, gzip;q=0.5']) {
      const script = await browser.get(path, { headers: { 'accept-encoding': coding } })
      expect([script.status, script.text], coding).toEqual([200, '"start"'])
      expect(script.headers.get('content-encoding')).toBe(/gzip(?!;q=0$)/.test(coding) ? 'gzip' : null)
      expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(script.headers.get('x-content-type-options')).toBe('nosniff')
    }
    const other = path.replace(/[0-9a-f]{16}/, '0'.repeat(16))
    expect((await browser.get(other)).status, 'of another version').toBe(404)
    await expect.poll(() => page.log.length).toBe(6)
    expect(page.log.filter(line => line.includes(path)).length).toBe(4)
  })

  it('serves its style sheet at an address with its hash, and nobody has to get it twice', async () => {
    const browser = page.browser()
    const start = await browser.get('/')
    const offer = await browser.get(pathOf(requestOf('a', key)))
    expect(styleIn(offer)).toBe(styleIn(start))
    const style = await browser.get(styleIn(start))
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
    expect(style.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(style.text).toContain('.ticket')
    expect((await browser.get('/style.0000000000000000.css')).status).toBe(404)
    for (const path of ['/', pathOf(requestOf('a', key))])
      expect((await browser.get(path)).headers.get('cache-control'), 'what is of one customer').toBe(
        'no-store',
      )
  })

  it('does without scripts where they were not built', async () => {
    await open({ scripts: undefined })
    const shown = await page.browser().get('/')
    expect(shown.text).not.toContain('<script')
    expect(shown.headers.get('content-security-policy')).not.toContain('script-src')
  })

  it('leaves nothing in the log that tells who asked what', async () => {
    const request = requestOf('a', key)
    const browser = page.browser()
    await browser.send(await browser.get(pathOf(request)), '/confirm')
    await browser.get('/some/secret?key=value')
    await expect.poll(() => page.log.length).toBe(3)
    expect(page.log.map(line => line.replace(/\d+ ms/, 'N ms'))).toEqual([
      'GET  /A/…  200  N ms  offer new',
      'POST  /confirm  200  N ms  issued new',
      'GET  elsewhere  404  N ms  not-found',
    ])
  })
})

describe('hostile words', () => {
  const NAME = `"><script>alert(1)</script>'&\u202e\u0000\u001b[31m`

  it('in a request are shown as text', async () => {
    const shown = await page.browser().get(pathOf(requestOf('a', key, { version: NAME })))
    expect(shown.text).not.toContain('<script')
    for (const character of '\u0000\u001b\u202e') expect(shown.text).not.toContain(character)
    expect(shown.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(shown.text).toContain('\\u{202e}')
  })
})

describe('DY-13: what is sent as a file', () => {
  it('is read from a saved mail, an archive, a page and a text, without a script', async () => {
    const request = Uint8Array.from(requestOf('mailed', key))
    const armored = encodeArmor('request', request)
    const picture = Buffer.from(symbolToPng(drawSymbol(qrText(request)))).toString('base64')
    const utf8 = (text: string) => new TextEncoder().encode(text)
    const files = [
      utf8(mailWith({ 'request.txt': armored })),
      utf8(
        mailWith({
          'photo.png': symbolToPng(drawSymbol(qrText(request))),
          'more.bin': new Uint8Array(100_000),
        }),
      ),
      zipOf({ 'request.cbor': request }),
      utf8(`<html><p>${armored.replaceAll('\n', '<br>')}</p></html>`),
      utf8(`<img src="data:image/png;base64,${picture}">`),
      utf8(
        `${encodeArmor('license', issued(await page.desk.signer.issue(requestOf('b', key))).message)}> ${armored}`,
      ),
    ]
    for (const file of files) {
      const shown = await page.browser().post('/read', { file: Uint8Array.from(file) })
      expect([shown.status, codeOf(shown)]).toEqual([200, undefined])
      expect(shown.text).toContain('Scope')
    }
  })

  it('has limits before it is unpacked', async () => {
    const large = mailWith({ 'a.bin': new Uint8Array(5_000_000) })
    const shown = await page.browser().post('/read', { file: new TextEncoder().encode(large) })
    expect([shown.status, codeOf(shown)]).toEqual([413, 'input-too-large'])
    const bomb = Uint8Array.from(zipOf({ bomb: new Uint8Array(100_000_000) }))
    const refused = await page.browser().post('/read', { file: bomb })
    expect([refused.status, codeOf(refused)]).toEqual([400, 'package-over-limit'])
  })
})

describe('what is no request', () => {
  it('is refused, with the code and the way out', async () => {
    const browser = page.browser()
    const request = Uint8Array.from(requestOf('a', key))
    const license = issued(await page.desk.signer.issue(requestOf('b', key))).message
    const changed = Uint8Array.from(request)
    changed[60] = (changed[60] as number) ^ 1
    const text = (words: string) => ({ text: words })
    const file = (bytes: Uint8Array) => ({ file: Uint8Array.from(bytes) })
    const cases: readonly (readonly [Record<string, string | Uint8Array<ArrayBuffer>>, string])[] = [
      [{}, 'input-empty'],
      [text('  \n'), 'input-empty'],
      [text('hello'), 'input-not-recognised'],
      [text('https://example.com/a/menu'), 'input-not-recognised'],
      [text('https://evil.example/a/2kc1'), 'link-malformed'],
      [text(encodeArmor('request', request).slice(0, 200)), 'armor-malformed'],
      [
        text(encodeArmor('request', request) + encodeArmor('request', requestOf('b', key))),
        'several-messages',
      ],
      [file(Uint8Array.of(0, 1, 2, 3)), 'input-not-recognised'],
      [file(request.subarray(0, 100)), 'cbor-malformed'],
      [file(license), 'wrong-message-type'],
      [file(whitePng(200, 200)), 'picture-without-qr'],
      [file(symbolsPng(request, requestOf('b', key))), 'several-messages'],
      [file(symbolToPng(drawSymbol('HTTPS://EXAMPLE.COM/B/ABCDEFGH'))), 'picture-without-qr'],
      [file(symbolToPng(drawSymbol('HTTPS://EXAMPLE.COM/A/MENU'))), 'picture-without-qr'],
      [file(symbolToPng(drawSymbol('HTTPS://EXAMPLE.COM/A/2KC0'))), 'link-malformed'],
      [file(new TextEncoder().encode('%PDF-1.7')), 'picture-unsupported'],
    ]
    for (const [fields, code] of cases) {
      const shown = await browser.post('/read', fields)
      expect([codeOf(shown), shown.status], code).toEqual([code, 400])
      expect(shown.text).toContain('What to do')
    }
    const forged = await browser.post('/read', file(changed))
    expect(codeOf(forged)).toMatch(/^(?:signature-invalid|claims-malformed|cbor-.*|public-key-invalid)$/)
    expect(page.log.some(line => line.startsWith('broken'))).toBe(false)
  })

  it('is refused in a confirmation without being read as a picture', async () => {
    const shown = await page
      .browser()
      .post('/confirm', { request: Buffer.from(whitePng(9, 9)).toString('base64url'), token: '' })
    expect([shown.status, codeOf(shown)]).toEqual([403, 'token-missing'])
  })

  it('is refused when it is no form', async () => {
    const shown = await page
      .browser()
      .get('/read', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    expect([shown.status, codeOf(shown)]).toEqual([415, 'no-form'])
  })
})

describe('a ledger that does not answer', () => {
  it('is no refusal: later, with nothing told of it, and health says so', async () => {
    const problem = 'password of /srv/secret.db'
    const gone = async () => {
      throw new AirlatchError('ledger-unavailable', { problem })
    }
    await open({ change: () => ({ offer: gone, health: gone }) })
    const shown = await page.browser().get(pathOf(requestOf('a', key)))
    expect([shown.status, codeOf(shown)]).toEqual([503, 'could-not'])
    expect(shown.text).not.toContain('secret')
    const health = await page.browser().get('/health')
    expect([health.status, JSON.parse(health.text)]).toEqual([503, { ok: false }])
    expect(page.log.filter(line => line.startsWith('broken')).length).toBe(1)
  })

  it('is "Very busy" when it was waited for in vain, each time for five seconds, and no fault for the log', async () => {
    const waits: (number | undefined)[] = []
    const busy = async (_asking: unknown, { waitAtMostMs }: WaitLimits) => {
      waits.push(waitAtMostMs)
      throw new AirlatchError('ledger-busy', { path: '/srv/secret.db' })
    }
    await open({ change: () => ({ offer: busy }) })
    const shown = await page.browser().get(pathOf(requestOf('a', key)))
    expect([shown.status, codeOf(shown)]).toEqual([503, 'busy'])
    expect(shown.text).not.toContain('secret')
    expect(waits).toEqual([5_000])
    expect(page.log.filter(line => line.startsWith('broken'))).toEqual([])
  })

  it('is asked for its health once a second, however often somebody looks', async () => {
    let asked = 0
    await open({
      change: () => ({
        async health() {
          asked++
        },
      }),
    })
    for (let times = 0; times < 5; times++) expect((await page.browser().get('/health')).status).toBe(200)
    page.time += 1000
    await page.browser().get('/health')
    expect(asked).toBe(2)
  })

  it('is no reason to refuse whoever tried while it did not: F3', async () => {
    let isDown = true
    const misses = { burst: 2, everySeconds: 60, most: 100 }
    const all = { visits: misses, readings: misses, misses, missesOfKey: misses }
    const down = new AirlatchError('ledger-unavailable', { problem: 'down' })
    await open({
      limits: { ...all, visits: { ...misses, burst: 3 } },
      change: ({ offer }) => ({ offer: (...asking) => (isDown ? Promise.reject(down) : offer(...asking)) }),
    })
    const path = pathOf(requestOf('a', key))
    const statuses: number[] = []
    for (let times = 0; times < 8; times++) statuses.push((await page.browser().get(path)).status)
    expect(statuses).toEqual(statuses.map(() => 503))
    isDown = false
    expect((await page.browser().get(path)).status).toBe(200)
  })

  it('has ten seconds, then the page says so; nobody is counted for it, and all is well again after it', async () => {
    let thaw = () => {}
    const frozen = new Promise<void>(resolve => {
      thaw = resolve
    })
    const misses = { burst: 1, everySeconds: 60, most: 100 }
    let asked = 0
    await open({
      limits: { misses, missesOfKey: misses },
      change: ({ offer, health }) => ({
        async offer(...asking) {
          asked++
          await frozen
          return offer(...asking)
        },
        async health(wait) {
          await frozen
          return health(wait)
        },
      }),
    })
    const path = pathOf(requestOf('a', key))
    const stuck = page.browser().get(path)
    await expect.poll(() => asked).toBe(1)
    const health = page.browser().get('/health')
    await expect.poll(() => page.waiting(2_000)).toBe(1)
    page.elapse(2_000)
    expect((await health).status, 'a balancer is told in time').toBe(503)
    const second = page.browser().get('/health')
    await expect.poll(() => page.waiting(2_000)).toBe(1)
    page.elapse(2_000)
    expect((await second).status).toBe(503)

    const waiting = page.browser().get(path)
    expect([(await waiting).status, codeOf(await waiting)], 'not 429').toEqual([503, 'busy'])
    page.elapse(10_000)
    expect([(await stuck).status, codeOf(await stuck)]).toEqual([503, 'could-not'])
    thaw()
    await expect.poll(async () => (await page.browser().get('/health')).status).toBe(200)
    for (let times = 0; times < 3; times++) expect((await page.browser().get(path)).status).toBe(200)
  })

  it('gets no work of those who have gone: F4', async () => {
    const gates: (() => void)[] = []
    let asked = 0
    await open({
      change: ({ offer }) => ({
        async offer(...asking) {
          asked++
          await new Promise<void>(resolve => gates.push(resolve))
          return offer(...asking)
        },
      }),
    })
    const path = pathOf(requestOf('a', key))
    // as many as one address may have looked at
    const busy = Array.from({ length: 4 }, () => page.browser().get(path))
    await expect.poll(() => asked).toBe(4)
    const gone = new AbortController()
    const dropped = page.browser().get(path, { signal: gone.signal })
    const failed = expect(dropped).rejects.toThrow()
    await expect.poll(() => page.waiting(5_000)).toBe(1)
    const last = page.browser().get(path)
    await expect.poll(() => page.waiting(5_000)).toBe(2)
    gone.abort()
    await failed
    await expect.poll(() => page.waiting(5_000)).toBe(1)
    for (const open of gates.splice(0)) open()
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    await expect.poll(() => gates.length).toBe(1)
    for (const open of gates.splice(0)) open()
    expect((await last).status).toBe(200)
    expect(asked, 'never began').toBe(5)
  })

  it('nor does a bug tell anything', async () => {
    await open({
      change: () => ({
        async offer() {
          throw new Error('secret')
        },
      }),
    })
    const shown = await page.browser().get(pathOf(requestOf('a', key)))
    expect([shown.status, codeOf(shown)]).toEqual([500, 'bug'])
    expect(shown.text).not.toContain('secret')
  })
})

describe('an office behind one address', () => {
  it('is counted for its pages alone: the style sheet and the confirmations of eight phones are free: F2', async () => {
    await open({ limits: { visits: { burst: 8, everySeconds: 60, most: 100 } } })
    await page.desk.vendor.changeKey(key, { activations: 8 } as never)
    const statuses: number[] = []
    for (let phone = 0; phone < 8; phone++) {
      const browser = page.browser()
      const offer = await browser.get(pathOf(requestOf(`phone ${phone}`, key)))
      const style = await browser.get(styleIn(offer))
      statuses.push(offer.status, style.status, (await browser.send(offer, '/confirm')).status)
    }
    expect(statuses).toEqual(statuses.map(() => 200))
    expect(await seatsTaken()).toBe(8)
    expect((await page.browser().get('/')).status).toBe(429)
  })

  it('gets its style sheet, however many pages it has opened', async () => {
    await open({ limits: { visits: { burst: 1, everySeconds: 60, most: 100 } } })
    const style = styleIn(await page.browser().get('/'))
    expect((await page.browser().get('/')).status).toBe(429)
    for (const path of [style, '/favicon.ico', '/robots.txt', '/health'])
      expect((await page.browser().get(path)).status, path).toBeLessThan(300)
  })

  it('is never refused a confirmation whose offer it was shown, and anybody else is', async () => {
    await open({ limits: { visits: { burst: 5, everySeconds: 60, most: 100 } } })
    await page.desk.vendor.changeKey(key, { activations: 300 } as never)
    const browser = page.browser()
    const offers = []
    for (let phone = 0; phone < 3; phone++) offers.push(await browser.get(pathOf(requestOf(`${phone}`, key))))
    const start = async () => (await browser.get('/')).status
    while ((await start()) !== 429);
    for (const offer of offers) expect((await browser.send(offer, '/confirm')).status).toBe(200)
    for (const pass of ['', 'A'.repeat(43), fieldsOf(offers[1] as Shown, '/confirm').pass as string]) {
      const forged = { ...fieldsOf(offers[0] as Shown, '/confirm'), pass }
      expect((await browser.post('/confirm', forged)).status).toBe(429)
    }
  })
})

describe('whoever asks too often', () => {
  it('has to wait, and others do not', async () => {
    await open({ limits: { visits: { burst: 3, everySeconds: 10, most: 100 } }, proxies: ['127.0.0.1'] })
    const statuses = async (from: string, times: number) => {
      const all: number[] = []
      for (let i = 0; i < times; i++)
        all.push((await page.browser({ 'x-forwarded-for': from }).get('/')).status)
      return all
    }
    expect(await statuses('1.1.1.1', 4)).toEqual([200, 200, 200, 429])
    expect(await statuses('2.2.2.2', 1)).toEqual([200])
    page.time += 10_000
    expect(await statuses('1.1.1.1', 2)).toEqual([200, 429])
  })

  it('has to wait for pictures sooner, before they are read', async () => {
    await open({ limits: { readings: { burst: 1, everySeconds: 30, most: 100 } } })
    const browser = page.browser()
    expect((await browser.post('/read', { text: 'x' })).status).toBe(400)
    const shown = await browser.post('/read', { text: 'x' })
    expect([shown.status, shown.headers.get('retry-after')]).toEqual([429, '30'])
  })
})

describe('pictures', () => {
  it('of one address are read one after the other, and keep nobody else from it: F5', async () => {
    await open({ proxies: ['127.0.0.1'] })
    const picture = Uint8Array.from(symbolToPng(drawSymbol(qrText(requestOf('a', key)))))
    const large = Uint8Array.from(whitePng(1500, 1500))
    const read = (from: string, file = picture) =>
      page.browser({ 'x-forwarded-for': from }).post('/read', { file })
    // large enough to take a while on any machine
    const greedy = Array.from({ length: 6 }, () => read('1.1.1.1', large))
    await expect.poll(() => page.waiting(5_000)).toBe(5)
    const others = await Promise.all(['2.2.2.2', '3.3.3.3', '2001:db8::1'].map(from => read(from)))
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200])
    page.elapse(5_000)
    const answers = await Promise.all(greedy)
    const busy = answers.filter(({ status }) => status === 503)
    expect(busy.length, 'asked to come back after five seconds').toBeGreaterThan(0)
    for (const one of busy) expect(codeOf(one)).toBe('busy')
  })

  it('that take long cost more', async () => {
    await open({ limits: { readings: { burst: 10, everySeconds: 3, most: 100 } } })
    const before = page.looks
    const reading = page.browser().post('/read', { file: Uint8Array.from(whitePng(1500, 1500)) })
    await expect.poll(() => page.looks).toBeGreaterThan(before)
    page.time += 8_000
    expect((await reading).status).toBe(400)
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await page.browser().post('/read', { text: 'x' })).status)
    expect(statuses, 'eight tokens of ten').toEqual([400, 400, 429, 429, 429])
  })
})

describe('a body', () => {
  const post = (type: string, body: BodyInit) =>
    page.browser().get('/read', { method: 'POST', body, headers: { 'content-type': type } })
  const URLENCODED = 'application/x-www-form-urlencoded'

  it('of a form is small, and has few fields: F1', async () => {
    const cases: readonly (readonly [string, number, string])[] = [
      ['a&'.repeat(15), 400, 'input-empty'],
      ['a&'.repeat(17), 400, 'no-form'],
      ['a&'.repeat(30_000), 400, 'no-form'],
      ['a&'.repeat(8_300_000), 413, 'input-too-large'],
      [`text=${'+'.repeat(65_000)}`, 400, 'input-empty'],
      [`text=${'+'.repeat(66_000)}`, 413, 'input-too-large'],
      ['text=%', 400, 'input-not-recognised'],
    ]
    for (const [body, status, code] of cases) {
      const shown = await post(URLENCODED, body)
      expect([shown.status, codeOf(shown)], body.slice(0, 10)).toEqual([status, code])
    }
  })

  it('of a file is a picture when it is large, and has few parts: F7', async () => {
    const form = (...parts: readonly (readonly [string, BlobPart])[]) => {
      const data = new FormData()
      for (const [name, value] of parts) data.append(name, new Blob([value]), 'x')
      return data
    }
    const send = (body: FormData) => page.browser().get('/read', { method: 'POST', body })
    const large = await send(form(['file', ' '.repeat(70_000)]))
    expect([large.status, codeOf(large)]).toEqual([413, 'input-too-large'])
    const many = await send(form(...Array.from({ length: 17 }, () => ['file', 'x'] as const)))
    expect([many.status, codeOf(many)]).toEqual([400, 'no-form'])
    const huge = await send(form(['file', new Uint8Array(17_000_000)]))
    expect([huge.status, codeOf(huge)]).toEqual([413, 'input-too-large'])
  })
})

describe('slow uploads', () => {
  /** Sends all but the end of a picture of so many bytes, for each of these visitors; resolves with the statuses. */
  async function hold(visitors: readonly string[], bytes: number) {
    const { hostname, port } = new URL(page.address)
    const begin = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    const head = (from: string) =>
      [
        'POST /read HTTP/1.1',
        'Host: a',
        `X-Forwarded-For: ${from}`,
        'Sec-Fetch-Site: same-origin',
        'Content-Type: multipart/form-data; boundary=x',
        `Content-Length: ${begin.length + bytes + 100}`,
        '',
        begin,
      ].join('\r\n')
    const lines = visitors.map(from => {
      const socket = connect(Number(port), hostname)
      const status = new Promise<string>(resolve => {
        socket.once('data', text => resolve(String(text).slice(9, 12)))
        // a connection that is reset may lose its answer
        socket.on('error', () => {}).on('close', () => resolve('closed'))
      })
      const sent = new Promise<void>(resolve => {
        socket.write(head(from))
        socket.write(new Uint8Array(bytes), () => resolve())
      })
      return { socket, status, sent }
    })
    await Promise.all(lines.map(({ status, sent }) => Promise.race([status, sent])))
    return lines
  }

  it('of one visitor keep nobody from reading a picture, a text, or from a confirmation', async () => {
    await open({ proxies: ['127.0.0.1'] })
    const request = requestOf('a', key)
    const visitor = page.browser({ 'x-forwarded-for': '192.0.2.77' })
    const offer = await visitor.get(pathOf(request))
    // one network of IPv6 is one visitor
    const lines = await hold(
      Array.from({ length: 8 }, (_, i) => `2001:db8::${i}`),
      16_777_216,
    )
    const picture = Uint8Array.from(symbolToPng(drawSymbol(qrText(request))))
    expect((await visitor.post('/read', { file: picture })).status).toBe(200)
    expect((await visitor.post('/read', { text: encodeArmor('request', request) })).status).toBe(200)
    expect((await visitor.send(offer, '/confirm')).status).toBe(200)
    await expect.poll(() => page.waiting(10_000)).toBe(2)
    page.elapse(10_000)
    page.elapse(10_000)
    const statuses = await Promise.all(lines.map(({ status }) => status))
    expect(statuses.filter(status => status === '408').length).toBe(2)
    for (const status of statuses) expect(['408', '429', 'closed']).toContain(status)
    for (const { socket } of lines) socket.destroy()
  })

  it('of many visitors keep nobody from a confirmation or a text', async () => {
    await open({ proxies: ['127.0.0.1'] })
    const request = requestOf('a', key)
    const visitor = page.browser({ 'x-forwarded-for': '192.0.2.77' })
    const offer = await visitor.get(pathOf(request))
    const lines = await hold(
      Array.from({ length: 8 }, (_, i) => `198.51.100.${i}`),
      16_777_216,
    )
    expect((await visitor.post('/read', { text: encodeArmor('request', request) })).status).toBe(200)
    expect((await visitor.send(offer, '/confirm')).status).toBe(200)
    for (const { socket } of lines) socket.destroy()
  })
})

describe('the host', () => {
  const statusOf = (headers: readonly (readonly [string, string])[], path = '/') =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(page.address)
      const socket = connect(Number(port), hostname, () =>
        socket.end(
          [`GET ${path} HTTP/1.1`, ...headers.map(one => one.join(': ')), 'Connection: close', '', ''].join(
            '\r\n',
          ),
        ),
      )
      let heard = ''
      socket.setEncoding('utf8').on('data', text => {
        heard += text
      })
      socket.on('close', () => resolve(heard.slice(9, 12))).on('error', reject)
    })

  it('is one: F11', async () => {
    expect(await statusOf([])).toBe('400')
    expect(
      await statusOf([
        ['Host', 'a'],
        ['Host', 'a'],
      ]),
    ).toBe('400')
    expect(await statusOf([['Host', 'a/b']])).toBe('400')
    expect(await statusOf([['Host', 'a']]), 'any name, where none is known').toBe('200')
  })

  it('is our own, where it is known', async () => {
    await open({ address: 'https://activate.acme.example' })
    for (const host of ['evil.example', 'acme.example', 'activate.acme.example.evil.example'])
      expect(await statusOf([['Host', host]]), host).toBe('421')
    for (const host of [
      'activate.acme.example',
      'ACTIVATE.acme.example:443',
      '127.0.0.1:8080',
      '[::1]',
      'localhost:1',
    ])
      expect(await statusOf([['Host', host]]), host).toBe('200')
    expect(await statusOf([['Host', 'backend-7']], '/health'), 'of a balancer').toBe('200')
  })

  it('with https in its address means TLS, whoever ends it: F9', async () => {
    await open({ address: 'https://activate.acme.example' })
    const shown = await page.browser().get(pathOf(requestOf('a', key)))
    expect(shown.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}$/)
    expect(shown.headers.get('set-cookie')).toMatch(/^__Host-airlatch=.*; Secure$/)
    expect((await page.browser().send(shown, '/confirm')).status, 'of another browser').toBe(403)
  })
})

describe('a proxy that names nobody', () => {
  it('is warned about once, and not for its health checks: F9', async () => {
    await open({ proxies: ['127.0.0.1'] })
    const warnings = () => page.log.filter(line => line.startsWith('warning: the proxy'))
    await page.browser().get('/health')
    await page.browser({ 'x-forwarded-for': '1.1.1.1:4711' }).get('/')
    expect(warnings()).toEqual([])
    for (const forwarded of ['unknown', '', '127.0.0.1'])
      await page.browser({ 'x-forwarded-for': forwarded }).get('/')
    expect(warnings().length).toBe(1)
    expect(warnings()[0]).toContain('X-Forwarded-For')
  })
})

describe('the language', () => {
  const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' }

  it('is the one that the browser asks for, on every page of an activation', async () => {
    const browser = page.browser(german)
    const offer = await browser.get(pathOf(requestOf('a', key)))
    expect(offer.text).toContain('<html lang="de">')
    for (const text of ['Bereit zur Aktivierung', 'belegt 1 von', 'Was geprüft wurde', 'Kein Hinweis auf'])
      expect(offer.text).toContain(text)
    const license = await browser.send(offer, '/confirm')
    expect(license.text).toContain('Zum Computer bringen')
    expect((await browser.get('/nowhere')).text).toContain('Seite nicht gefunden')
    const wrong = await browser.post('/read', { text: 'no request' })
    expect(wrong.text).toContain('Diese Datei ist keine Aktivierungsanfrage')
    expect(wrong.text).not.toMatch(/\b(?:the|this|with)\b/i)
  })

  it('is the one that a visitor chose on a page, until the browser ends', async () => {
    const start = await page.browser(german).get('/?lang=en')
    expect(start.text).toContain('<html lang="en">')
    const [cookie] = (start.headers.get('set-cookie') ?? '').split(';')
    expect(start.headers.get('set-cookie')).toMatch(/^airlatch-lang=en; Path=\/; HttpOnly; SameSite=Strict$/)
    const next = await page.browser({ ...german, cookie: cookie ?? '' }).get('/')
    expect(next.text).toContain('Activate a computer')
    expect((await page.browser(german).get('/')).text).toContain('Einen Computer aktivieren')
    const unknown = await page.browser(german).get('/?lang=xx')
    expect(unknown.text).toContain('<html lang="de">')
    expect(unknown.headers.get('set-cookie')).toBeNull()
  })
})
