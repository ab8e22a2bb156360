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
    subject,
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
