/**
 * Owns what an error code means for the caller, and the one error class.
 * A code and its details (error-details.ts has the closed list) are all that an error carries; the sentence and the hint
 * are made in src/words/, where a person reads. Never put a secret, a whole key or a whole message into details.
 */
import type { AddedDetails, DetailsByCode } from './error-details.ts'

/**
 * What an error means for the caller, and with it the exit code of both tools:
 * refused 1 (understood, and the answer is no), usage 2, could-not 3 (disk, ledger, clock, permission), bug 70.
 */
export type ErrorKind = 'refused' | 'usage' | 'could-not' | 'bug'

/** All codes that are not `refused`. The long list is a type only, so that the error class stays small in a page. */
const KINDS: { readonly [C in ErrorCode]?: ErrorKind } = {
  usage: 'usage',
  'invalid-value': 'usage',
  'already-closed': 'usage',
  'passphrase-missing': 'usage',
  'kit-missing': 'usage',
  'home-missing': 'usage',
  'terminal-too-narrow': 'usage',
  'confirmation-needed': 'usage',
  'terminal-missing': 'usage',
  'browser-missing': 'usage',
  'columns-malformed': 'usage',
  'product-ambiguous': 'usage',
  'site-not-named': 'usage',
  'seat-ambiguous': 'usage',
  'mail-not-set-up': 'usage',
  'placeholder-unknown': 'usage',
  'mail-address-missing': 'usage',
  'picture-reader-failed': 'could-not',
  'mail-server-unreachable': 'could-not',
  'mail-server-untrusted': 'could-not',
  'mail-login-refused': 'could-not',
  'share-unavailable': 'could-not',
  'site-unreachable': 'could-not',
  'file-not-found': 'could-not',
  'cannot-read': 'could-not',
  'cannot-write': 'could-not',
  'signing-key-missing': 'could-not',
  'signing-key-damaged': 'could-not',
  'signing-key-too-costly': 'could-not',
  'desk-backup-damaged': 'could-not',
  'desk-backup-newer': 'could-not',
  'signer-failed': 'could-not',
  'vendor-missing': 'could-not',
  'ledger-missing': 'could-not',
  'ledger-newer': 'could-not',
  'ledger-foreign': 'could-not',
  'ledger-busy': 'could-not',
  'ledger-damaged': 'could-not',
  'ledger-unavailable': 'could-not',
  'ledger-read-only': 'could-not',
  'ledger-server-untrusted': 'could-not',
  'clock-behind-ledger': 'could-not',
  'clock-beyond-limit': 'could-not',
  'installation-damaged': 'could-not',
  'installation-not-readable': 'could-not',
  'state-damaged': 'could-not',
  'kit-damaged': 'could-not',
  'baked-kit-damaged': 'could-not',
  'computer-unreadable': 'could-not',
  'instances-unavailable': 'could-not',
  'command-not-started': 'could-not',
  'site-running': 'could-not',
  'site-busy': 'could-not',
  'server-stopping': 'could-not',
  'cannot-listen': 'could-not',
  interrupted: 'could-not',
  'page-missing': 'could-not',
  'working-folder-missing': 'could-not',
  'not-activated': 'could-not',
  stopped: 'could-not',
  'typed-code-missing': 'could-not',
  bug: 'bug',
}

/** What a code means for the caller. */
export function kindOf(code: ErrorCode): ErrorKind {
  return KINDS[code] ?? 'refused'
}

/**
 * What went wrong: stable, in lower case with hyphens. Its meaning for the caller is its ErrorKind.
 * @useDeclaredType
 */
export type ErrorCode = keyof DetailsByCode

/** What a code is about, for programs and for the sentences. Values come from outside: escape them before printing. */
export type ErrorDetails<C extends ErrorCode = ErrorCode> = DetailsByCode[C]

/** A code with its own details, whichever code it is: `code` tells which details there are. */
export type Coded<C extends ErrorCode = ErrorCode> = {
  readonly [K in C]: {
    /** Stable; `explain` makes a sentence of it. */
    readonly code: K
    /** Of this code. Values come from outside: escape them before printing. */
    readonly details: ErrorDetails<K>
  }
}[C]

/**
 * For one of several codes the details must suit each of them. None suit every code: their product, of all variants of
 * all codes, is more than a compiler can hold.
 */
type DetailsForAll<C extends ErrorCode> = ErrorCode extends C
  ? never
  : (C extends ErrorCode ? (details: ErrorDetails<C>) => void : never) extends (details: infer D) => void
    ? D
    : never

