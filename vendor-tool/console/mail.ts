/**
 * Owns how a mail stands on a page of the console: its text to copy, as a link and as a message in a file; and where a mail
 * server is set up, the page that asks once and sends it. Nothing is sent by looking at a page.
 */
import { systemClock } from '../../src/http/clock.ts'
import type { AirlatchError, Vendor } from '../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../src/web/html.ts'
import { facts, link, ownForm, problem, refusedIn } from '../../src/web/parts.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { draftOf } from '../mail/eml.ts'
import { requireMailServer } from '../mail/hand.ts'
import { addressed } from '../mail/mails.ts'
import { mailLink } from '../mail/mailto.ts'
import type { MailMessage } from '../mail/message.ts'
import { sendMail } from '../mail/send.ts'
import type { ConsoleSection } from './layout.ts'
import { notThere } from './parts.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route, type ViewAnswer } from './visit.ts'

/** A mail that a page can show, and where it belongs. */
export interface ShownMail {
  readonly message: MailMessage
  readonly section: ConsoleSection
  /** The page that leads to it. */
  readonly back: string
}

/** Finds the mail of an address; undefined: it is not kept any longer. */
export type FindMail = (desk: ConsoleDesk, asked: Asked) => Promise<ShownMail | undefined>

/** The text, and every way on; `here`: the address below which its file and its sending are. */
export async function mailPart(vendor: Vendor, message: MailMessage, here: string): Promise<Html> {
  const words = vendorWords().mail.console
  const { to, subject, attachments, alone: text = message.text } = message
  const server = await vendor.mail.server()
  const made = mailLink(message)
  const [file] = attachments
  return html`${facts([
    [labelFor('recipient'), to ?? words.noRecipient],
    [labelFor('subject'), subject],
    [labelFor('attached'), file?.name],
  ])}
<textarea class="letter" rows="14" readonly spellcheck="false" aria-label="${words.copy}">${verbatim(text)}</textarea>
<div class="actions">${made && html`<a class="button" href="${verbatim(made.link)}">${words.open}</a>`}
<a class="button" href="${here}/file" download>${words.save}</a>
${server && html`<a class="button primary" href="${here}/send">${words.send}</a>`}</div>
<p class="hint">${made === undefined ? words.tooLong : made.isWhole || file === undefined ? words.saveHint : words.openWithout(file.name)}</p>`
}

/** The file and the sending of mails, below `path`. */
export function mailRoutes(path: string, find: FindMail): readonly Route[] {
  const route = (method: Route['method'], below: 'file' | 'send', answer: MailAnswer): Route => ({
    method,
    path: `${path}/${below}`,
    async answer(desk, asked) {
      const shown = await find(desk, asked)
      const here = path.replace(':id', encodeURIComponent(asked.part('id')))
      return shown === undefined ? notThere('received') : answer(desk, asked, shown, here)
    },
  })
  return [route('GET', 'file', draft), route('GET', 'send', sendPage), route('POST', 'send', send)]
}

type MailAnswer = (desk: ConsoleDesk, asked: Asked, shown: ShownMail, here: string) => Promise<ViewAnswer>

async function draft(desk: ConsoleDesk, _asked: Asked, { message }: ShownMail): Promise<ViewAnswer> {
  const bytes = await draftOf(message, await desk.vendor.mail.server(), desk.now())
  return { kind: 'download', name: 'mail.eml', type: 'message/rfc822', bytes }
}

async function send(desk: ConsoleDesk, asked: Asked, shown: ShownMail, here: string): Promise<ViewAnswer> {
  try {
    const server = await requireMailServer(desk.vendor)
    // a field of the page, and no option
    const { to = '', ...message } = addressed(shown.message, asked.form.text('to').trim())
    await sendMail({ ...message, to }, server, { clock: systemClock, now: () => desk.now() })
    return elsewhere(shown.back, vendorWords().mail.console.sent(to))
  } catch (error) {
    return sendPage(desk, asked, shown, here, refusedIn(error))
  }
}

async function sendPage(
  { vendor }: ConsoleDesk,
  asked: Asked,
  { message, section, back }: ShownMail,
  here: string,
  error?: AirlatchError,
): Promise<ViewAnswer> {
  const words = vendorWords().mail.console
  const { host } = await requireMailServer(vendor)
  const { subject, text, attachments } = message
  const to = asked.form.text('to') || (message.to ?? '')
  return page(
    section,
    words.sendTitle,
    html`${error && problem(error)}
<p class="lead">${words.sendLead(host)}</p>
${ownForm(
  asked,
  `${here}/send`,
  html`<div class="field"><label for="to">${words.to}</label><input id="to" name="to" type="email" required maxlength="254" value="${verbatim(to)}" autocomplete="off" spellcheck="false"></div>
${facts([
  [labelFor('subject'), subject],
  [labelFor('attached'), attachments[0]?.name],
])}
<textarea class="letter" rows="14" readonly spellcheck="false" aria-label="${words.text}">${verbatim(text)}</textarea>
<div class="actions"><button type="submit" class="primary">${words.sendNow}</button>${link(back, vendorWords().console.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}
