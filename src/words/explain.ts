/**
 * Owns `explain`: the sentence and the hint of an error, from its code and its details. The sentences themselves are in
 * en/explain/, one file an area. A code without a sentence, or a sentence for a detail that its code does not have, is a
 * compile error.
 */
import type { Coded, ErrorCode, ErrorDetails, IfNoneNeeded } from '../core/errors.ts'
import { APPLICATION as GERMAN_APPLICATION } from './de/application.ts'
import { GERMAN } from './de/explain/all.ts'
import { APPLICATION } from './en/application.ts'
import { API } from './en/explain/api.ts'
import { CATALOG } from './en/explain/catalog.ts'
import { CLIENT } from './en/explain/client.ts'
import { CODES } from './en/explain/codes.ts'
import { DECISION } from './en/explain/decision.ts'
import { FILES } from './en/explain/files.ts'
import { INTAKE } from './en/explain/intake.ts'
import { LEASE } from './en/explain/lease.ts'
import { LEDGER } from './en/explain/ledger.ts'
import { MAIL } from './en/explain/mail.ts'
import { MESSAGES } from './en/explain/messages.ts'
import { PICTURES } from './en/explain/pictures.ts'
import { SEAT } from './en/explain/seat.ts'
import { SHOPS } from './en/explain/shops.ts'
import { SITE_SERVER } from './en/explain/site-server.ts'
import { USAGE } from './en/explain/usage.ts'
import { WEBHOOKS } from './en/explain/webhooks.ts'
import { currentLang, type Lang } from './lang.ts'
import { ofSiteTool, SITE_HINTS } from './of-site-tool.ts'
import type { Sentence, SentencesOf, SomeHints, SomeSentences } from './sentence.ts'

/** A sentence for a person: what happened (`message`) and what to do about it (`hint`). */
export interface Explanation {
  readonly message: string
  readonly hint: string
}

const ENGLISH: SentencesOf<ErrorCode> = {
  ...USAGE,
  ...INTAKE,
  ...MESSAGES,
  ...PICTURES,
  ...CODES,
  ...DECISION,
  ...CLIENT,
  ...LEASE,
  ...SITE_SERVER,
  ...SEAT,
  ...FILES,
  ...LEDGER,
  ...CATALOG,
  ...SHOPS,
  ...API,
  ...WEBHOOKS,
  ...MAIL,
}

const SENTENCES: Readonly<Record<Lang, SomeSentences>> = { en: ENGLISH, de: GERMAN }

const HINTS: Readonly<Record<Lang, SomeHints>> = { en: APPLICATION, de: GERMAN_APPLICATION }

/** Who shows an error: `airlatch` or `airlatch-vendor`, a program that is none of our tools, or `airlatch-site`. */
export type ExplainContext = 'command-line' | 'application' | 'site-tool'

let ofProcess: ExplainContext = 'command-line'

/** From now on hints are those of this context, wherever a call does not name another one. Returns the one before. */
export function useContext(context: ExplainContext): ExplainContext {
  const before = ofProcess
  ofProcess = context
  return before
}

/** How a sentence is made. */
export interface ExplainOptions {
  /** The language of this process by default: English, unless a tool or a page chose another one. */
  readonly lang?: Lang | undefined
  /** Where a person reads it: the hints for a command line name commands and options of our tools. By default that of this process. */
  readonly context?: ExplainContext | undefined
}

/** The details may be left out where the code needs none. */
type Rest<C extends ErrorCode> = IfNoneNeeded<
  C,
  [details?: ErrorDetails<C>, options?: ExplainOptions],
  [details: ErrorDetails<C>, options?: ExplainOptions]
>

/**
 * The sentence and the hint of an error. What only a vendor's staff can meet is in English in every language. They have
 * outside values as they came: escape them before they reach a terminal or a page. Never throws: a code that this version
 * does not know, or one without its details, is named.
 */
export function explain<C extends ErrorCode>(code: C, ...[details, options]: Rest<C>): Explanation {
  try {
    return explained(code, details ?? ({} as ErrorDetails<C>), options ?? {})
  } catch {
    return { message: `${code}`, hint: 'this version of Airlatch has no words for it' }
  }
}

function explained<C extends ErrorCode>(
  code: C,
  details: ErrorDetails<C>,
  { lang: wanted = currentLang(), context = ofProcess }: ExplainOptions,
): Explanation {
  const lang = Object.hasOwn(SENTENCES[wanted] ?? {}, code) ? wanted : 'en'
  const sentence: Sentence<C> = SENTENCES[lang][code] ?? ENGLISH[code]
  const ofPart = (fault: Coded) => explain<ErrorCode>(fault.code, fault.details, { lang }).message
  const [message, hint] = sentence(details, ofPart)
  if (context === 'site-tool') return { message, hint: siteHint(code, details, lang) ?? ofSiteTool(hint) }
  const other = context === 'application' ? HINTS[lang][code]?.(details) : undefined
  return { message, hint: other ?? hint }
}

function siteHint<C extends ErrorCode>(code: C, details: ErrorDetails<C>, lang: Lang): string | undefined {
  return SITE_HINTS[lang][code]?.(details)
}

/** Whether it is a code of this version. */
export function explainsCode(code: string): code is ErrorCode {
  return Object.hasOwn(ENGLISH, code)
}

/** `explain` for programs that are not our tools: their hints name none of their commands. */
export function explainInApplication<C extends ErrorCode>(
  code: C,
  ...[details, options]: Rest<C>
): Explanation {
  return (explain as Explain)(code, details, { context: 'application', ...options })
}

type Explain = (code: ErrorCode, details: unknown, options: ExplainOptions) => Explanation
