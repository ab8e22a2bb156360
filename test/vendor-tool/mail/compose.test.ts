/** Mails as they are made, and what a hostile customer's record does to them: as a link, as a draft and as a text. */
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import type { Customer, KeyRecord, License } from '../../../src/vendor/door.ts'
import { mailTexts, mailWords } from '../../../src/words/mail-texts.ts'
import { keyMail, licenseMail, type MailSubject, renewalMail } from '../../../vendor-tool/mail/compose.ts'
import { draftOf } from '../../../vendor-tool/mail/eml.ts'
import { MOST_LINK_CHARACTERS, mailLink } from '../../../vendor-tool/mail/mailto.ts'
import type { MailMessage } from '../../../vendor-tool/mail/message.ts'
import { keyRecord, NOW, product } from '../../world/nouns.ts'

const SENDER = { from: 'licenses@acme.example', replyTo: undefined }
const KIT = { contact: 'licenses@acme.example, +49 30 123456', address: 'https://activate.acme.example' }

const ANN: Customer = {
  id: 'C-7F3K2',
  createdAt: NOW,
  mergedInto: undefined,
  name: 'Ann Example',
  company: 'Example GmbH',
  email: 'ann@customer.example',
  telephone: undefined,
  reference: undefined,
  notes: undefined,
}

function about(customer: Partial<Customer> = {}, key: Partial<KeyRecord> = {}): MailSubject {
  return {
    vendor: 'Acme',
    key: { ...keyRecord(), ...key },
    product: { ...product(), name: 'Scope Pro' },
    customer: { ...ANN, ...customer },
    kit: KIT,
    contact: undefined,
    words: mailWords(),
  }
}

const ofKey = (customer?: Partial<Customer>, key?: Partial<KeyRecord>) =>
  keyMail(mailTexts().key, about(customer, key))

const ARMORED = '-----BEGIN AIRLATCH LICENSE-----\n\naGVsbG8rLz0=\n-----END AIRLATCH LICENSE-----\n'
const FILE = { name: 'scope-AAAAA.license', bytes: new Uint8Array([1, 2, 3]), armored: ARMORED }
const LICENSED = { license: { expiresAt: NOW + 86_400 } as License, computerId: 'T315F-Q92ZX-AH1BH' }
const ofLicense = (file = FILE) => licenseMail(mailTexts().license, about(), LICENSED, file)

async function read(message: MailMessage) {
  const bytes = await draftOf(message, SENDER, NOW)
  return { raw: new TextDecoder().decode(bytes), mail: await PostalMime.parse(bytes) }
}

/** What a mail program would make of it. */
function opened(link: string) {
  const url = new URL(link)
  return {
    to: decodeURIComponent(url.pathname),
    names: [...url.searchParams.keys()],
    subject: decodeURIComponent(/[?&]subject=([^&]*)/.exec(link)?.[1] ?? ''),
    body: decodeURIComponent(/[?&]body=([^&]*)/.exec(link)?.[1] ?? ''),
  }
}

