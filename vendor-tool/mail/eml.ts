/** Owns a mail as a message in a file (RFC 5322, MIME): what a mail program opens, and what is sent. */
import type { MailMessage } from './message.ts'

/** Who a mail is from, by addresses as mail-address.ts spells them. */
export interface MailSender {
  readonly from: string | undefined
  readonly replyTo: string | undefined
}

/** What nodemailer makes a message of. Addresses are objects: none of them is parsed again. */
export function mailOptions({ to, subject, text, attachments }: MailMessage, { from, replyTo }: MailSender) {
  const box = (address: string) => ({ name: '', address })
  return {
    ...(from === undefined ? {} : { from: box(from) }),
    ...(replyTo === undefined ? {} : { replyTo: box(replyTo) }),
    ...(to === undefined ? {} : { to: box(to) }),
    subject: literally(subject),
    text,
    attachments: attachments.map(({ name, bytes }) => ({
      filename: name,
      content: Buffer.from(bytes),
      contentType: 'application/octet-stream',
    })),
    // nothing in a mail is ever a path or an address to read from
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Code points of one encoded word: with four bytes each it has less than 75 characters. */
const MOST_IN_WORD = 10

/** A subject that looks encoded would be decoded by whoever reads it, so it is encoded itself (RFC 2047). */
function literally(subject: string): string {
  if (!subject.includes('=?')) return subject
  const characters = [...subject]
  const words = Array.from({ length: Math.ceil(characters.length / MOST_IN_WORD) }, (_, i) =>
    characters.slice(i * MOST_IN_WORD, (i + 1) * MOST_IN_WORD).join(''),
  )
  return words.map(word => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}

/**
 * The message as a draft: mail programs open it to be looked at, changed and sent (`X-Unsent` of Outlook and others). It has
 * no name of this computer in it. `now`: seconds since 1970.
 */
export async function draftOf(message: MailMessage, sender: MailSender, now: number): Promise<Uint8Array> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const node = new MailComposer({
    ...mailOptions(message, sender),
    date: new Date(now * 1000),
    headers: { 'X-Unsent': '1' },
    newline: '\r\n',
  }).compile()
  return node.build()
}
