/**
 * Owns verification in a page: the client's own check on portable Ed25519, with a fingerprint that the caller supplies.
 * Separate from door.ts, so that a bundler can drop it from pages that do not use it.
 */
import { messageFromFile } from '../carrier/intake/plain.ts'
import {
  ANYTHING,
  type ArgumentShape,
  BYTES,
  DAYS,
  field,
  needed,
  OBJECT,
  requireShape,
  TEXT,
} from '../core/arguments.ts'
import { type ProgramInput, programOf } from '../core/check/program.ts'
import { boundOf } from '../core/computer/binding.ts'
import type { Platform } from '../core/computer/computer.ts'
import { portableEd25519 } from '../core/cose/portable.ts'
import { endingsOf, endingWarnings } from '../core/ending.ts'
import { type OpenedKit, openKit } from '../core/envelope.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import type { CountedFingerprint, FingerprintClaim } from '../core/message/fingerprint.ts'
import type { Kit } from '../core/message/kit.ts'
import { secondsOf, type Time } from '../core/time.ts'
import { type VerifiedLicense, verifyLicense } from '../core/verify.ts'

/** The kit and the settings of a verifier. */
export interface VerifierOptions {
  /** The vendor's kit, in any carrier except a picture. */
  readonly kit: Uint8Array
  /**
   * How many days before its end a license gets the warning `expires-soon`, and maintenance
   * `maintenance-ends-soon` (default: 30; 0: never).
   */
  readonly warnDays?: number | undefined
}

/** The computer that a license is checked against, and what runs there. */
export interface VerifyHere {
  /** The fingerprint, with every value that was read. */
  readonly fingerprint: FingerprintClaim
  /** The fingerprint of the request, if it was kept. A license issued for a typed code names it only by its hash. */
  readonly asked?: CountedFingerprint | undefined
  /** The current time, by the clock of the page. */
  readonly now: Time
  /** The program that wants to run. */
  readonly program?: ProgramInput | undefined
  /** As `airlatch computer --json` names it. Needed for licenses with named users or rules on virtual machines. */
  readonly platform?: Platform | undefined
  /** The user's account name. Needed for licenses with named users. */
  readonly user?: string | undefined
  /** The virtualization that the computer runs in. Needed for licenses with rules on virtual machines. */
  readonly virtual?: string | undefined
}

const OPTIONS: ArgumentShape<VerifierOptions> = { kit: needed(BYTES), warnDays: DAYS }
const HERE: ArgumentShape<VerifyHere> = {
  fingerprint: needed(
    field({ is: 'fingerprint' }, value => Object.prototype.toString.call(value) === '[object Map]'),
  ),
  asked: OBJECT,
  now: needed(ANYTHING),
  program: OBJECT,
  platform: TEXT,
  user: TEXT,
  virtual: TEXT,
}

/** Verifies messages of one product of one vendor in a page. */
export interface Verifier {
  /** The kit whose keys and terms it verifies with. */
  readonly kit: Kit
  /**
   * Checks whether a license is valid on the computer with this fingerprint at `now`. A page keeps no record of the
   * first run, so days after the first run are counted from the activation or issue time that the license states.
   * Throws an AirlatchError if the input is not a license signed by a trusted key; the result reports everything else.
   * Further error: invalid-value.
   */
  verify(input: Uint8Array, here: VerifyHere): VerifiedLicense
  /** Returns the content of a message, without trusting it. */
  inspect(input: Uint8Array): Inspection
}

/** Opens a kit for verification. Errors: invalid-value, and the errors of an input and of a message (here, the kit). */
export function openVerifier(options: VerifierOptions): Verifier {
  requireShape('options', options, OPTIONS)
  const { kit, keyring }: OpenedKit = openKit(messageFromFile(options.kit, ['kit']), portableEd25519)
  return {
    kit,
    verify(input, here) {
      requireShape('here', here, HERE)
      const { fingerprint, asked, program, platform = 'other', user, virtual } = here
      const now = secondsOf('now', here.now)
      const verified = verifyLicense(messageFromFile(input, ['license']), {
        keyring,
        terms: kit,
        here: { fingerprint, platform, user, virtual },
        asked: () => asked && boundOf(asked.fingerprint, asked.counted),
        program: programOf(program),
        firstRunAt: () => undefined,
        seen: [],
        recordDamage: undefined,
        withdrawal: () => undefined,
        now,
      })
      const { license, warnings } = verified
      // without a record it is unknown whether the days after the first run have begun
      const endings = endingsOf(verified, { now, daysBegun: license.firstRun === undefined })
      return { ...verified, warnings: [...warnings, ...endingWarnings(endings, license, options.warnDays)] }
    },
    inspect: input => inspect(messageFromFile(input), keyring, portableEd25519),
  }
}

/**
 * Returns the content of a message without a kit: the signature of a vendor's message is not checked. Errors: those of
 * messageFromFile and inspect.
 */
export function inspectMessage(input: Uint8Array): Inspection {
  return inspect(messageFromFile(input), new Map(), portableEd25519)
}