/** Code by code. */
type NeedsNone<C extends ErrorCode> = C extends ErrorCode
  ? Record<never, never> extends ErrorDetails<C>
    ? true
    : false
  : never

/** `Yes` where the code, or each of several codes, needs no details. */
export type IfNoneNeeded<C extends ErrorCode, Yes, No> = false extends NeedsNone<C> ? No : Yes

type Rest<C extends ErrorCode> = IfNoneNeeded<
  C,
  [details?: DetailsForAll<C>, cause?: unknown],
  [details: DetailsForAll<C>, cause?: unknown]
>

/** An error of one code. */
export interface CodedError<C extends ErrorCode> extends Error {
  /** Stable; `explain` makes a sentence of it. */
  readonly code: C
  /** Of this code. Values come from outside: escape them before printing. */
  readonly details: ErrorDetails<C>
  /** What it means for the caller, and the exit code of a tool. */
  readonly kind: ErrorKind
  /** The same error with more details, for a caller that knows where it happened; the cause is the error itself. */
  with(added: AddedDetails): AirlatchError<C>
}

/** The only error that Airlatch throws on purpose: malformed input or a broken world. */
export type AirlatchError<C extends ErrorCode = ErrorCode> = { readonly [K in C]: CodedError<K> }[C]

/** Makes an AirlatchError, and is what `instanceof` asks for. */
export interface AirlatchErrorConstructor {
  /** The details may be left out where the code needs none. */
  new <C extends ErrorCode>(code: C, ...rest: Rest<C>): CodedError<C>
  /** What `instanceof` narrows to: an error of any code, which tells its details. */
  readonly prototype: AirlatchError
}

/** The only error that Airlatch throws on purpose. Its message is a line for logs; `explain` makes the sentence. */
export const AirlatchError = class AirlatchError<C extends ErrorCode> extends Error implements CodedError<C> {
  override readonly name = 'AirlatchError'
  readonly code: C
  readonly details: ErrorDetails<C>

  // what may be left out is checked where it is called, by AirlatchErrorConstructor
  constructor(code: C, details = {} as ErrorDetails<C>, cause?: unknown) {
    super(logLine(code, details), cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  get kind(): ErrorKind {
    return kindOf(this.code)
  }

  with(added: AddedDetails) {
    return errorOf(withDetails(coded(this.code, this.details), added), this)
  }
} as AirlatchErrorConstructor

const MOST_LOGGED = 300

/**
 * For logs, where nobody explains: the code and its details on one line of ASCII, because the values come from outside and
 * a terminal may show the log. A person reads `explain`.
 */
function logLine(code: ErrorCode, details: object): string {
  const said = Object.entries(details).filter(([, value]) => value !== undefined)
  if (said.length === 0) return code
  try {
    const text = JSON.stringify(Object.fromEntries(said), (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
    return `${code} ${text
      .slice(0, MOST_LOGGED)
      .replace(/[^ -~]/g, escaped)
      .slice(0, MOST_LOGGED)}`
  } catch {
    // whatever a caller handed over as a value
    return code
  }
}

/** As JSON writes it; of a character of two units each one. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A code and its details as one thing. */
export function coded<C extends ErrorCode>(code: C, details = {} as ErrorDetails<C>): Coded<C> {
  return { code, details } as Coded<C>
}

/** The code and the details alone, of an error, a reason or a refusal. */
export function codedOf<C extends ErrorCode>({ code, details }: Coded<C>): Coded<C> {
  return coded(code, details)
}

/** The same code with more details. */
export function withDetails<C extends ErrorCode>({ code, details }: Coded<C>, added: AddedDetails): Coded<C> {
  return coded(code, { ...details, ...added })
}

/** The names of the details that any code has. */
type DetailName = KeyOfAny<ErrorDetails | AddedDetails>

type KeyOfAny<T> = T extends unknown ? keyof T : never

/** A detail that only some codes have, for a caller that has any of them; undefined where there is none. */
export function detailOf(details: ErrorDetails, name: DetailName): unknown {
  return (details as { readonly [name: string]: unknown })[name]
}

/** The error of a code and details that belong together, as those of a refusal. */
export function errorOf<C extends ErrorCode>({ code, details }: Coded<C>, cause?: unknown): AirlatchError<C> {
  const make = AirlatchError as new (...args: readonly unknown[]) => AirlatchError<C>
  return new make(code, details, cause)
}

/** What the work gives; undefined when it is refused by an AirlatchError. What else it throws goes on. */
export function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
}

/** Whether the work is done; false when it is refused by an AirlatchError. */
export function succeeds(work: () => void): boolean {
  return unlessRefused(() => [work()]) !== undefined
}
