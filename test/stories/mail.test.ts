/** Mail to customers: a key, a license and a renewal, as text, link, draft and by SMTP, with texts of the vendor's own. */
import { writeFileSync } from 'node:fs'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Mailbox, openMailbox } from '../vendor-tool/mail/smtp.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let box: Mailbox
let customer: string

beforeAll(async () => {
  shop = await openShop()
  const ann = ['customer', 'add', 'Ann Example', '--email', 'ann@customer.example']
  customer = (await must(shop.vendor(...ann))).value.customer.id
})
afterAll(() => shop.remove())
beforeEach(async () => {
  box = await openMailbox({ login: { user: 'desk', password: 'sesame' } })
})
afterEach(() => box.close())

const newKey = () => shop.key('--customer', customer, '--activations', '2', '--duration', '365')
const idOf = (key: string) => key.slice(0, 11)

async function setUp(password = 'sesame'): Promise<void> {
  const file = shop.at('vendor', 'password.txt')
  writeFileSync(file, `${password}\n`)
  const where = ['--host', '127.0.0.1', '--port', `${box.port}`, '--security', 'none']
  const who = ['--account', 'desk', '--password-file', file, '--from', 'licenses@acme.example']
  await must(shop.vendor('mail', 'setup', ...where, ...who))
}

describe('nothing is sent', () => {
  test('DY-01: a key is printed to be copied, and nothing is recorded', async () => {
    const key = await newKey()
    const before = shop.listing()
    const { value } = await must(shop.vendor('mail', 'key', idOf(key)))
    expect(value.mail).toMatchObject({ to: 'ann@customer.example', attachments: [] })
    expect(value.mail.text).toContain(`airlatch request ${key} -o request.txt`)
    const printed = await shop.printed('mail', 'key', key)
    expect(printed).toContain('Hello Ann Example,')
    expect(printed).toContain('365 days after the activation')
    expect(shop.listing()).toEqual(before)
  })

  test('a license is said to be where it is: at the end of a text, or in a file that goes along', async () => {
    const key = await newKey()
    const { value: issued } = await must(shop.activate('told', key))
    const license = ['mail', 'license', issued.license.activationId] as const
    const printed = await shop.printed(...license)
    expect(printed).toContain('It is at the end of this mail.')
    expect(printed).toContain('BEGIN AIRLATCH')
    expect(printed).not.toMatch(/^attached|attached file/m)
    const file = shop.at('vendor', 'told.eml')
    expect((await must(shop.vendor(...license, '-o', file))).value.mail.text).toContain('the attached file')
  })

  test('in German, when the command speaks it', async () => {
    const { out } = await shop.said('mail', 'key', idOf(await newKey()), '--lang', 'de')
    expect(out).toContain('Guten Tag Ann Example,')
    await shop.said('mail', 'show', '--lang', 'en')
  })

  test('as a link', async () => {
    const key = await newKey()
    const { value } = await must(shop.vendor('mail', 'key', key, '--mailto', '--to', 'bob@customer.example'))
    expect(value.isWhole).toBe(true)
    expect(value.mailto).toMatch(/^mailto:bob@customer\.example\?subject=Your%20activation/)
    expect(await shop.printed('mail', 'key', key, '--mailto')).toMatch(/^mailto:ann@[^\n]*\n$/)
  })

  test('as a draft, with the license that the computer got, byte for byte', async () => {
    const key = await newKey()
    const { value: issued } = await must(shop.activate('draft', key))
    const file = shop.at('vendor', 'license.eml')
    const before = await must(shop.vendor('ledger', 'stats'))
    const computer = issued.computerId
    const { value } = await must(shop.vendor('mail', 'license', computer, '-o', file))
    expect(value).toMatchObject({ output: file, warnings: [] })
    expect(await must(shop.vendor('ledger', 'stats'))).toEqual(before)
    const raw = shop.read('vendor', 'license.eml')
    expect(String(raw)).toContain('X-Unsent: 1')
    const { attachments } = await PostalMime.parse(raw)
    expect(attachments).toHaveLength(1)
    // a computer takes the saved mail as it is
    const status = await must(
      shop.client('draft')('install', shop.carry('vendor/license.eml', 'draft/mail.eml')),
    )
    expect(status.value.license.activationId).toBe(issued.license.activationId)
    await refusal(shop.at(), () => shop.vendor('mail', 'license', computer, '-o', file), 'output-exists')
  })

  test('DY-03: a renewal of two computers is one bundle, which each of them takes', async () => {
    const key = await newKey()
    for (const name of ['one', 'two']) await must(shop.install(name, key))
    await must(shop.vendor('renew', key, '--extend', '365', '-o', shop.at('vendor', 'site.bundle')))
    const file = shop.at('vendor', 'renewal.eml')
    const { value } = await must(shop.vendor('mail', 'renewal', key, '-o', file))
    expect(value.mail.attachments).toMatchObject([{ name: `scope-${idOf(key)}.bundle` }])
    expect(value.mail.text).toContain('computers: 2.')
    for (const name of ['one', 'two'])
      await must(shop.client(name)('install', shop.carry('vendor/renewal.eml', `${name}/renewal.eml`)))
  })

  test('DY-05: a license of before a change of its key is mailed with a warning', async () => {
    const key = await newKey()
    const { value: issued } = await must(shop.activate('old', key))
    await must(shop.vendor('key', 'set', key, '--duration', '730'))
    for (const words of [
      ['license', issued.license.activationId],
      ['renewal', key],
    ]) {
      const { value } = await must(shop.vendor('mail', ...words))
      expect(value.warnings).toEqual([expect.stringContaining(`renew ${idOf(key)}`)])
    }
  })

  test('DY-10: a key that gets no license is mailed with a warning', async () => {
    const key = await newKey()
    await must(shop.vendor('key', 'suspend', key))
    const { value } = await must(shop.vendor('mail', 'key', key))
    expect(value.warnings).toEqual([`key ${idOf(key)} is suspended: no license is issued for it`])
    expect((await shop.said('mail', 'key', key)).err).toContain('is suspended')
  })

  test('QG-11: the key of a generic license is for the desk, and a warning says so', async () => {
    await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'yes'))
    const key = await shop.key('--generic', '--duration', '30', '--licensee', 'Delta')
    const { value } = await must(shop.vendor('mail', 'key', key))
    expect(value.warnings).toEqual([expect.stringContaining(`issue --key ${idOf(key)}`)])
  })

  test('what there is no mail for', async () => {
    const key = await newKey()
    const mail = (...words: readonly string[]) => shop.vendor('mail', ...words)
    await refusal(shop.at(), () => mail('renewal', key), 'nothing-to-renew')
    const { value } = await must(shop.activate('freed', key))
    await must(shop.vendor('activation', 'release', value.license.activationId, '--reason', 'x', '--yes'))
    const released = await refusal(
      shop.at(),
      () => mail('license', value.license.activationId),
      'license-not-repeatable',
    )
    expect(released.details.why).toBe('released')
    await refusal(shop.at(), () => mail('key', key, '--mailto', '--send'), 'invalid-value', 2)
    await refusal(shop.at(), () => mail('key', key, '-o', 'x.txt'), 'invalid-value', 2)
    await refusal(shop.at(), () => mail('key', key, '--to', 'a@b.example, c@d.example'), 'invalid-value', 2)
    await refusal(shop.at(), () => mail('key', key, '--send', '--yes'), 'mail-not-set-up', 2)
  })
})

