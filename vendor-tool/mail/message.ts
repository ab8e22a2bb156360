/** Owns what a mail is before anybody decides how it leaves: one recipient, a subject, a text, and files. */

export interface MailMessage {
  /** An address as mail-address.ts spells it; undefined: none is known. */
  readonly to: string | undefined
  readonly subject: string
  /** Lines that end in `\n`. */
  readonly text: string
  /** The text without the license, which is attached as well: for a link, which has no room for it. */
  readonly brief: string
  /**
   * The text with the license, in words for a mail that has no attachment: to be copied, and for a link. Undefined: there is
   * no license in the text, or nothing is attached anyway.
   */
  readonly alone: string | undefined
  readonly attachments: readonly MailAttachment[]
}

export interface MailAttachment {
  /** Of `a-z A-Z 0-9 . _ -`. */
  readonly name: string
  readonly bytes: Uint8Array
}
