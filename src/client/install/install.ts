/**
 * The verb `install`: takes over what the vendor sent. A license, alone or in a bundle, that is good here and now is kept; one that is good but
 * for the user who installs it is kept as well, as an administrator installs for others, and each run asks again. A kit,
 * a list of revocations and a clock reset are kept when they are newer than what is here. All else changes nothing.
 */

import type { Program } from '../../core/check/case.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../core/check/clock.ts'
import type { Computer } from '../../core/computer/computer.ts'
import { messageName } from '../../core/cose/labels.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { endingsOf, endingWarnings } from '../../core/ending.ts'
import { openClockReset, openLicense } from '../../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../../core/errors.ts'
import type { Kit } from '../../core/message/kit.ts'
import type { Revocations } from '../../core/message/revocations.ts'
import type { Reason } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { VerifiedLicense } from '../../core/verify.ts'
import { type OwnLicense, verifyOwn } from '../bundle.ts'
import { keepHeld, newestKit, requireSuccessor, seenKit, trustWarnings } from '../current-kit.ts'
import { mayFindMore } from '../read-again.ts'
import { readCopy } from '../share/copy.ts'
import { keepRequestFor } from '../state/asked.ts'
import { recordReset } from '../state/memory.ts'
import { requireOfVendor } from '../state/of-vendor.ts'
import { isRevoked, keepRevocations, newestRevocations } from '../state/revocation-list.ts'
import { keepLicense, readLicense } from '../state/state.ts'
import type { ClientTrust } from '../trust.ts'
import type { InstalledLease, InstalledReturn, InstallOutcome } from './outcome.ts'

/** A license and its verdict, in the same words as in a status. */
export interface InstalledLicense extends InstallOutcome, VerifiedLicense {
  /** Tells the answers apart. */
  readonly kind: 'license'
  /** Of the license, `expires-soon`, and `kit-not-built-in`. */
  readonly warnings: readonly Reason[]
}

/** A newer kit. */
export interface InstalledKit extends InstallOutcome {
  /** Tells the answers apart. */
  readonly kind: 'kit'
  /** It takes effect at once. */
  readonly kit: Kit
  /** Id of the vendor's key that signed it, 16 hexadecimal digits: what to compare with the vendor. */
  readonly signedBy: string
}

/** A newer list of revocations. */
export interface InstalledRevocations extends InstallOutcome {
  /** Tells the answers apart. */
  readonly kind: 'revocations'
  /** It takes effect at the next status. */
  readonly list: Revocations
}

/** The right time, from the vendor. */
export interface InstalledClockReset extends InstallOutcome {
  /** Tells the answers apart. */
  readonly kind: 'clock-reset'
  /** When it was made, by the vendor's clock; seconds since 1970. */
  readonly at: number
}

/** What was taken over; all but a license was refused with an error unless it is kept. */
export type Installed =
  | InstalledLicense
  | InstalledKit
  | InstalledRevocations
  | InstalledClockReset
  | InstalledLease
  | InstalledReturn

/**
 * Errors: those of verifyLicense, wrong-message-type, cannot-write; of a bundle not-in-bundle; of a kit kit-not-trusted and older-than-kept; of a
 * list older-than-kept and those of openRevocations; of a reset wrong-installation, clock-reset-used,
 * clock-still-wrong and those of openClockReset; of the answer of a site server those of readAnswer, seat-denied, and the
 * first reason why its lease is not valid here. A license that is not valid is an answer.
 */
export async function install(message: Uint8Array, trust: ClientTrust, program: Program): Promise<Installed> {
  const taken = await take(message, trust, program)
  return { ...taken, warnings: [...taken.warnings, ...trustWarnings(trust.world.kit)] }
}

async function take(message: Uint8Array, trust: ClientTrust, program: Program): Promise<Installed> {
  switch (messageName(parseSign1(message).type)) {
    case 'kit':
      return installKit(message, trust)
    case 'revocations':
      return installRevocations(message, trust)
    case 'clock-reset':
      return installClockReset(message, trust)
    case 'lease-answer':
      // the home of a server holds no seat
      if (trust.world.options.lends) return installLicense(message, trust, program)
      return (await import('../lease/install.ts')).installAnswer(message, trust, program)
    default:
      return installLicense(message, trust, program)
  }
}

const KEPT = { kept: true, warnings: [] } as const

