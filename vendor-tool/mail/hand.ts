/**
 * Owns how a mail leaves the desk: as text to copy, as a link, as a message in a file, or by SMTP. Only the last one sends
 * anything, and it asks first.
 */
import type { Answer, Args, Option } from '../../src/cli/command.ts'
import { confirmed } from '../../src/cli/confirmed.ts'
import { assertNew, writeNew } from '../../src/disk/files.ts'
import { systemClock } from '../../src/http/clock.ts'
import { AirlatchError, type Vendor } from '../../src/vendor/door.ts'
import { fields, visible } from '../../src/words/output.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { draftOf } from './eml.ts'
import { addressed, shownText } from './mails.ts'
import { MOST_LINK_CHARACTERS, mailLink } from './mailto.ts'
import type { MailMessage } from './message.ts'
import { type SendingServer, sendMail } from './send.ts'

/** Of every command that makes a mail. */
export const MAIL_OPTIONS: Readonly<Record<string, Option>> = {
  to: {
    kind: 'text',
    value: 'ADDRESS',
    describe: 'the recipient, instead of the e-mail address that is recorded for the customer or the key',
  },
  mailto: { kind: 'flag', describe: 'print a link that a mail program opens' },
  output: {
    kind: 'text',
    alias: 'o',
    value: 'FILE.eml',
    describe: 'write a message that a mail program opens as a draft, with its attachment',
  },
  send: { kind: 'flag', describe: 'send it through the mail server of "mail setup"; it asks first' },
  yes: { kind: 'flag', describe: 'with --send: do not ask' },
}

/** How one mail leaves. */
export type MailWay =
  | { readonly by: 'copy' | 'link' }
  | { readonly by: 'file'; readonly path: string }
  | { readonly by: 'smtp'; readonly isYes: boolean }

/** Looked at before any work is done. Errors: invalid-value, output-exists. */
export function mailWayOf(args: Args): MailWay {
  const path = args.optional('output')
  const ways = [args.flag('mailto') && '--mailto', path !== undefined && '-o', args.flag('send') && '--send']
  const [first, second] = ways.filter(way => way !== false)
  if (first !== undefined && second !== undefined)
    throw new AirlatchError('invalid-value', {
      field: second,
      expected: { is: 'without-option', option: first },
    })
  if (args.flag('send')) return { by: 'smtp', isYes: args.flag('yes') }
  if (path === undefined) return { by: args.flag('mailto') ? 'link' : 'copy' }
  if (!/\.eml$/i.test(path))
    throw new AirlatchError('invalid-value', {
      field: '-o',
      expected: { is: 'ending', endings: ['.eml'] },
      got: path,
    })
  assertNew(path)
  return { by: 'file', path }
}

/** A server that mail can be sent through, with its password. Error: mail-not-set-up. */
export async function requireMailServer(vendor: Vendor): Promise<SendingServer> {
  const server = await vendor.mail.server()
  if (server === undefined) throw new AirlatchError('mail-not-set-up')
  return { ...server, password: await vendor.mail.password() }
}

/** What a mail is of, and what the clerk should know before it leaves. */
export interface MailedAbout {
  /** The id of the key. */
  readonly key: string
  readonly warnings?: readonly string[]
}

/**
 * Errors: mail-too-long-for-link; cannot-write; mail-not-set-up, mail-address-missing, confirmation-needed, and those of
 * sendMail.
 */
export async function handMail(
  vendor: Vendor,
  made: MailMessage,
  way: MailWay,
  args: Args,
  about: MailedAbout,
): Promise<Answer> {
  const message = addressed(made, args.optional('to'))
  const { warnings = [] } = about
  switch (way.by) {
    case 'copy':
      return copied(message, warnings)
    case 'link':
      return linked(message, warnings)
    case 'file': {
      const server = await vendor.mail.server()
      writeNew(way.path, await draftOf(message, server, vendor.mail.now))
      return answer(
        message,
        { output: way.path },
        [attached(message), [labelFor('output'), way.path], [labelFor('next'), vendorWords().mail.draftNext]],
        warnings,
      )
    }
    case 'smtp': {
      const host = await sent(vendor, message, way.isYes, about)
      return answer(
        message,
        { isSent: true },
        [attached(message), [labelFor('sent'), vendorWords().mail.sent(message.to ?? '', host)]],
        warnings,
      )
    }
  }
}

/** The host that took it over. */
async function sent(
  vendor: Vendor,
  message: MailMessage,
  isYes: boolean,
  { key, warnings = [] }: MailedAbout,
): Promise<string> {
  const server = await requireMailServer(vendor)
  const { to, subject } = message
  if (to === undefined) throw new AirlatchError('mail-address-missing', { key })
  await confirmed(isYes, { is: 'mail-sent', to, subject: visible(subject), server: server.host }, ...warnings)
  await sendMail({ ...message, to }, server, { clock: systemClock, now: () => vendor.mail.now })
  return server.host
}

function copied(message: MailMessage, warnings: readonly string[]): Answer {
  const { copyNext, copyNextInText, copyNextWithFile } = vendorWords().mail
  const hasFile = message.attachments.length > 0
  const { alone = message.text } = message
  const next = !hasFile ? copyNext : message.alone === undefined ? copyNextWithFile : copyNextInText
  const { text, ...rest } = answer({ ...message, text: alone }, {}, [[labelFor('next'), next]], warnings)
  return { ...rest, text: `${text}\n\n${shownText(alone)}` }
}

function linked(message: MailMessage, warnings: readonly string[]): Answer {
  const made = mailLink(message)
  if (made === undefined) throw new AirlatchError('mail-too-long-for-link', { most: MOST_LINK_CHARACTERS })
  const { link, isWhole } = made
  const [file] = message.attachments
  const without = isWhole || file === undefined ? [] : [vendorWords().mail.linkWithout(file.name)]
  const all = [...without, ...warnings]
  const text = isWhole ? (message.alone ?? message.text) : message.brief
  return { ...answer({ ...message, text }, { mailto: link, isWhole }, [], all), text: link }
}

type Line = readonly [label: string, value: string | undefined]

/** Of the ways by which a file goes along. */
function attached({ attachments }: MailMessage): Line {
  return [labelFor('attached'), attachments[0]?.name]
}

function answer(
  message: MailMessage,
  more: Readonly<Record<string, unknown>>,
  lines: readonly Line[],
  warnings: readonly string[],
): Answer {
  const { to, subject, text, attachments } = message
  const files = attachments.map(({ name, bytes }) => ({ name, bytes: bytes.length }))
  return {
    json: { mail: { to: to ?? null, subject, text, attachments: files }, ...more, warnings },
    text: fields([
      [labelFor('recipient'), to ?? vendorWords().mail.noRecipient],
      [labelFor('subject'), subject],
      ...lines,
    ]),
    warnings,
  }
}
