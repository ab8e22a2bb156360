/**
 * Owns the error class, and what each error code means for the caller. An error carries only a code and its details
 * (error-details.ts has the closed list). src/words/ turns them into a sentence and a hint when a person is to read
 * them. Never put a secret, a whole key or a whole message into details.
 */
import type { AddedDetails, DetailsByCode } from './error-details.ts'

/**
 * What an error means for the caller. It determines the exit code of the tools: refused 1 (understood, and the answer
 * is no), usage 2, could-not 3 (disk, ledger, clock, permission), bug 70.
 */
export type ErrorKind = 'refused' | 'usage' | 'could-not' | 'bug'

/** All codes except those of kind `refused`, which is the default, so that the table stays small in a page. */
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

/** Returns what a code means for the caller. */
export function kindOf(code: ErrorCode): ErrorKind {
  return KINDS[code] ?? 'refused'
}

/**
 * What went wrong: stable, in lower case with hyphens. Its meaning for the caller is its ErrorKind.
 * @useDeclaredType
 */
export type ErrorCode = keyof DetailsByCode

/** The details of a code, for programs and for the sentences. Values come from outside: escape them before printing. */
export type ErrorDetails<C extends ErrorCode = ErrorCode> = DetailsByCode[C]

/** A code with its own details. `code` determines the type of `details`. */
export type Coded<C extends ErrorCode = ErrorCode> = {
  readonly [K in C]: {
    /** Stable; `explain` turns it into a sentence. */
    readonly code: K
    /** The code's details. Values come from outside: escape them before printing. */
    readonly details: ErrorDetails<K>
  }
}[C]

/**
 * The details for one of several codes, which must suit each of them. `never` for the union of all codes: an
 * intersection of all variants of all codes would be more than the compiler can handle.
 */
type DetailsForAll<C extends ErrorCode> = ErrorCode extends C
  ? never
  : (C extends ErrorCode ? (details: ErrorDetails<C>) => void : never) extends (details: infer D) => void
    ? D
    : never

/** Distributes over the codes: true for each that needs no details. */
type NeedsNone<C extends ErrorCode> = C extends ErrorCode
  ? Record<never, never> extends ErrorDetails<C>
    ? true
    : false
  : never

/** `Yes` if the code, or each of several codes, needs no details; otherwise `No`. */
export type IfNoneNeeded<C extends ErrorCode, Yes, No> = false extends NeedsNone<C> ? No : Yes

type Rest<C extends ErrorCode> = IfNoneNeeded<
  C,
  [details?: DetailsForAll<C>, cause?: unknown],
  [details: DetailsForAll<C>, cause?: unknown]
>

/** An error of one code. */
export interface CodedError<C extends ErrorCode> extends Error {
  /** Stable; `explain` turns it into a sentence. */
  readonly code: C
  /** The code's details. Values come from outside: escape them before printing. */
  readonly details: ErrorDetails<C>
  /** What the error means for the caller; determines the exit code of a tool. */
  readonly kind: ErrorKind
  /** Returns the same error with more details, for callers that know where it happened. Its cause is this error. */
  with(added: AddedDetails): AirlatchError<C>
}

/** The only error that Airlatch throws on purpose, for malformed input or a faulty environment. */
export type AirlatchError<C extends ErrorCode = ErrorCode> = { readonly [K in C]: CodedError<K> }[C]

/** The constructor of AirlatchError, which works with `instanceof`. */
export interface AirlatchErrorConstructor {
  /** The details may be omitted if the code needs none. */
  new <C extends ErrorCode>(code: C, ...rest: Rest<C>): CodedError<C>
  /** The type to which `instanceof` narrows: an error of any code, which determines its details. */
  readonly prototype: AirlatchError
}

/** The only error that Airlatch throws on purpose. Its message is for logs; `explain` returns a sentence for users. */
export const AirlatchError = class AirlatchError<C extends ErrorCode> extends Error implements CodedError<C> {
  override readonly name = 'AirlatchError'
  readonly code: C
  readonly details: ErrorDetails<C>

  // AirlatchErrorConstructor checks at compile time whether the details may be omitted
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
 * The message for logs: the code and its details on one line of ASCII, because values come from outside and a terminal
 * may show the log. Users are shown the result of `explain` instead.
 */
function logLine(code: ErrorCode, details: object): string {
  const present = Object.entries(details).filter(([, value]) => value !== undefined)
  if (present.length === 0) return code
  try {
    const text = JSON.stringify(Object.fromEntries(present), (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
    return `${code} ${text
      .slice(0, MOST_LOGGED)
      .replace(/[^ -~]/g, escaped)
      .slice(0, MOST_LOGGED)}`
  } catch {
    // values from callers may not be convertible to JSON
    return code
  }
}

/** Escapes one UTF-16 code unit, as JSON does. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Combines a code and its details. */
export function coded<C extends ErrorCode>(code: C, details = {} as ErrorDetails<C>): Coded<C> {
  return { code, details } as Coded<C>
}

/** Returns only the code and the details of an error, a reason or a refusal. */
export function codedOf<C extends ErrorCode>({ code, details }: Coded<C>): Coded<C> {
  return coded(code, details)
}

/** Returns the same code with more details. */
export function withDetails<C extends ErrorCode>({ code, details }: Coded<C>, added: AddedDetails): Coded<C> {
  return coded(code, { ...details, ...added })
}

/** The names of all details of all codes. */
type DetailName = KeyOfAny<ErrorDetails | AddedDetails>

type KeyOfAny<T> = T extends unknown ? keyof T : never

/** Returns a detail that only some codes have; undefined if it is absent. */
export function detailOf(details: ErrorDetails, name: DetailName): unknown {
  return (details as { readonly [name: string]: unknown })[name]
}

/** Returns an error with the code and details of a refusal or reason. */
export function errorOf<C extends ErrorCode>({ code, details }: Coded<C>, cause?: unknown): AirlatchError<C> {
  const make = AirlatchError as new (...args: readonly unknown[]) => AirlatchError<C>
  return new make(code, details, cause)
}

/** Returns the result of `work`; undefined if it throws an AirlatchError. Other errors are rethrown. */
export function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
}

/** Returns whether `work` completes; false if it throws an AirlatchError. */
export function succeeds(work: () => void): boolean {
  return unlessRefused(() => [work()]) !== undefined
}