async function installLicense(
  message: Uint8Array,
  trust: ClientTrust,
  program: Program,
): Promise<InstalledLicense> {
  const { world, memory } = trust
  const { message: license, ...verified } = await verifiedHere(message, trust, program)
  const kept = verified.reasons.every(({ code }) => code === 'wrong-user')
  if (kept) {
    const { binding, keyId } = verified.license
    if (binding.kind === 'code') keepRequestFor(world.folder, keyId, binding.computer)
    keepLicense(world.folder, license)
    keepHeld(world.folder, world.kit, world.kit)
    memory.note({ kit: seenKit(world.kit) })
  }
  // or else it would be good again once the list is deleted
  if (verified.reasons.some(({ code }) => code === 'license-revoked'))
    memory.note({ revoked: new Map([[verified.license.activationId, trust.at]]) })
  return { ...verified, kind: 'license', kept, warnings: [...verified.warnings, ...soon(verified, trust)] }
}

function soon(verified: VerifiedLicense, { world, memory, at: now }: ClientTrust): readonly Reason[] {
  const { license } = verified
  const endings = endingsOf(verified, { now, daysBegun: memory.firstRuns.hasBegun(license) })
  return endingWarnings(endings, license, world.options.warnDays)
}

/** Where too little could be read, the computer is read once more before the license is refused. */
async function verifiedHere(message: Uint8Array, trust: ClientTrust, program: Program): Promise<OwnLicense> {
  const { world, signal } = trust
  const on = (computer: Computer) => verifyOwn(message, trust.verifyInput(world.here(computer), program))
  const computer = await world.computer(signal)
  const verified = on(computer)
  return mayFindMore(verified.reasons) ? on(await world.computerAgain(computer, signal)) : verified
}

function installKit(message: Uint8Array, { world, memory }: ClientTrust): Installed {
  const next = requireSuccessor(world.kit, message)
  keepHeld(world.folder, next, world.kit)
  memory.note({ kit: seenKit(next) })
  world.kit = newestKit(world.kit, [message])
  return { kind: 'kit', ...KEPT, kit: next.kit, signedBy: next.signer.kid }
}

function installRevocations(message: Uint8Array, trust: ClientTrust): Installed {
  const { world, memory } = trust
  const source = 'revocations'
  const { kit, keyring } = world.kit
  const held = { keyring, terms: kit, seen: memory.revocationsSeen }
  const { list, toKeep, ignored } = newestRevocations(world.folder, [{ source, message }], held)
  const problem = ignored.find(one => one.source === source)
  if (problem !== undefined) throw problem.error
  if (list === undefined)
    throw new AirlatchError('bug', { problem: 'a list that is neither newest nor ignored' })
  if (toKeep !== undefined && !keepRevocations(world.folder, toKeep))
    throw new AirlatchError('cannot-write', { path: world.folder })
  memory.note({ revocations: list, revoked: revokedHere(trust, list) })
  return { kind: 'revocations', ...KEPT, list }
}

/** The licenses of this home that a list has: noted with it, as whoever deletes the list does so before the next look. */
function revokedHere({ world, at }: ClientTrust, list: Revocations): ReadonlyMap<string, number> {
  const messages = [unlessRefused(() => readLicense(world.folder)), readCopy(world.folder)?.message]
  const licenses = messages.flatMap(message =>
    message === undefined ? [] : (unlessRefused(() => openLicense(message, world.kit.keyring).claims) ?? []),
  )
  const revoked = licenses.filter(({ activationId }) => isRevoked(list, activationId))
  return new Map(revoked.map(({ activationId }) => [activationId, at]))
}

function installClockReset(message: Uint8Array, { world, memory, at: now }: ClientTrust): Installed {
  const { claims: reset, kid } = openClockReset(message, world.kit.keyring)
  requireOfVendor(world.kit.kit, { ...reset, kid })
  if (reset.installation !== memory.kid)
    throw new AirlatchError('wrong-installation', { expected: memory.kid, got: reset.installation })
  const taken = memory.state?.reset
  if (taken !== undefined && reset.at <= taken.at)
    throw new AirlatchError('clock-reset-used', { at: formatInstant(taken.at) })
  if (now < reset.at - CLOCK_TOLERANCE_SECONDS)
    throw new AirlatchError('clock-still-wrong', { clock: formatInstant(now), at: formatInstant(reset.at) })
  recordReset(world.place, { at: reset.at }, now, world.systemFiles())
  return { kind: 'clock-reset', ...KEPT, at: reset.at }
}
