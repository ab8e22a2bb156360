/**
 * Owns the shape of an error's sentence: what happened (`message`) and what to do now (`hint`), made from the code's own
 * details. en/explain/ has the sentences of one area in each file, in English; de/explain/ has the same files in
 * German. House style: lower case, outside values quoted, no full stop at the end, "expected X, got Y".
 */
import type { UnreadableReason } from '../core/computer/computer.ts'
import type { Kind } from '../core/computer/reading.ts'
import type { Coded, ErrorCode, ErrorDetails } from '../core/errors.ts'
import type { Figures, FindingCode } from '../core/findings.ts'
import type { Confirmation } from '../core/usage.ts'

/** `message`: the message of another error that is part of this one. */
export type Sentence<C extends ErrorCode> = (
  details: ErrorDetails<C>,
  message: (fault: Coded) => string,
) => readonly [message: string, hint: string]

/** The sentences of some codes. */
export type SentencesOf<C extends ErrorCode> = { readonly [K in C]: Sentence<K> }

/** For `satisfies`: any codes, each with its own details. */
export type SomeSentences = Partial<SentencesOf<ErrorCode>>

/** Another hint for an application, which has no command line; undefined where the usual one names no command. */
export type HintsOf<C extends ErrorCode> = {
  readonly [K in C]: (details: ErrorDetails<K>) => string | undefined
}

/** For `satisfies`: any codes, each with its own details. */
export type SomeHints = Partial<HintsOf<ErrorCode>>

/** One sentence of a trace for each thing that a rule finds, and for reasons whose message is too long for one line. */
export interface TraceSentences {
  readonly found: { readonly [F in FindingCode]: (figures: Figures[F]) => string }
  readonly refused: { readonly [C in ErrorCode]?: (details: ErrorDetails<C>) => string }
}

/** What a command asks before it does something that matters. */
export interface ConfirmationText<C extends Confirmation> {
  /** What is or will be the case, as a sentence without its full stop. */
  fact(details: C): string
  readonly question: string
  /** What did not happen, if the answer is no. */
  readonly undone: string
  /** What to consider instead. */
  readonly advice?: string
}

/** One for each code. */
export type Confirmations = {
  readonly [P in Confirmation['is']]: ConfirmationText<Extract<Confirmation, { readonly is: P }>>
}

/** What the readings of a computer are of. */
export type ReadingKind = Kind | 'workload'

/** Why a kind of reading could not be read. */
export type NotRead = UnreadableReason

/** What is not in a message. */
export type StayCode =
  | 'key-rest'
  | 'readings-clear'
  | 'names'
  | 'others'
  | 'all-readings'
  | 'key-and-license'
  | 'single-readings'
  | 'request-itself'
