/**
 * Owns every no of the page: its status, its code, and what it says in the visitor's language. A request that is not made
 * with a key of this vendor gets one and the same, whatever is wrong with it. Faults of this computer are named, and not
 * described.
 */
import { withDetails } from '../../src/core/errors.ts'
import type { Body } from '../../src/http/body.ts'
import { OutOfTime } from '../../src/http/clock.ts'
import { NotBegun } from '../../src/http/queue.ts'
import {
  AirlatchError,
  type Coded,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  explain,
} from '../../src/vendor/door.ts'
import type { AnswerWords, ServeWords } from '../../src/words/serve.ts'
import type { ServeSteps } from '../../src/words/serve-steps.ts'
import type { Refused } from './outcome.ts'
import { type Host, type Speech, stepsOf } from './pages/layout.ts'
import type { No } from './pages/refusal.ts'

export interface RefusalAnswer {
  readonly status: number
  readonly code: string
  /** Seconds; for Retry-After. */
  readonly wait?: number
  says(speech: Speech, host: Host): Omit<No, 'code'>
}

interface Plain extends Pick<No, 'answers'> {
  readonly status: number
  readonly code: string
  readonly wait?: number
}

function answerOf(
  plain: Plain,
  words: (words: ServeWords, vendor: string, steps: ServeSteps) => AnswerWords,
): RefusalAnswer {
  const { answers, ...answer } = plain
  return {
    ...answer,
    says: (speech, host) => ({ answers, ...words(speech.words, host.vendorName, stepsOf(host, speech)) }),
  }
}

/**
 * One text for a key that is not known, for one that was not proved, and for one whose codes are no longer checked because
 * too many were wrong: which of them it is would help somebody who guesses.
 */
export const DENIED = answerOf(
  { status: 403, code: 'key-not-found', answers: 'request' },
  ({ answers }) => answers.denied,
)

/** For a request code. */
export const CODE_DENIED = answerOf(
  { status: 403, code: 'key-not-found', answers: 'request' },
  ({ answers }) => answers.codeDenied,
)

/** One text for a receipt of an activation that is not known, of another installation and of another product. */
export const RECEIPT_DENIED = answerOf(
  { status: 403, code: 'activation-not-found', answers: 'receipt' },
  ({ giveBack }, vendor, { receiptAgain }) => giveBack.denied(vendor, receiptAgain),
)

export const NO_RECEIPTS = answerOf(
  { status: 403, code: 'receipts-not-taken', answers: 'receipt' },
  ({ giveBack }, vendor) => giveBack.notTaken(vendor),
)

/** A receipt of a computer of ours, whose key allows no more of them. */
export function receiptRefused(refused: Refused): RefusalAnswer {
  return {
    status: 403,
    code: refused.code,
    says: (speech, { vendorName }) => ({
      answers: 'receipt',
      title: speech.words.giveBack.usedUp,
      happened: messageOf(refused, speech),
      wayOut: speech.words.giveBack.stillTaken(vendorName),
    }),
  }
}

export function refusedAnswer(refused: Refused): RefusalAnswer {
  return {
    status: 403,
    code: refused.code,
    says: (speech, host) => ({
      answers: 'request',
      title: speech.words.titles[refused.code] ?? speech.words.cannotActivate,
      happened: messageOf(refused, speech),
      wayOut: wayOut(refused, speech, host),
      trace: refused.trace,
      ...(refused.code === 'no-seats-left' ? takenBy(refused.details, speech) : {}),
    }),
  }
}

function takenBy(
  { activations, holders, held = holders.length }: ErrorDetails<'no-seats-left'>,
  { words: { refusal } }: Speech,
): Pick<No, 'happened' | 'holders'> {
  const all = refusal.allTaken(activations)
  const isCut = holders.length > 0 && holders.length < held
  return {
    happened: isCut ? `${all}. ${refusal.firstHolders(holders.length)}` : all,
    holders: holders.map(({ computer, since }) => [computer, since.slice(0, 'YYYY-MM-DD'.length)]),
  }
}

/** What was given to the page, or what this computer could not. `answers`: what it was opened as. */
function errorAnswer(error: AirlatchError, answers: NonNullable<No['answers']> = 'request'): RefusalAnswer {
  const { code, kind } = error
  if (code === 'ledger-busy') return CROWDED
  if (kind !== 'refused') return BROKEN[kind]
  // of our own key, not of anything that was given to the page
  if (code === 'signing-key-retired') return COULD_NOT
  return {
    status: code === 'input-too-large' ? 413 : 400,
    code,
    says: (speech, host) => ({
      answers,
      title: speech.words.titles[code] ?? speech.words.unreadable[answers],
      // nothing that a page is told has a path; should there be one, it is this computer's
      happened: messageOf(withDetails(error, { path: undefined }), speech),
      wayOut: wayOut(error, speech, host),
    }),
  }
}