describe('sent by SMTP', () => {
  test('only with --yes where nobody can be asked, and to the address that is named', async () => {
    await setUp()
    const key = await newKey()
    const send = (...words: readonly string[]) => shop.vendor('mail', 'key', key, '--send', ...words)
    const error = await refusal(shop.at(), () => send(), 'confirmation-needed', 2)
    expect(error.details.problem).toMatchObject({ is: 'mail-sent', to: 'ann@customer.example' })
    expect(box.received).toEqual([])
    expect((await must(send('--yes'))).value.isSent).toBe(true)
    await must(send('--yes', '--to', 'bob@customer.example'))
    expect(box.received.map(({ to }) => to)).toEqual([['ann@customer.example'], ['bob@customer.example']])
    expect(box.received[0]?.mail.text).toContain(key)
    const nobody = await shop.key()
    await refusal(
      shop.at(),
      () => shop.vendor('mail', 'key', nobody, '--send', '--yes'),
      'mail-address-missing',
      2,
    )
  })

  test('a license with its file, and a test mail without anything', async () => {
    await setUp()
    const key = await newKey()
    const { value } = await must(shop.activate('sent', key))
    await must(shop.vendor('mail', 'license', value.license.activationId, '--send', '--yes'))
    await must(shop.vendor('mail', 'test', '--to', 'licenses@acme.example'))
    const [license, trial] = box.received
    expect(license?.mail.attachments).toHaveLength(1)
    expect(trial?.mail).toMatchObject({ subject: 'Airlatch: the mail server works', attachments: [] })
  })

  test('the password is nowhere to be seen, and gone with the server', async () => {
    await setUp('Open-Sesame-77')
    const shown = await must(shop.vendor('mail', 'show'))
    expect(shown.value.mailServer).toMatchObject({ host: '127.0.0.1', user: 'desk', hasPassword: true })
    const test = ['mail', 'test', '--to', 'licenses@acme.example'] as const
    const refused = await shop.vendor(...test)
    expect(refused).toMatchObject({ exit: 3, value: { error: { code: 'mail-login-refused' } } })
    await must(shop.vendor('ledger', 'export', '-o', shop.at('vendor', 'ledger.jsonl')))
    const seen = [
      JSON.stringify([shown, refused, await must(shop.vendor('ledger', 'log'))]),
      await shop.printed('mail', 'show'),
      String(shop.read('vendor', 'ledger.jsonl')),
    ]
    for (const text of seen) expect(text).not.toContain('Open-Sesame-77')
    expect((await must(shop.vendor('mail', 'remove'))).value.isRemoved).toBe(true)
    expect((await must(shop.vendor('mail', 'remove'))).value.isRemoved).toBe(false)
    expect((await must(shop.vendor('mail', 'show'))).value.mailServer).toBeNull()
    await refusal(shop.at(), () => shop.vendor(...test), 'mail-not-set-up', 2)
  })

  test.each([
    [['--host', 'mail.acme.example', '--security', 'none'], '--security'],
    [['--host', 'mail.acme.example\r\nx'], '--host'],
    [['--host', 'mail.acme.example', '--port', '0'], '--port'],
    [['--host', 'mail.acme.example', '--account', 'desk'], '--account'],
    [['--host', 'mail.acme.example', '--from', 'a@b.example\r\nBcc: c@d.example'], '--from'],
    [['--host', 'mail.acme.example', '--reply-to', 'Ann <a@b.example>'], '--reply-to'],
  ])('a server that is not set up so: %j', async (words, field) => {
    const from = words.includes('--from') ? [] : ['--from', 'a@b.example']
    const error = await refusal(
      shop.at(),
      () => shop.vendor('mail', 'setup', ...words, ...from),
      'invalid-value',
      2,
    )
    expect(error.details.field).toBe(field)
  })

  test('a server on another computer without encryption only when it is said', async () => {
    const words = ['--host', 'mail.acme.example', '--security', 'none', '--from', 'a@b.example', '--insecure']
    const { value } = await must(shop.vendor('mail', 'setup', ...words))
    expect(value.mailServer).toMatchObject({ port: 25, security: 'none', hasPassword: false })
  })
})

