/**
 * Owns the closed list of error codes and the one error class.
 * A code and its details are all that an error carries; the sentence and the hint are made in explain.ts,
 * where a person reads. Never put a secret, a whole key or a whole message into details.
 */

/**
 * What an error means for the caller, and with it the exit code of both tools:
 * refused 1 (understood, and the answer is no), usage 2, could-not 3 (disk, ledger, clock, permission), bug 70.
 */
export type ErrorKind = 'refused' | 'usage' | 'could-not' | 'bug'

export const ERROR_KINDS = {
  // used wrongly
  usage: 'usage',
  'invalid-value': 'usage',
  'passphrase-missing': 'usage',
  'kit-missing': 'usage',
  'home-missing': 'usage',
  'terminal-too-narrow': 'usage',
  'confirmation-needed': 'usage',
  'terminal-missing': 'usage',
  'browser-missing': 'usage',

  // what came in is no message of ours, or a damaged one
  'input-empty': 'refused',
  'input-too-large': 'refused',
  'input-not-recognised': 'refused',
  'armor-malformed': 'refused',
  'base45-malformed': 'refused',
  'link-malformed': 'refused',
  'cbor-malformed': 'refused',
  'cbor-not-deterministic': 'refused',
  'cbor-over-limit': 'refused',
  'cose-malformed': 'refused',
  'algorithm-unsupported': 'refused',
  'signing-key-unknown': 'refused',
  'public-key-invalid': 'refused',
  'signature-invalid': 'refused',
  'wrong-message-type': 'refused',
  'claims-malformed': 'refused',
  'license-format-newer': 'refused',
  'picture-unsupported': 'refused',
  'picture-malformed': 'refused',
  'picture-too-large': 'refused',
  'picture-without-qr': 'refused',
  'picture-timeout': 'refused',
  'picture-with-several-messages': 'refused',
  'message-too-large-for-qr': 'refused',
  'frame-malformed': 'refused',
  'frames-missing': 'refused',
  'activation-key-malformed': 'refused',
  'typed-code-malformed': 'refused',

  // the vendor's answer is no
  'key-not-found': 'refused',
  'key-proof-invalid': 'refused',
  'too-many-wrong-codes': 'refused',
  'product-not-found': 'refused',
  'product-exists': 'refused',
  'vendor-exists': 'refused',
  'feature-unknown': 'refused',
  'feature-missing': 'refused',
  'no-seats-left': 'refused',
  'wrong-product': 'refused',
  'wrong-version': 'refused',
  'outside-maintenance': 'refused',
  expired: 'refused',
  'generic-not-allowed': 'refused',
  'not-generic': 'refused',
  'too-few-readings': 'refused',
  'readings-of-several-computers': 'refused',
  'readings-missing': 'refused',
  'some-refused': 'refused',
  'key-revoked': 'refused',
  'feature-count-mismatch': 'refused',
  'affiliate-unknown': 'refused',
  'affiliate-exists': 'refused',
  'activations-below-used': 'refused',
  'floating-in-use': 'refused',
  'plan-activations-exceeded': 'refused',
  'plan-activations-used-up': 'refused',
  'vendor-dormant': 'refused',
  'engine-version-too-old': 'refused',
  'virtual-machine': 'refused',
  'request-not-as-said': 'refused',
  'typed-cannot-carry': 'refused',
  'activation-not-found': 'refused',
  'activation-released': 'refused',
  'no-deactivations-left': 'refused',
  'receipt-not-of-installation': 'refused',
  'signing-key-in-use': 'refused',
  'signing-key-not-found': 'refused',
  'too-many-revocations': 'refused',
  'ledger-not-empty': 'refused',
  'entry-malformed': 'refused',
  'checkpoint-not-met': 'refused',
  'csv-malformed': 'refused',
  'columns-malformed': 'usage',
  'import-refused': 'refused',
  'key-imported-already': 'refused',
  'input-cut-off': 'refused',
  'wrong-signing-key': 'refused',
  'ledger-on-server': 'refused',
  'executable-unknown': 'refused',
  'executable-has-kit': 'refused',

  // the client's verdict is no
  'no-license': 'refused',
  'wrong-vendor': 'refused',
  'wrong-computer': 'refused',
  'typed-request-missing': 'refused',
  'typed-license-not-for-this-request': 'refused',
  'kit-not-trusted': 'refused',
  'wrong-user': 'refused',
  'feature-not-licensed': 'refused',
  'no-instances-left': 'refused',
  'signing-key-retired': 'refused',
  deactivated: 'refused',
  'license-revoked': 'refused',
  'clock-not-set': 'refused',
  'clock-set-back': 'refused',
  'clock-was-ahead': 'refused',
  'wrong-installation': 'refused',
  'clock-reset-used': 'refused',
  'clock-still-wrong': 'refused',
  'nothing-to-deactivate': 'refused',
  'not-deactivated': 'refused',
  'older-than-kept': 'refused',
  'kit-rolled-back': 'refused',
  /** A warning, never thrown: the kit was supplied from outside, and the program has none inside. */
  'kit-not-built-in': 'refused',
  /** A warning, never thrown: the share does not answer, and the copy of its license counts. */
  'license-from-copy': 'refused',
  'copy-too-old': 'refused',
  'share-unavailable': 'could-not',
  /** A warning, never thrown: the license has expired, and its grace has not. */
  'in-grace': 'refused',

  // files and the world
  'output-exists': 'refused',
  'file-not-found': 'could-not',
  'cannot-read': 'could-not',
  'cannot-write': 'could-not',
  'passphrase-wrong': 'refused',
  'signing-key-missing': 'could-not',
  'signing-key-damaged': 'could-not',
  'signing-key-too-costly': 'could-not',
  'signer-failed': 'could-not',
  'vendor-missing': 'could-not',
  'ledger-missing': 'could-not',
  'ledger-newer': 'could-not',
  'ledger-foreign': 'could-not',
  'ledger-busy': 'could-not',
  'ledger-damaged': 'could-not',
  'ledger-unavailable': 'could-not',
  'ledger-read-only': 'could-not',
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
  'cannot-listen': 'could-not',
  interrupted: 'could-not',
  'page-missing': 'could-not',
  'working-folder-missing': 'could-not',
  'not-activated': 'could-not',
  /** By a person, at a question: Ctrl-C, Ctrl-D. */
  stopped: 'could-not',
  'typed-code-missing': 'could-not',
  'product-ambiguous': 'usage',

  bug: 'bug',
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERROR_KINDS

/** What a code is about, for programs and for explain.ts. Values come from outside: escape them before printing. */
export type ErrorDetails = Readonly<Record<string, unknown>>

/** The only error that Airlatch throws on purpose: malformed input or a broken world. */
export class AirlatchError extends Error {
  override readonly name = 'AirlatchError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code]
  }
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
