/**
 * Owns verifying in a page: the client's own check, on portable Ed25519, with what somebody else read of the computer. Not
 * in the door itself, from which a bundle takes what it needs.
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

/** What a verifier is opened with. */
export interface VerifierOptions {
  /** The vendor's kit, in any carrier but a picture. */
  readonly kit: Uint8Array
  /**
   * From how many days before its end on a license has the warning `expires-soon`, and maintenance
   * `maintenance-ends-soon`; 30 by default, 0: never.
   */
  readonly warnDays?: number | undefined
}

/** The computer that a license is held against, and what runs there. */
export interface VerifyHere {
  /** With every value that was read. */
  readonly fingerprint: FingerprintClaim
  /** What the request asked with, when it was kept: a license made for a code names it by a hash alone. */
  readonly asked?: CountedFingerprint | undefined
  /** By the clock of the page. */
  readonly now: Time
  /** The program that asks. */
  readonly program?: ProgramInput | undefined
  /** As `airlatch computer --json` names it; a license for named users or against virtual machines asks. */
  readonly platform?: Platform | undefined
  /** The account, for a license for named users. */
  readonly user?: string | undefined
  /** What it runs inside of, for a license against virtual machines. */
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
  /** The kit that it verifies by. */
  readonly kit: Kit
  /**
   * Whether a license is good for the computer with this fingerprint, at `now`. Days from the first
   * run count from the license itself: a page keeps no record.
   * Throws an AirlatchError when the input is no license of a trusted key; all else is in the answer. Errors also:
   * invalid-value.
   */
  verify(input: Uint8Array, here: VerifyHere): VerifiedLicense
  /** What a message says, without trusting it. */
  inspect(input: Uint8Array): Inspection
}

/** Errors: invalid-value, and the errors of an input and of a message, of the kit. */
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
      // without a record nobody knows whether days from the first run have begun
      const endings = endingsOf(verified, { now, daysBegun: license.firstRun === undefined })
      return { ...verified, warnings: [...warnings, ...endingWarnings(endings, license, options.warnDays)] }
    },
    inspect: input => inspect(messageFromFile(input), keyring, portableEd25519),
  }
}

/**
 * What a message says, where no kit is at hand: a vendor's message stays unchecked. Errors: those of messageFromFile and
 * inspect.
 */
export function inspectMessage(input: Uint8Array): Inspection {
  return inspect(messageFromFile(input), new Map(), portableEd25519)
}