describe('texts of the vendor', () => {
  const saved = (subject: string, body: string, kind = 'key') => {
    const file = shop.at('vendor', 'text.txt')
    writeFileSync(file, body)
    return shop.vendor('mail', 'text', 'set', kind, '--subject', subject, '--body-file', file)
  }

  test('one is saved, shown, used and taken back', async () => {
    const key = await newKey()
    await must(saved('{product}: {order}{key-id}', 'Dear {customer},\r\n{order}\r\n{key}\r\n'))
    expect((await must(shop.vendor('mail', 'text', 'show', 'key'))).value).toMatchObject({
      isOwn: true,
      body: 'Dear {customer},\n{order}\n{key}\n',
    })
    const { mail } = (await must(shop.vendor('mail', 'key', key))).value
    expect(mail).toMatchObject({ subject: `Scope Pro: ${idOf(key)}`, text: `Dear Ann Example,\n${key}\n` })
    expect((await must(shop.vendor('mail', 'text', 'reset', 'key'))).value.isReset).toBe(true)
    expect((await must(shop.vendor('mail', 'text', 'reset', 'key'))).value.isReset).toBe(false)
    expect((await must(shop.vendor('mail', 'text', 'show', 'key'))).value.isOwn).toBe(false)
  })

  test('a word in braces that is none is refused when the text is saved', async () => {
    const wrong = await saved('x', 'Dear {custmer},')
    expect(wrong.value.error).toMatchObject({
      code: 'placeholder-unknown',
      message: 'unknown placeholder {custmer} in the text for mails of the kind "key"',
      details: { part: 'body', placeholder: '{custmer}' },
    })
    expect((await saved('x', '{key}', 'license')).value.error.code).toBe('placeholder-unknown')
    expect((await saved('x', 'x', 'invoice')).value.error.code).toBe('invalid-value')
    expect((await saved('x', 'x\n'.repeat(10_000))).value.error.code).toBe('invalid-value')
    expect((await saved('x\ny', 'x')).value.error.code).toBe('invalid-value')
  })

  test('a customer whose name looks like a placeholder gets no other value by it', async () => {
    const mallory = ['customer', 'add', '{key} {vendor}', '--email', 'mallory@evil.example']
    const { id } = (await must(shop.vendor(...mallory))).value.customer
    const key = await shop.key('--customer', id)
    const { mail } = (await must(shop.vendor('mail', 'key', key))).value
    expect(mail.text).toContain('Hello {key} {vendor},')
  })
})
