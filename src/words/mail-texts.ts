/** Owns the choice of the language of the texts that customers get by mail. */
import { MAIL_TEXTS as GERMAN, MAIL_WORDS as GERMAN_WORDS } from './de/mail-texts.ts'
import { MAIL_TEXTS as ENGLISH, MAIL_WORDS as ENGLISH_WORDS, type MailTexts } from './en/mail-texts.ts'
import { inLang } from './lang.ts'

/** What the values in a text say. */
export type MailWords = typeof ENGLISH_WORDS

/** In the language of the process. */
export function mailTexts(): MailTexts {
  return inLang<MailTexts>({ en: ENGLISH, de: GERMAN })
}

export function mailWords(): MailWords {
  return inLang<MailWords>({ en: ENGLISH_WORDS, de: GERMAN_WORDS })
}
