/**
 * Owns the vendor's own texts of mails as templates: which placeholders each kind may have, that no other is saved, and how
 * they are filled in. `{customer}` in a text becomes the customer's name; what a value says is never read as a template.
 */
import { AirlatchError } from '../../core/errors.ts'
import { requireFittingText } from '../../core/terms/text.ts'

/** What is mailed to a customer: a new key, the license of a computer, the renewed licenses of a key. */
export const MAIL_KINDS = ['key', 'license', 'renewal'] as const
/** A kind of mail to a customer. */
export type MailKind = (typeof MAIL_KINDS)[number]

/** The subject and the text of a mail. A text has several lines, which end in `\n`. */
export interface MailText {
  readonly subject: string
  readonly body: string
}

const FOR_ALL = [
  'greeting',
  'customer',
  'company',
  'vendor',
  'contact',
  'page',
  'product',
  'key-id',
  'order',
  'tool',
] as const

/** By kind, without their braces. docs/guides/mail.md says what each stands for. */
export const PLACEHOLDERS = {
  key: [...FOR_ALL, 'key', 'seats', 'expires'],
  license: [...FOR_ALL, 'computer', 'expires', 'file', 'license'],
  renewal: [...FOR_ALL, 'computers', 'expires', 'file', 'license'],
} as const satisfies { readonly [Kind in MailKind]: readonly string[] }

/** What stands in the place of each placeholder; the empty text: nothing is known. */
export type MailValues<Kind extends MailKind = MailKind> = {
  readonly [Name in (typeof PLACEHOLDERS)[Kind][number]]: string
}

/** UTF-16 code units of a subject, and UTF-8 bytes of a body. */
export const MAIL_TEXT_LIMITS = { subject: 200, body: 16_384 } as const

/** Also what is nearly one, such as `{ Customer }`: it would be mailed as it stands. */
const PLACEHOLDER = /\{\s*([A-Za-z][\w-]*)\s*\}/g

/**
 * A text as it may be saved, with `\n` at the ends of its lines. Errors: invalid-value {field: `subject` or `body`};
 * placeholder-unknown {placeholder, text, part, known}.
 */
export function requireMailText(kind: MailKind, { subject, body }: MailText): MailText {
  requireFittingText('subject', subject, { kind: 'line', mostCharacters: MAIL_TEXT_LIMITS.subject })
  requireFittingText('body', body, { kind: 'text', mostBytes: MAIL_TEXT_LIMITS.body })
  requireKnown(kind, 'subject', subject)
  requireKnown(kind, 'body', body)
  return { subject, body: body.replace(/\r\n?/g, '\n') }
}

function requireKnown(kind: MailKind, field: keyof MailText, text: string): void {
  const words = PLACEHOLDERS[kind].map(name => `{${name}}`)
  const got = text.match(PLACEHOLDER)?.find(found => !words.some(word => word === found))
  if (got !== undefined)
    throw new AirlatchError('placeholder-unknown', {
      placeholder: got,
      text: kind,
      part: field,
      known: words,
    })
}

/**
 * The text with its values. A line of the body that has placeholders, none of which has a value, is left out, and the empty
 * line after it with it where there is one before, or nothing. The subject is one line, whatever the values say.
 */
export function filledIn<Kind extends MailKind>(
  { subject, body }: MailText,
  values: MailValues<Kind>,
): MailText {
  const lines: string[] = []
  let isGap = false
  for (const line of body.split('\n')) {
    if (isEmptyLine(line, values)) {
      isGap = true
      continue
    }
    if (!(isGap && line === '' && (lines.at(-1) ?? '') === '')) lines.push(filled(line, values))
    isGap = false
  }
  return { subject: filled(subject, values), body: lines.join('\n') }
}

function isEmptyLine(line: string, values: Readonly<Record<string, string>>): boolean {
  const found = [...line.matchAll(PLACEHOLDER)]
  return found.length > 0 && found.every(([, name = '']) => namedValue(values, name) === '')
}

/** In one pass: braces in a value stay as they are. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (found, name: string) => namedValue(values, name) ?? found)
}

function namedValue(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}