describe('what a mail says', () => {
  test('DY-01: a key, with all that its customer needs to know', () => {
    const { to, subject, text, attachments } = ofKey({}, { orderReference: '2026-117' })
    expect(to).toBe('ann@customer.example')
    expect(subject).toBe('Your activation key for Scope Pro')
    expect(text).toContain('Hello Ann Example,')
    expect(text).toContain(`airlatch request ${keyRecord().text} -o request.txt`)
    expect(text).toContain('https://activate.acme.example')
    expect(text).toContain('Your order: 2026-117')
    expect(text).toContain(KIT.contact)
    expect(text).not.toMatch(/[{}]/)
    expect(attachments).toEqual([])
  })

  test('without a customer, a kit and an order their lines are gone', () => {
    const { text, to } = keyMail(mailTexts().key, { ...about(), customer: undefined, kit: undefined })
    expect(to).toBeUndefined()
    expect(text).not.toMatch(/Your order|need help|Or open|[{}]/)
    expect(text.startsWith('Hello,\n\nThis is your activation key')).toBe(true)
  })

  test('a key for a site server names the tool of the server', () => {
    const key = keyRecord()
    const floating = { ...key, entitlement: { ...key.entitlement, forFloating: true } }
    expect(ofKey({}, floating).text).toContain('airlatch-site request')
  })

  test('QC-26, QC-27: an end in words', () => {
    const { entitlement } = keyRecord()
    const end = (change: object) => {
      const { text } = ofKey({}, { entitlement: { ...entitlement, ...change } })
      return /Valid until: (.*)/.exec(text)?.[1]
    }
    expect(end({ expiresAt: undefined, duration: undefined })).toBeUndefined()
    expect(end({ duration: { days: 1, from: 'first-run' } })).toBe('1 day after the first run of the program')
    const both = { expiresAt: Date.UTC(2028, 0, 1) / 1000, duration: { days: 365, from: 'activation' } }
    expect(end(both)).toBe('2027-12-31 (UTC), or 365 days after the activation, whichever is earlier')
  })

  test('a license stands in the text, and is attached', async () => {
    const message = ofLicense()
    expect(message.text).toContain(ARMORED.trim())
    expect(message.brief).not.toContain('BEGIN')
    expect(message.subject).toBe('Your license for Scope Pro on computer T315F-Q92ZX-AH1BH')
    const { mail } = await read(message)
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([FILE.name])
  })

  test('one that is too long for a text is only attached', () => {
    const message = ofLicense({ ...FILE, armored: ARMORED.repeat(1000) })
    expect(message.text).toBe(message.brief)
  })

  test('DY-03: a renewal of several computers says how many, and the first end', () => {
    const licenses = [LICENSED, { ...LICENSED, license: { expiresAt: NOW } as License }]
    const { text } = renewalMail(mailTexts().renewal, about(), licenses, FILE)
    expect(text).toContain('computers: 2.')
  })
})

describe('as a link (RFC 6068)', () => {
  test('a key', () => {
    const message = ofKey({ email: "o'neil+a/b?c=d&e@acme.example", name: 'Ann & Bob? =#%+' })
    const { link, isWhole } = mailLink({ ...message, text: message.text.slice(0, 200) }) ?? {}
    expect(isWhole).toBe(true)
    expect(link).toMatch(/^mailto:[\w.~%@-]+\?subject=[\w.~%-]*&body=[\w.~%-]*$/)
    const { to, names, subject, body } = opened(link as string)
    expect(to).toBe("o'neil+a/b?c=d&e@acme.example")
    expect([names, subject]).toEqual([['subject', 'body'], message.subject])
    expect(body).toContain('Hello Ann & Bob? =#%+,\r\n\r\n')
  })

  test('nobody to send it to', () =>
    expect(mailLink({ ...ofKey(), to: undefined, text: 'x' })?.link).toMatch(/^mailto:\?subject=/))

  test('a license that a link has no room for is left out, and that is said', () => {
    const message = ofLicense({ ...FILE, armored: ARMORED.repeat(20) })
    const { link, isWhole } = mailLink(message) ?? {}
    expect(isWhole).toBe(false)
    expect(link).not.toContain('BEGIN')
    expect(link?.length).toBeLessThan(MOST_LINK_CHARACTERS)
  })

  test('a license in the text is not called a file that is attached', () => {
    const { link = '', isWhole } = mailLink(ofLicense()) ?? {}
    const { body } = opened(link)
    expect(isWhole).toBe(true)
    expect(body).toContain('It is at the end of this mail.')
    expect(body).toContain('BEGIN')
    expect(body).not.toMatch(/attach/)
    // without room for it, the file is attached by hand
    const large = mailLink(ofLicense({ ...FILE, armored: ARMORED.repeat(20) }))
    expect(opened(large?.link ?? '').body).toContain('It is the attached file')
  })

  test('a text of the vendor’s own is the same by every way', () => {
    const own = { subject: 'x', body: '{greeting}\n{license}\n' }
    const { text, alone } = licenseMail(own, about(), LICENSED, FILE)
    expect(alone).toBe(text)
    expect(licenseMail({ ...own, body: 'see {file}' }, about(), LICENSED, FILE).alone).toBeUndefined()
  })

  test('a text without the license that is attached is never whole', () => {
    expect(mailLink({ ...ofLicense(), text: 'x', brief: 'x', alone: undefined })?.isWhole).toBe(false)
  })

  test('a text that is too long for a link makes none', () => {
    expect(mailLink({ ...ofKey(), text: 'x'.repeat(2000) })).toBeUndefined()
    expect(mailLink({ ...ofKey(), text: 'ü'.repeat(400) })).toBeUndefined()
    expect(mailLink({ ...ofKey(), text: '\ud800' })?.link).toContain('%EF%BF%BD')
  })

  test('the usual text of a key fits into one', () =>
    expect(mailLink(ofKey())).toMatchObject({ isWhole: true }))
})

