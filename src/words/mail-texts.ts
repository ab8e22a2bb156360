/** Owns the choice of the language of the texts that customers get by mail. */
import { MAIL_TEXTS as GERMAN, MAIL_WORDS as GERMAN_WORDS } from './de/mail-texts.ts'
import { MAIL_TEXTS as ENGLISH, MAIL_WORDS as ENGLISH_WORDS } from './en/mail-texts.ts'
import { inLang } from './lang.ts'

/** By the kind of mail. */
export type MailTexts = {
  readonly [Kind in keyof typeof ENGLISH]: { readonly subject: string; readonly body: string }
}

/** What the values in a text say. */
export type MailWords = typeof ENGLISH_WORDS

/** In the language of the process. */
export function mailTexts(): MailTexts {
  return inLang<MailTexts>({ en: ENGLISH, de: GERMAN })
}

export function mailWords(): MailWords {
  return inLang<MailWords>({ en: ENGLISH_WORDS, de: GERMAN_WORDS })
}
