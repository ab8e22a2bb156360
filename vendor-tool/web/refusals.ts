/**
 * Owns every no of the page: its status, its code and its words. A request that is not made with a key of ours gets one
 * and the same, whatever is wrong with it. Faults of this computer are named, and not described.
 */
import { withDetails } from '../../src/core/errors.ts'
import type { Body } from '../../src/http/body.ts'
import { OutOfTime } from '../../src/http/clock.ts'
import { NotBegun } from '../../src/http/queue.ts'
import {
  AirlatchError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  explain,
} from '../../src/vendor/door.ts'
import type { Refused } from './desk.ts'
import type { No } from './pages/refusal.ts'
import { wayOut } from './pages/way-out.ts'

export interface Answer extends No {
  readonly status: number
  /** Seconds; for Retry-After. */
  readonly wait?: number
}

/**
 * One text for a key that is not known, for one that was not proved, and for one whose codes are not looked at any more
 * because too many were wrong: which of them it is would help whoever guesses.
 */
export const DENIED: Answer = {
  status: 403,
  code: 'key-not-found',
  title: 'The activation key is not right',
  happened: 'This request was not made with an activation key that is valid here',
  wayOut:
    'Compare the key with the one that you got, all six groups, and make the request again on the computer',
}

export const CODE_DENIED: Answer = {
  ...DENIED,
  wayOut: `${DENIED.wayOut}. If the key is right, give the request itself here, as a file or a picture of its QR code: after several wrong codes for a key, its codes are not accepted for some time`,
}

export function refusedAnswer(refused: Refused, vendor: string): Answer {
  const { code, details, trace } = refused
  return {
    status: 403,
    code,
    title: TITLES[code] ?? 'This computer cannot be activated',
    happened: explain(code, details).message,
    wayOut: wayOut<ErrorCode>(code, details, vendor),
    trace,
    ...(refused.code === 'no-seats-left' ? takenBy(refused.details) : {}),
  }
}

/** So many are named; a key may have thousands. */
const HOLDERS_SHOWN = 10

function takenBy({
  activations,
  holders,
}: ErrorDetails<'no-seats-left'>): Pick<Answer, 'happened' | 'holders'> {
  const more = holders.length - HOLDERS_SHOWN
  const all =
    activations === 1 ? 'The one seat of this key is taken' : `All ${activations} seats of this key are taken`
  return {
    happened: more > 0 ? `${all}; the first ${HOLDERS_SHOWN} of the computers that have them are` : all,
    holders: holders
      .slice(0, HOLDERS_SHOWN)
      .map(({ computer, since }) => [computer, since.slice(0, 'YYYY-MM-DD'.length)]),
  }
}

const TITLES: { readonly [code in ErrorCode]?: string } = {
  'no-seats-left': 'No seat is free',
  'no-deactivations-left': 'The seat of this computer has moved as often as it may',
  'wrong-product': 'The key is for another product',
  'wrong-version': 'The key is for another version',
  'outside-maintenance': 'The maintenance has ended',
  expired: 'The term of this key has ended',
  'key-revoked': 'This key is not valid any more',
  'activation-released': 'This seat was given back',
  'virtual-machine': 'Not on a virtual machine',
  'typed-cannot-carry': 'This license is too much for a typed code',
}

/** What was given to the page, or what this computer could not. */
export function errorAnswer(error: AirlatchError, vendor: string): Answer {
  const { code, kind } = error
  if (code === 'ledger-busy') return CROWDED
  if (kind !== 'refused') return BROKEN[kind]
  // of our own key, not of anything that was given to the page
  if (code === 'signing-key-retired') return COULD_NOT
  return {
    status: code === 'input-too-large' ? 413 : 400,
    code,
    title: WRONG_TITLES[code] ?? 'This is no request that can be read',
    happened: explain(code, withDetails(error, NO_PLACE).details).message,
    wayOut: wayOut<ErrorCode>(code, error.details, vendor),
  }
}

/** Of a code that was typed: with what was typed, to be put right; not with a key, which nobody should see. */
export function mistypedAnswer(error: unknown, vendor: string, typed: string): Answer | undefined {
  if (!(error instanceof AirlatchError) || error.code !== 'typed-code-malformed') return undefined
  const isMeant = ['character', 'check', 'length'].includes(String(error.details.problem))
  return {
    ...errorAnswer(error, vendor),
    ...(isMeant && typed !== '' ? { typed: typed.trim().replace(/\s+/g, ' ') } : {}),
  }
}

const WRONG_TITLES: { readonly [code in ErrorCode]?: string } = {
  'input-empty': 'Nothing came',
  'typed-code-malformed': 'This code is not right yet',
}

/** Nothing that a page is told has a path; should one come, it is this computer's. */
const NO_PLACE = { path: undefined }

const TRY_LATER = 'Try again in a minute; the same request never takes a second seat'