describe('attacked', () => {
  const HOSTILE: Readonly<Record<string, string>> = {
    'a header': 'x\r\nBcc: bob@evil.example\r\n\r\nyou won',
    'a bare line feed': 'x\nBcc: bob@evil.example',
    'a bare carriage return': 'x\rBcc: bob@evil.example',
    'other line ends': 'x\u2028Bcc: bob@evil.example\u2029\u0085\u000b\u000c',
    'an encoded word': '=?utf-8?q?x=0D=0ABcc:_bob=40evil.example?=',
    'a template': '{key} {license} {vendor}',
    'right to left': 'Ann \u202egnp.exe\u202c',
    'nothing to see': '\u200b\u2060\ufeff',
    'an end of text': 'x\0y',
    'half a character': 'x\ud800y',
    'a script': '</textarea><script>alert(1)</script>',
    'a huge one': 'x'.repeat(1_000_000),
    'huge and wide': '\u{1f469}\u200d\u{1f680}'.repeat(100_000),
  }

  test.each(Object.entries(HOSTILE))(
    'DY-01: %s, as the name of a customer, product, vendor and order',
    async (_, text) => {
      const of = about({ name: text, company: text }, { orderReference: text })
      const all = {
        ...of,
        vendor: text,
        product: { ...of.product, name: text },
        kit: { contact: text, address: text },
      }
      const whole = { ...LICENSED, computerId: text }
      for (const message of [
        keyMail(mailTexts().key, all),
        licenseMail(mailTexts().license, all, whole, FILE),
        renewalMail(mailTexts().renewal, all, [whole], FILE),
      ]) {
        expect(message.subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202e\u200b]/u)
        expect(message.subject.length).toBeLessThanOrEqual(400)
        expect(message.text).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029\u202e]/u)
        expect(message.text.length).toBeLessThan(40_000)
        const { raw, mail } = await read(message)
        expect(mail.to).toMatchObject([{ address: 'ann@customer.example' }])
        expect([mail.bcc, mail.cc]).toEqual([undefined, undefined])
        expect(mail.headers.map(({ key }) => key).toSorted()).toEqual(
          [
            ...['content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-unsent'],
            ...(message.attachments.length === 0 ? ['content-transfer-encoding'] : []),
          ].toSorted(),
        )
        expect(mail.subject).toBe(message.subject.toWellFormed())
        expect(raw.split('\r\n').every(line => line.length < 1000)).toBe(true)
        expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      }
    },
  )

  test('a placeholder in a name stays a word', () => {
    const { text } = ofKey({ name: '{key}' })
    expect(text).toContain('Hello {key},')
    expect(text.split(keyRecord().text)).toHaveLength(3)
  })

  test.each([
    'ann@acme.example, bob@evil.example',
    'ann@acme.example\r\nBcc: bob@evil.example',
    'a b@acme.example',
  ])('an address that is a list or more: %j', email => expect(ofKey({ email }).to).toBeUndefined())

  test('an attachment is never read from a path or an address', async () => {
    const path = {
      ...ofLicense(),
      text: '',
      attachments: [{ name: '../../etc/passwd', bytes: new Uint8Array([1]) }],
    }
    const { mail } = await read(path)
    expect(new Uint8Array(mail.attachments[0]?.content as ArrayBuffer)).toEqual(new Uint8Array([1]))
  })
})
