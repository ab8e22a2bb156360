/** A clerk's work in the console, page by page, as a browser without scripts does it. */
import { describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { receiptOf, requestOf } from '../../world/desk.ts'
import { activated, type Shown, said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const newKey = (terms = {}) => sold(console, terms)
/** Below the session's own path. */
const linkTo = ({ text }: Shown, label: string) => {
  const href = new RegExp(`href="([^"]*)"[^>]*>${label}<`).exec(text)?.[1] ?? ''
  return href.replaceAll('&amp;', '&').replace(/^\/[^/]*/, '')
}
const idOf = (key: string) => key.slice(0, 11)

test('SPEC 17.1: the page of a key for a site server says when its license never ends', async () => {
  const warning = 'license of this site server never ends'
  const page = async (terms: object) => (await console.get(`/keys/${idOf(await newKey(terms))}`)).text
  expect(await page({ forFloating: true, activations: 5 })).toContain(warning)
  expect(
    await page({ forFloating: true, activations: 5, duration: { days: 365, from: 'activation' } }),
  ).not.toContain(warning)
})

describe('what a customer sent', () => {
  test('a request is looked at, recorded by the button alone, and answered; a reload shows the same', async () => {
    const key = await newKey()
    const before = await console.desk.vendor.stats()
    const start = await console.get('/received')
    const offer = await console.send(start, '/received', {
      text: encodeArmor('request', requestOf('a', key)),
    })
    expect(offer.text).toContain('a new one')
    expect(offer.path).toMatch(/^\/received\/[0-9a-f-]{36}$/)
    expect((await console.get(offer.path)).text).toBe(offer.text)
    expect(await console.desk.vendor.stats()).toEqual(before)
    const license = await console.send(offer, '/received/issue')
    expect(license.path).toMatch(/^\/made\//)
    expect(license.text).toContain('-----BEGIN AIRLATCH LICENSE-----')
    expect((await console.get(license.path)).text).toBe(license.text)
    expect(await console.desk.vendor.stats()).toMatchObject({ licenses: 1 })
    const file = await fetch(`${console.address}${license.path}/file`)
    expect(file.status).toBe(403)
    const saved = await console.get(`${license.path}/file`)
    expect(saved.headers.get('content-disposition')).toMatch(
      /^attachment; filename="scope-[0-9A-Z-]+\.license"$/,
    )
  })

  test('a refused one says every rule, and records nothing', async () => {
    const key = await newKey({ activations: 1 })
    await console.desk.signer.issue(requestOf('a', key))
    const refused = await console.send(await console.get('/received'), '/received', {
      text: encodeArmor('request', requestOf('b', key)),
    })
    expect(refused.text).toContain('no-seats-left')
    expect(refused.text).toContain('class="refuse"')
    expect(refused.text).not.toContain('action="/received/issue"')
    // the way back and a reload look again, and the desk keeps one refusal
    const again = await console.get(refused.path)
    expect([again.status, again.text]).toEqual([200, refused.text])
    expect(await console.desk.vendor.refusals()).toMatchObject([{ times: 1 }])
    await console.desk.vendor.changeKey(key, { activations: 2 })
    expect((await console.get(refused.path)).text).toContain('a new one')
    expect((await console.get('/received/0')).text).toContain('There is no such page')
  })

  test('a receipt frees its seat, after a look', async () => {
    const key = await newKey()
    const installationKey = secretKeyOfPem(newSecretKeyPem())
    const issued = await console.desk.signer.issue(requestOf('a', key, { installationKey }))
    if (issued.kind !== 'issued') throw new Error(issued.code)
    const text = encodeArmor('receipt', receiptOf(issued.activation.id, installationKey))
    const look = await console.send(await console.get('/received'), '/received', { text })
    expect((await console.desk.vendor.listedKey(key)).used).toBe(1)
    const done = await console.send(look, '/received/release')
    expect(said(done)).toContain('is free')
    expect((await console.desk.vendor.listedKey(key)).used).toBe(0)
  })

  test('what is nothing stays in its field, with what is wrong with it', async () => {
    const wrong = await console.send(await console.get('/received'), '/received', { text: 'dear sirs <b>' })
    expect([wrong.status, wrong.text.includes('dear sirs &lt;b&gt;')]).toEqual([400, true])
    expect(wrong.text).toContain('role="alert"')
  })
})

describe('keys', () => {
  test('are made with simple fields and features, and found; wrong input keeps what was typed', async () => {
    const form = await console.get('/keys/new?product=scope')
    const wrong = await console.send(form, '/keys/new?product=scope', { expiresAt: 'soon', activations: '3' })
    expect([wrong.status, wrong.text.includes('value="soon"'), wrong.text.includes('value="3"')]).toEqual([
      400,
      true,
      true,
    ])
    const made = await console.send(wrong, '/keys/new?product=scope', {
      expiresAt: '2099-12-31',
      orderReference: 'PO-77',
    })
    expect(said(made)).toBe('The key is made.')
    const found = await console.get('/find?q=PO-77')
    expect(found.path).toBe(made.path)
    const key = await console.desk.vendor.listedKey(decodeURIComponent(made.path.slice('/keys/'.length)))
    expect(key.key.entitlement).toMatchObject({ activations: 3 })
  })

  test('the customer whose card it began on stays, whatever product or template is chosen', async () => {
    const { vendor } = console.desk
    const { id } = await vendor.addCustomer({ name: 'Ann' })
    await vendor.createProduct({ id: 'meter', name: 'Meter' })
    await vendor.saveTemplate({ name: 'small & new', activations: 4 })
    const which = await console.get(`/keys/new?customer=${id}`)
    expect(linkTo(which, 'Meter')).toBe(`/keys/new?product=meter&customer=${id}`)
    const form = await console.get(linkTo(which, 'Meter'))
    const path = linkTo(form, 'small &amp; new')
    expect(path).toBe(`/keys/new?product=meter&customer=${id}&template=small+%26+new`)
    const made = await console.send(await console.get(path), '/keys/new?product=meter')
    expect((await vendor.listedKey(decodeURIComponent(made.path.slice(6)))).key).toMatchObject({
      customer: id,
      entitlement: { activations: 4 },
    })
  })

  test('a generic key without an end is asked about first (QG-17)', async () => {
    await console.desk.vendor.setSetting('allowGenericKeys', true)
    const action = '/keys/new?product=scope'
    const asked = await console.send(await console.get(action), action, { generic: 'yes' })
    expect([asked.status, await console.desk.vendor.stats()]).toMatchObject([400, { keys: 0 }])
    await console.send(asked, action)
    expect(await console.desk.vendor.stats()).toMatchObject({ keys: 1 })
  })

  test('several come as a file for a spreadsheet', async () => {
    const action = '/keys/new?product=scope'
    const csv = await console.send(await console.get(action), action, { count: '3', csv: 'yes' })
    expect(csv.text.split('\n').filter(line => line !== '')).toHaveLength(4)
  })

  test('are changed in the fields that were changed, and in no other', async () => {
    const key = await newKey({ orderReference: 'PO-1', userData: ' rack 7 ', graceDays: 3 })
    const path = `/keys/${idOf(key)}/change`
    await console.send(await console.get(path), path, { activations: '5', orderReference: '' })
    const { entitlement, orderReference } = await console.desk.vendor.key(key)
    expect([entitlement.activations, orderReference, entitlement.userData, entitlement.graceDays]).toEqual([
      5,
      undefined,
      ' rack 7 ',
      3,
    ])
  })

  test('have a picker for their last day; an instant stays in a field for text, as it is', async () => {
    const fieldOf = async (end: string) => {
      const key = await newKey({ expiresAt: new Date(end) })
      const { text } = await console.get(`/keys/${idOf(key)}/change`)
      return /name="expiresAt" (type="[a-z]+" value="[^"]*")/.exec(text)?.[1]
    }
    expect(await fieldOf('2100-01-01T00:00:00Z')).toBe('type="date" value="2099-12-31"')
    expect(await fieldOf('2099-12-31T12:00:00Z')).toBe('type="text" value="2099-12-31T12:00:00Z"')
  })

  test('show first what is their own; what is as in most keys is folded', async () => {
    const key = await newKey({ graceDays: 3, allowVirtual: false })
    const { text } = await console.get(`/keys/${idOf(key)}`)
    const [own = '', others = ''] = text.slice(text.indexOf('<h2>Terms')).split('As in most keys')
    for (const label of ['grace days', 'allow vm', 'activations']) expect(own).toContain(`<dt>${label}</dt>`)
    expect(own).not.toContain('inherit')
    expect(others.split('</details>')[0]).toContain('<dt>allow workloads</dt><dd>inherit</dd>')
    // instants are read by people
    expect(own).toMatch(/<dt>created<.dt><dd><time datetime="2026-11-22T12:00:00Z">2026-11-22 12:00</)
  })

  test('are suspended and reinstated at once; revoked only after a page that says what happens', async () => {
    const key = await newKey()
    const path = `/keys/${idOf(key)}`
    const suspended = await console.send(await console.get(path), `${path}/suspend`)
    expect((await console.desk.vendor.listedKey(key)).state).toBe('suspended')
    const back = await console.send(suspended, `${path}/reinstate`)
    const sure = await console.send(back, `${path}/revoke`)
    expect((await console.desk.vendor.listedKey(key)).state).toBe('unused')
    await console.send(sure, `${path}/revoke`, { reason: 'paid back' })
    expect((await console.desk.vendor.key(key)).revoked?.reason).toBe('paid back')
  })

  test('are renewed for all their computers, as one bundle', async () => {
    const key = await newKey({ expiresAt: new Date('2099-12-31T00:00:00Z') })
    for (const seed of ['a', 'b']) await console.desk.signer.issue(requestOf(seed, key))
    const path = `/keys/${idOf(key)}/renew`
    const look = await console.send(await console.get(path), path, { extend: '365', act: 'look' })
    expect(look.text).toContain('2100-12-30')
    expect((await console.desk.vendor.key(key)).entitlement.expiresAt).toBe(Date.UTC(2099, 11, 31) / 1000)
    const done = await console.send(look, path, { extend: '365', act: 'sign' })
    expect(done.path).toMatch(/^\/made\//)
    const wrong = await console.send(await console.get(path), path, { extend: '0', act: 'look' })
    expect([wrong.status, wrong.text.includes('value="0"')]).toEqual([400, true])
  })

  test('a dead computer frees its seat, with a reason', async () => {
    const key = await newKey()
    const issued = await console.desk.signer.issue(requestOf('a', key))
    if (issued.kind !== 'issued') throw new Error(issued.code)
    const path = `/activations/${issued.activation.id}/release`
    await console.send(await console.get(path), path, { reason: 'burnt' })
    expect(await console.desk.vendor.activation(issued.activation.id)).toMatchObject({
      released: { reason: 'burnt' },
    })
  })
})

describe('the rest of the desk', () => {
  test('a customer is added, changed, and sold a key', async () => {
    const card = await console.send(await console.get('/customers/new'), '/customers/new', {
      name: 'Ann',
      company: 'Lab',
    })
    expect(said(card)).toContain('Ann, Lab is added')
    const path = `${card.path}/change`
    await console.send(await console.get(path), path, { email: 'ann@lab.example' })
    const found = await console.get('/find?q=lab.example')
    expect(found.path).toBe(card.path)
    const sell = await console.get(`/keys/new?product=scope&customer=${card.path.split('/').at(-1)}`)
    const sold = await console.send(sell, '/keys/new?product=scope')
    expect((await console.get(card.path)).text).toContain(sold.path.split('/').at(-1))
  })

  test('a product is made, changed without losing what was not typed, and its kit saved', async () => {
    const made = await console.send(await console.get('/products/new'), '/products/new', {
      id: 'meter',
      name: 'Meter',
      features: 'export\nusers:integer=5',
    })
    expect(made.path).toBe('/products/meter')
    const changed = await console.send(
      await console.get('/products/meter/change'),
      '/products/meter/change',
      {
        version: '2.1',
      },
    )
    expect(said(changed), changed.text.slice(changed.text.indexOf('<main'))).toBe('Meter is changed.')
    expect(await console.desk.vendor.product('meter')).toMatchObject({
      features: [{ name: 'export' }, { name: 'users', default: 5 }],
      releases: [{ version: '2.1' }],
    })
    const kit = await console.send(await console.get('/products/meter'), '/products/meter/kit', {
      contact: 'a@b.example',
    })
    expect(kit.headers.get('content-disposition')).toContain('meter.kit')
    const sites = ['licenses.site.example', 'https://10.0.0.7/scope'].join('\n')
    await console.send(await console.get('/products/meter'), '/products/meter/kit', { sites })
    const named = ['http://licenses.site.example:7632', 'https://10.0.0.7/scope']
    expect(await console.desk.vendor.newestKit('meter')).toMatchObject({
      contact: 'a@b.example',
      sites: named,
    })
    // what it says is what the next one begins with, and an emptied field stays empty beside a refused one
    expect((await console.get('/products/meter')).text).toContain(`>${named.join('\n')}</textarea>`)
    const refused = await console.send(await console.get('/products/meter'), '/products/meter/kit', {
      contact: '',
      sites: 'ftp://a',
    })
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('>ftp://a</textarea>')
    expect(refused.text).not.toContain('a@b.example')
  })

  test.each(['expiring', 'renewals', 'sales', 'seats', 'activations'])(
    'the report %s, as a page and as files',
    async kind => {
      await console.desk.signer.issue(
        requestOf('a', await newKey({ expiresAt: new Date('2099-12-31T00:00:00Z') })),
      )
      for (const as of ['', '&as=csv', '&as=print'])
        expect((await console.get(`/reports/${kind}?by=product${as}`)).status).toBe(200)
      expect((await console.get(`/reports/${kind}`)).status).toBe(200)
    },
  )

  test('settings, affiliates, audit and log', async () => {
    await console.send(await console.get('/desk'), '/desk/affiliate', { name: 'North' })
    await console.post('/desk/setting', { form: '', name: 'dormant', value: 'yes' })
    expect((await console.desk.vendor.settings()).dormant).toBe(false)
    const audited = await console.send(await console.get('/ledger'), '/ledger/audit')
    expect(said(audited)).toContain('as it was written')
    expect((await console.get('/log?kind=affiliate.added')).text).toContain('North')
    expect((await console.get('/')).status).toBe(200)
  })
})

test('a report that adds up has its chart, on the page and on the one to print, and a long list its months', async () => {
  for (const expiresAt of [200, 300].map(days => new Date((console.desk.now() + days * 86_400) * 1000)))
    await console.desk.signer.issue(requestOf(`${+expiresAt}`, await newKey({ expiresAt })))
  for (const as of ['', '&as=print']) {
    const { text } = await console.get(`/reports/expiring?by=month&within=400${as}`)
    expect(text).toMatch(/<svg role="img" aria-label="Licenses that end, by month. Chart of 14 bars/)
    expect(text).not.toMatch(/ style=|<script/)
  }
  expect((await console.get('/reports/expiring?within=400')).text).toContain('<svg role="img"')
  expect((await console.get('/reports/expiring?within=30')).text).not.toContain('<svg')
})

describe('hostile text', () => {
  const EVIL = '"><script>alert(1)</script>\u202e<img src=x onerror=alert(1)>\'&amp;'

  test('is text on every page that shows it', async () => {
    const { vendor, signer } = console.desk
    const customer = await vendor.addCustomer({ name: EVIL, company: EVIL, notes: EVIL })
    const key = await newKey({ customer: customer.id, orderReference: EVIL, comment: EVIL, licensee: EVIL })
    const issued = await signer.issue(requestOf('a', key, { version: '"><b>' }))
    if (issued.kind !== 'issued') throw new Error(issued.code)
    await vendor.releaseActivation(issued.activation.id, EVIL)
    const held = await activated(console, key, 'b')
    await vendor.saveTemplate({ name: EVIL, comment: EVIL, licensee: EVIL })
    const other = await vendor.addCustomer({ name: `${EVIL} too` })
    await signer.rotateSigningKey()
    const [first] = await vendor.signingKeys()
    const kid = first?.kid as string
    await vendor.retireSigningKey({ kid, reason: EVIL })
    await vendor.addAffiliate(EVIL.slice(0, 60))
    const id = idOf(key)
    const paths = [
      '/',
      '/keys',
      `/keys/${id}`,
      `/keys/${id}/change`,
      `/keys/${id}/renew`,
      '/customers',
      `/customers/${customer.id}`,
    ]
    const more = [
      `/customers/${customer.id}/change`,
      '/log',
      '/desk',
      `/find?q=${encodeURIComponent(EVIL)}`,
      '/find?q=onerror',
      '/activations?state=all',
      `/activations/${issued.activation.id}`,
      ...['', '/start', '/renew', '/release'].map(one => `/activations/${held.activation.id}${one}`),
      `/customers/${customer.id}/merge?with=onerror`,
      `/customers/${customer.id}/merge/${other.id}`,
      `/customers/${customer.id}/erase`,
      `/keys/${id}/erase`,
      '/templates',
      `/templates/change?name=${encodeURIComponent(EVIL)}`,
      `/templates/delete?name=${encodeURIComponent(EVIL)}`,
      '/signing-keys',
      `/signing-keys/${kid}`,
      '/ledger',
      '/products/scope',
      '/reports/sales?by=customer',
      '/reports/sales?by=order',
      '/reports/expiring?within=9000',
    ]
    for (const path of [...paths, ...more]) {
      const { text, status } = await console.get(path)
      expect([path, status]).toEqual([path, 200])
      expect(text).not.toMatch(/<script>alert|<img src=x/)
      // in a field it is as it was typed, or a change of another one would change it
      const shown = text.replace(/<textarea.*?<\/textarea>|value="[^"]*"/gs, '')
      expect(shown).not.toContain('\u202e')
    }
  })
})
