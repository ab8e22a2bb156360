/**
 * Owns how a mail to a customer is made of a text with placeholders: which value stands for which, made harmless. Pure: what
 * it takes was read before (mails.ts).
 */
import type { Customer, KeyRecord, Kit, License, Product } from '../../src/vendor/door.ts'
import {
  filledIn,
  MAIL_TEXT_LIMITS,
  type MailKind,
  type MailText,
  type MailValues,
  mailAddressOf,
} from '../../src/vendor/door.ts'
import { shownEnd } from '../../src/words/dates.ts'
import type { MailWords } from '../../src/words/mail-texts.ts'
import { visible } from '../../src/words/output.ts'
import type { MailMessage } from './message.ts'

/** A text with placeholders; `alone`: its body where the file is not attached, by default the same one. */
export type MailTemplate = MailText & { readonly alone?: string }

/** What every mail is about. */
export interface MailSubject {
  readonly vendor: string
  readonly key: KeyRecord
  readonly product: Product
  /** Whose key it is; undefined: not known. */
  readonly customer: Customer | undefined
  /** The newest kit of the product says how to reach the desk, and where its page is. */
  readonly kit: Pick<Kit, 'contact' | 'address'> | undefined
  /** How to reach the desk where no kit says it, such as the address of the sender. */
  readonly contact: string | undefined
  /** In the language of the text. */
  readonly words: MailWords
}

/** A license that is mailed, or several in a bundle. */
export interface MailedLicense {
  readonly license: License
  readonly computerId: string
}

/** The message that is attached, with its armored text. */
export interface MailedFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly armored: string
}

/** So many characters of a value are mailed. */
const MOST_VALUE = 300
/** A longer message is only attached, and not in the text. */
const MOST_ARMORED = 32_768

export function keyMail(text: MailTemplate, of: MailSubject): MailMessage {
  const { entitlement } = of.key
  const values = {
    ...sharedValues(of),
    key: of.key.text,
    seats: value(entitlement.generic ? undefined : `${entitlement.activations}`),
    expires: keyEnd(of),
  }
  return mail('key', text, of, values)
}

export function licenseMail(
  text: MailTemplate,
  of: MailSubject,
  { license, computerId }: MailedLicense,
  file: MailedFile,
): MailMessage {
  const values = {
    ...sharedValues(of),
    computer: value(computerId),
    expires: licenseEnd([license]),
    ...fileValues(file),
  }
  return mail('license', text, of, values, file)
}

/** `licenses`: those in the file, one or more. */
export function renewalMail(
  text: MailTemplate,
  of: MailSubject,
  licenses: readonly MailedLicense[],
  file: MailedFile,
): MailMessage {
  const values = {
    ...sharedValues(of),
    computers: `${licenses.length}`,
    expires: licenseEnd(licenses.map(({ license }) => license)),
    ...fileValues(file),
  }
  return mail('renewal', text, of, values, file)
}

function mail<Kind extends MailKind>(
  _kind: Kind,
  text: MailTemplate,
  { customer, key }: MailSubject,
  values: MailValues<Kind>,
  file?: MailedFile,
): MailMessage {
  const { subject, body } = filledIn<Kind>(text, values)
  const brief = file === undefined ? body : filledIn<Kind>(text, { ...values, license: '' }).body
  const alone = filledIn<Kind>({ subject: '', body: text.alone ?? text.body }, values).body
  return {
    to: mailAddressOf(customer?.email ?? key.email ?? ''),
    // a name may have 200 characters by itself; values are visible already
    subject: cut(subject, MAIL_TEXT_LIMITS.subject),
    text: body,
    brief,
    alone: body === brief ? undefined : alone,
    attachments: file === undefined ? [] : [{ name: file.name, bytes: file.bytes }],
  }
}

function sharedValues({ vendor, key, product, customer, kit, contact, words }: MailSubject) {
  const name = value(customer?.name ?? customer?.company)
  return {
    greeting: words.greeting(name === '' ? undefined : name),
    customer: name,
    company: value(customer?.company),
    vendor: value(vendor),
    contact: value(kit?.contact ?? contact),
    page: value(kit?.address),
    product: value(product.name),
    'key-id': key.id,
    order: value(key.orderReference),
    tool: key.entitlement.forFloating ? 'airlatch-site' : 'airlatch',
  }
}

function fileValues({ name, armored }: MailedFile) {
  return { file: name, license: armored.length > MOST_ARMORED ? '' : armored.trimEnd() }
}

/** The first end of several. */
function licenseEnd(licenses: readonly License[]): string {
  const ends = licenses.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt]))
  return ends.length === 0 ? '' : shownEnd(Math.min(...ends))
}

/** Of a date and a number of days the earlier end is valid (checklist QC-26). */
function keyEnd({ key, words }: MailSubject): string {
  const { expiresAt, duration } = key.entitlement
  const days = duration === undefined ? undefined : words.days(duration.days, duration.from)
  if (expiresAt === undefined) return days ?? ''
  return days === undefined ? shownEnd(expiresAt) : words.earlier(shownEnd(expiresAt), days)
}

/** What comes from outside, in one line in which nothing is hidden; the empty text for nothing. */
function value(text: string | undefined): string {
  return text === undefined ? '' : visible(cut(text, MOST_VALUE))
}

function cut(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * most)]
  return characters.length > most ? `${characters.slice(0, most - 3).join('')}...` : text
}