/** Of a code that was typed: with what was typed, to be corrected; not with a key, which nobody should see. */
export function mistypedAnswer(error: unknown, typed: string): RefusalAnswer | undefined {
  if (!(error instanceof AirlatchError) || error.code !== 'typed-code-malformed') return undefined
  const isMeant = ['character', 'check', 'length'].includes(error.details.problem)
  const answer = errorAnswer(error)
  if (!isMeant || typed === '') return answer
  const shown = typed.trim().replace(/\s+/g, ' ')
  return { ...answer, says: (speech, host) => ({ ...answer.says(speech, host), typed: shown }) }
}

function messageOf({ code, details }: Coded, { lang }: Speech): string {
  return explain<ErrorCode>(code, details, { lang }).message
}

/** What a customer can do. The hints of errors are for the vendor's staff where they can do something. */
function wayOut(coded: Coded, speech: Speech, host: Host): string {
  const { code, details } = coded
  const { lang, words } = speech
  const { vendorName, takesReceipts, howTo } = host
  // what was typed is known better than that it is no code
  const name = coded.code === 'typed-code-malformed' ? coded.details.problem : code
  // where the program has menus, no hint names a command
  const context = howTo.request === undefined ? 'command-line' : 'application'
  return (
    stepsOf(host, speech).ways[name]?.(vendorName, takesReceipts) ??
    words.ways[name]?.(vendorName) ??
    explain<ErrorCode>(code, details, { lang, context }).hint
  )
}

const COULD_NOT = answerOf({ status: 503, code: 'could-not', wait: 60 }, ({ answers }) => answers.couldNot)

export const BUG = answerOf({ status: 500, code: 'bug' }, ({ answers }) => answers.bug)

const BROKEN: Readonly<Record<Exclude<ErrorKind, 'refused'>, RefusalAnswer>> = {
  'could-not': COULD_NOT,
  usage: BUG,
  bug: BUG,
}

/** `wait`: seconds. */
export function tooOften(wait: number): RefusalAnswer {
  return answerOf({ status: 429, code: 'too-often', wait }, words => words.tooOften(wait))
}

export const PICTURE_TOO_LARGE = answerOf(
  { status: 413, code: 'input-too-large' },
  ({ answers }) => answers.pictureTooLarge,
)

export const TEXT_TOO_LARGE = answerOf(
  { status: 413, code: 'input-too-large' },
  ({ answers }) => answers.textTooLarge,
)

/** Too many at a time, for the time that a person waits. */
export const CROWDED = answerOf({ status: 503, code: 'busy', wait: 5 }, ({ answers }) => answers.crowded)

/** A body that was not received whole. Only `busy` is our fault; the others count against the visitor. */
export const NOT_RECEIVED: Readonly<Record<Exclude<Body['kind'], 'read' | 'too-large'>, RefusalAnswer>> = {
  busy: CROWDED,
  'too-many': tooOften(5),
  slow: answerOf({ status: 408, code: 'input-too-slow' }, ({ answers }) => answers.tooSlow),
  'cut-off': answerOf({ status: 400, code: 'input-cut-off' }, ({ answers }) => answers.cutOff),
}

export const NO_FORM = answerOf({ status: 415, code: 'no-form' }, ({ answers }) => answers.noForm)

export const NOT_OUR_FORM = answerOf({ status: 400, code: 'no-form' }, ({ answers }) => answers.notOurForm)

export const NO_HOST = answerOf({ status: 400, code: 'no-host' }, ({ answers }) => answers.noHost)

export const OTHER_HOST = answerOf({ status: 421, code: 'other-host' }, ({ answers }) => answers.otherHost)

export const FROM_ELSEWHERE = answerOf(
  { status: 403, code: 'from-elsewhere' },
  ({ answers }) => answers.fromElsewhere,
)

export const NO_COOKIE = answerOf({ status: 403, code: 'token-missing' }, ({ answers }) => answers.noCookie)

export const NOT_FOUND = answerOf({ status: 404, code: 'not-found' }, ({ answers }) => answers.notFound)

export const WRONG_METHOD = answerOf(
  { status: 405, code: 'wrong-method' },
  ({ answers }) => answers.wrongMethod,
)

/** The answer to whatever was thrown; undefined: it is a bug, to be logged. */
export function thrownAnswer(thrown: unknown, answers?: No['answers']): RefusalAnswer | undefined {
  if (thrown instanceof NotBegun) return CROWDED
  if (thrown instanceof OutOfTime) return COULD_NOT
  return thrown instanceof AirlatchError ? errorAnswer(thrown, answers) : undefined
}
