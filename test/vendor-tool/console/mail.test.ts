/** Mail in the console: to copy, as a link, as a message in a file, and sent when it is asked for. */
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { requestOf } from '../../world/desk.ts'
import { type Mailbox, openMailbox } from '../mail/smtp.ts'
import { activated, type Shown, said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()
let box: Mailbox
beforeEach(async () => {
  box = await openMailbox()
})
afterEach(() => box.close())

const idOf = (key: string) => key.slice(0, 11)

async function keyOfAnn(name = 'Ann'): Promise<string> {
  const customer = await console.desk.vendor.addCustomer({ name, email: 'ann@customer.example' })
  return sold(console, { customer: customer.id })
}

async function setUp(): Promise<void> {
  const { host, port, from, security } = box.server()
  const none = { user: undefined, password: undefined, replyTo: undefined, authorities: undefined }
  await console.desk.vendor.mail.setServer({ host, port, from, security, ...none, allowPlain: false })
}

/** The text in the first area, as a browser shows it. */
function textIn({ text }: Shown): string {
  const area = /<textarea[^>]*readonly[^>]*>([^<]*)</.exec(text)?.[1] ?? ''
  return area
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

const mailtoIn = ({ text }: Shown) => /href="(mailto:[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')

describe('the mail with a key', () => {
  test('DY-01: the page of the key leads to its text, its link and its file; nothing is recorded', async () => {
    const key = await keyOfAnn()
    const before = await console.desk.vendor.stats()
    expect((await console.get(`/keys/${idOf(key)}`)).text).toContain(`/keys/${idOf(key)}/mail"`)
    const shown = await console.get(`/keys/${idOf(key)}/mail`)
    expect(textIn(shown)).toContain(`airlatch request ${key} -o request.txt`)
    expect(mailtoIn(shown)).toMatch(/^mailto:ann@customer\.example\?subject=/)
    expect(shown.text).not.toContain('/mail/send"')
    const file = await console.get(`/keys/${idOf(key)}/mail/file`)
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="mail.eml"')
    const mail = await PostalMime.parse(file.bytes)
    expect(mail.text).toContain(key)
    expect(file.text).toContain('X-Unsent: 1')
    expect(await console.desk.vendor.stats()).toEqual(before)
  })

  test('DY-01: it is sent by the form alone, to the address that stands in it', async () => {
    await setUp()
    const key = await keyOfAnn()
    const shown = await console.get(`/keys/${idOf(key)}/mail`)
    expect(shown.text).toContain('/mail/send"')
    const asks = await console.get(`/keys/${idOf(key)}/mail/send`)
    expect(asks.text).toContain('value="ann@customer.example"')
    expect(textIn(asks)).toContain(key)
    expect(box.received).toEqual([])
    const done = await console.send(asks, `/keys/${idOf(key)}/mail/send`, { to: 'bob@customer.example' })
    expect(said(done)).toBe('The mail to bob@customer.example is sent.')
    expect(done.path).toBe(`/keys/${idOf(key)}`)
    expect(box.received.map(({ to }) => to)).toEqual([['bob@customer.example']])
  })

  test('a form from elsewhere sends nothing', async () => {
    await setUp()
    const path = `/keys/${idOf(await keyOfAnn())}/mail/send`
    expect((await console.post(path, { to: 'bob@evil.example' })).status).toBe(403)
    const crossSite = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await console.post(path, { to: 'bob@evil.example' }, crossSite)).status).toBe(403)
    expect(box.received).toEqual([])
  })

  test.each(['bob@evil.example, ann@acme.example', 'bob@evil.example\r\nBcc: x@evil.example', 'x', ''])(
    'an address that is none is refused, and stays in the form: %j',
    async to => {
      await setUp()
      const path = `/keys/${idOf(await keyOfAnn())}/mail/send`
      const refused = await console.send(await console.get(path), path, { to })
      expect([refused.status, box.received]).toEqual([400, []])
      expect(refused.text).toContain('invalid-value')
    },
  )

  test('what the mail server refuses is said, with its way out', async () => {
    await setUp()
    await box.close()
    const path = `/keys/${idOf(await keyOfAnn())}/mail/send`
    const refused = await console.send(await console.get(path), path)
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('mail-server-unreachable')
    expect(refused.text).not.toContain('-o FILE')
  })

  test('without a mail server there is no page to send', async () => {
    const shown = await console.get(`/keys/${idOf(await keyOfAnn())}/mail/send`)
    expect([shown.status, shown.text.includes('mail-not-set-up')]).toEqual([400, true])
  })

  test('a hostile name does nothing to the page', async () => {
    const name = '</textarea><script>alert(1)</script>{key}"&quot;'
    const key = await keyOfAnn(name)
    const shown = await console.get(`/keys/${idOf(key)}/mail`)
    expect(shown.text).not.toContain('<script>alert')
    expect(textIn(shown)).toContain('</textarea><script>alert(1)</script>{key}"')
    expect(shown.text).not.toMatch(/href="mailto:[^"]*[<>]/)
  })
})

test('DY-01: a license that was made is mailed with its file', async () => {
  await setUp()
  const key = await keyOfAnn()
  const offer = await console.send(await console.get('/received'), '/received', {
    text: encodeArmor('request', requestOf('a', key)),
  })
  const made = await console.send(offer, '/received/issue')
  expect(textIn(made)).toContain('-----BEGIN AIRLATCH LICENSE-----')
  expect(textIn(made)).not.toContain(key)
  const done = await console.send(await console.get(`${made.path}/mail/send`), `${made.path}/mail/send`)
  expect(done.path).toBe(made.path)
  const [attached] = box.received[0]?.mail.attachments ?? []
  expect(attached?.filename).toMatch(/^scope-[0-9A-Z-]+\.license$/)
  const saved = await console.get(`${made.path}/file`)
  expect(new Uint8Array(attached?.content as ArrayBuffer)).toEqual(saved.bytes)
  expect((await console.get('/made/x/mail/file')).text).toContain('There is no such page')
})

test('DY-03: a renewal of several computers is one mail with a bundle', async () => {
  const key = await keyOfAnn()
  for (const seed of ['a', 'b']) await activated(console, key, seed)
  await console.desk.vendor.changeKey(key, { expiresAt: console.desk.time + 86_400 })
  const path = `/keys/${idOf(key)}/renew`
  const made = await console.send(await console.get(path), path, { act: 'sign', extend: '30' })
  expect(textIn(made)).toContain('for this number of computers: 2.')
  const file = await console.get(`${made.path}/mail/file`)
  const { attachments } = await PostalMime.parse(file.bytes)
  expect(attachments.map(({ filename }) => filename)).toEqual([`scope-${idOf(key)}.bundle`])
})
