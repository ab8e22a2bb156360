/** Owns a mail as a link that a mail program opens (RFC 6068). A link carries no files, and not every program takes a long one. */
import type { MailMessage } from './message.ts'

/** Characters of a link. Windows hands no more than 2,083 on to a mail program. */
export const MOST_LINK_CHARACTERS = 2000

export interface MailLink {
  readonly link: string
  /** Whether it has all that the mail has; false: the attachments have to be added by hand. */
  readonly isWhole: boolean
}

/** Undefined: even the text without the license is too long. */
export function mailLink(message: MailMessage): MailLink | undefined {
  const { text, brief, alone, attachments } = message
  const whole = linkOf(message, alone ?? text)
  // a text that does not have what is attached is not whole, however short it is
  const isWhole = attachments.length === 0 || alone !== undefined
  if (whole.length <= MOST_LINK_CHARACTERS) return { link: whole, isWhole }
  const link = linkOf(message, brief)
  return attachments.length === 0 || link.length > MOST_LINK_CHARACTERS ? undefined : { link, isWhole: false }
}

function linkOf({ to = '', subject }: MailMessage, body: string): string {
  const at = to.lastIndexOf('@')
  const address = at < 0 ? '' : `${encoded(to.slice(0, at))}@${encoded(to.slice(at + 1))}`
  return `mailto:${address}?subject=${encoded(subject)}&body=${encoded(body.trimEnd().replace(/\n/g, '\r\n'))}`
}

/** All but the unreserved characters of RFC 3986 section 2.3, as UTF-8. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