const COULD_NOT: Answer = {
  status: 503,
  code: 'could-not',
  title: 'Not now',
  happened: 'The page cannot reach its records at the moment',
  wayOut: TRY_LATER,
  wait: 60,
}

const BUG: Answer = {
  status: 500,
  code: 'bug',
  title: 'Something is broken here',
  happened: 'An unexpected error, on our side',
  wayOut: TRY_LATER,
}

const BROKEN: Readonly<Record<Exclude<ErrorKind, 'refused'>, Answer>> = {
  'could-not': COULD_NOT,
  usage: BUG,
  bug: BUG,
}

export function bugAnswer(): Answer {
  return BUG
}

/** `wait`: seconds. */
export function tooOften(wait: number): Answer {
  return {
    status: 429,
    code: 'too-often',
    title: 'Too many tries',
    happened: 'Too many requests came from your address, or for this key, in a short time',
    wayOut: `Wait ${wait < 90 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`}, then try again`,
    wait,
  }
}

export const PICTURE_TOO_LARGE: Answer = {
  status: 413,
  code: 'input-too-large',
  title: 'This file is too large',
  happened: 'A picture of a request may have at most 16 MB',
  wayOut: 'Check that it is the right file, or take the picture again with a lower resolution',
}

export const TEXT_TOO_LARGE: Answer = {
  status: 413,
  code: 'input-too-large',
  title: 'This is too large',
  happened: 'A request has a few hundred characters, and this has more than 64 KB',
  wayOut: 'Check that it is the file or the text of the request and nothing else',
}

/** Too many at a time, for the time that a person waits. */
export const CROWDED: Answer = {
  status: 503,
  code: 'busy',
  title: 'Very busy',
  happened: 'Too many people are using this page at the moment',
  wayOut: 'Try again in a few seconds; the same request never takes a second seat',
  wait: 5,
}

/** A body that was not received whole. Only `busy` is our fault; the others count against the visitor. */
export const NOT_RECEIVED: Readonly<Record<Exclude<Body['kind'], 'read' | 'too-large'>, Answer>> = {
  busy: CROWDED,
  'too-many': tooOften(5),
  slow: {
    status: 408,
    code: 'input-too-slow',
    title: 'The upload was too slow',
    happened: 'The connection is too slow for this upload, or it stopped on the way',
    wayOut: 'Send it again over a better connection, or send a smaller picture',
  },
  'cut-off': {
    status: 400,
    code: 'input-cut-off',
    title: 'Not all of it came',
    happened: 'The connection broke before everything was there',
    wayOut: 'Send it again',
  },
}

export const NO_FORM: Answer = {
  status: 415,
  code: 'no-form',
  title: 'This is no form',
  happened: 'Something else came than the forms of this page send',
  wayOut: 'Use the forms of the first page',
}

export const NOT_OUR_FORM: Answer = {
  status: 400,
  code: 'no-form',
  title: 'This form cannot be read',
  happened: 'The form has more fields or longer fields than the forms of this page',
  wayOut: 'Use the forms of the first page',
}

export const NO_HOST: Answer = {
  status: 400,
  code: 'no-host',
  title: 'This is not a request of a browser',
  happened: 'A request names the host that it is for once, in its Host header',
  wayOut: 'Open the address of this page in a browser',
}

export const OTHER_HOST: Answer = {
  status: 421,
  code: 'other-host',
  title: 'This page has another address',
  happened: 'You came by a name that is not the name of this page',
  wayOut: 'Open the address that the vendor gave you',
}

export const FROM_ELSEWHERE: Answer = {
  status: 403,
  code: 'from-elsewhere',
  title: 'This came from another page',
  happened: 'Only a form of this page may ask for that',
  wayOut: 'Open the first page, and give it the request there',
}

export const NO_COOKIE: Answer = {
  status: 403,
  code: 'token-missing',
  title: 'Ask once more',
  happened: 'The confirmation does not belong to a page that this browser was shown',
  wayOut:
    'Give the request to the first page again; when it stays so, allow this page its cookie, which is gone with the browser',
}

export const NOT_FOUND: Answer = {
  status: 404,
  code: 'not-found',
  title: 'There is no such page',
  happened: 'Nothing is at this address',
  wayOut: 'Scan the code again, or begin at the first page',
}

export const WRONG_METHOD: Answer = {
  status: 405,
  code: 'wrong-method',
  title: 'Not in this way',
  happened: 'This address is for the forms of this page',
  wayOut: 'Begin at the first page',
}

/** The answer to whatever was thrown; undefined: it is a bug, to be logged. */
export function thrownAnswer(thrown: unknown, vendor: string): Answer | undefined {
  if (thrown instanceof NotBegun) return CROWDED
  if (thrown instanceof OutOfTime) return COULD_NOT
  return thrown instanceof AirlatchError ? errorAnswer(thrown, vendor) : undefined
}
