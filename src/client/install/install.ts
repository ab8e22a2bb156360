/**
 * The verb `install`: takes over what the vendor sent. A license that is good here and now is kept; one that is good but
 * for the user who installs it is kept as well, as an administrator installs for others, and each run asks again. A kit,
 * a list of revocations and a clock reset are kept when they are newer than what is here. All else changes nothing.
 */

import { CLOCK_TOLERANCE_SECONDS } from '../../core/check/clock.ts'
import { messageName } from '../../core/cose/labels.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { openClockReset } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { Kit } from '../../core/message/kit.ts'
import type { Revocations } from '../../core/message/revocations.ts'
import type { Reason } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { type VerifiedLicense, type VerifyInput, verifyLicense } from '../../core/verify.ts'
import { type HeldKit, keepHeld, requireSuccessor, seenKit, trustWarnings } from '../current-kit.ts'
import { keepRequestFor } from '../state/asked.ts'
import { type Memory, recordReset } from '../state/memory.ts'
import { requireOfVendor } from '../state/of-vendor.ts'
import type { Place } from '../state/record.ts'
import { keepRevocations, newestRevocations } from '../state/revocation-list.ts'
import { keepLicense } from '../state/state.ts'

/** What there is to know of every installation: `kit-not-built-in`, as in a status. */
interface OfThisBuild {
  readonly warnings: readonly Reason[]
}

interface TakenLicense extends VerifiedLicense {
  readonly kind: 'license'
  /** Whether the license is on this computer now. */
  readonly kept: boolean
}

type Taken =
  | TakenLicense
  | { readonly kind: 'kit'; readonly kit: Kit }
  | { readonly kind: 'revocations'; readonly list: Revocations }
  | { readonly kind: 'clock-reset'; readonly at: number }

export type InstalledLicense = TakenLicense & OfThisBuild
export type Installed = Taken & OfThisBuild

export interface InstallInput {
  readonly place: Place
  readonly kit: HeldKit
  readonly memory: Memory
  /** When files of the operating system were written (computer/file-times.ts). */
  readonly fileTimes: readonly number[]
  /** What licenses are held against; of no use to the others. */
  verify(): Promise<VerifyInput>
  /** Seconds since 1970. */
  readonly now: number
}

/**
 * Errors: those of verifyLicense, wrong-message-type, cannot-write; of a kit kit-not-trusted and older-than-kept; of a
 * list older-than-kept and those of openRevocations; of a reset wrong-installation, clock-reset-used,
 * clock-still-wrong and those of openClockReset. A verdict that is not valid is an answer.
 */
export async function install(message: Uint8Array, input: InstallInput): Promise<Installed> {
  return { ...(await take(message, input)), warnings: trustWarnings(input.kit) }
}

async function take(message: Uint8Array, input: InstallInput): Promise<Taken> {
  switch (messageName(parseSign1(message).type)) {
    case 'kit':
      return installKit(message, input)
    case 'revocations':
      return installRevocations(message, input)
    case 'clock-reset':
      return installClockReset(message, input)
    default:
      return installLicense(message, input)
  }
}

async function installLicense(
  message: Uint8Array,
  { place, kit, memory, verify }: InstallInput,
): Promise<TakenLicense> {
  const verified = verifyLicense(message, await verify())
  const kept = verified.verdict.reasons.every(({ code }) => code === 'wrong-user')
  if (kept) {
    const { binding, keyId } = verified.license
    if (binding.kind === 'code') keepRequestFor(place.folder, keyId, binding.computer)
    keepLicense(place.folder, message)
    keepHeld(place.folder, kit, kit)
    memory.note({ kit: seenKit(kit) })
  }
  return { ...verified, kind: 'license', kept }
}

function installKit(message: Uint8Array, { place, kit, memory }: InstallInput): Taken {
  const next = requireSuccessor(kit, message)
  keepHeld(place.folder, next, kit)
  memory.note({ kit: seenKit(next) })
  return { kind: 'kit', kit: next.kit }
}

function installRevocations(message: Uint8Array, { place, kit, memory }: InstallInput): Taken {
  const source = 'revocations'
  const trust = { keyring: kit.keyring, terms: kit.kit, seen: memory.revocationsSeen }
  const { list, toKeep, ignored } = newestRevocations(place.folder, [{ source, message }], trust)
  const problem = ignored.find(one => one.source === source)
  if (problem !== undefined) throw problem.error
  if (list === undefined)
    throw new AirlatchError('bug', { problem: 'a list that is neither newest nor ignored' })
  if (toKeep !== undefined && !keepRevocations(place.folder, toKeep))
    throw new AirlatchError('cannot-write', { path: place.folder })
  memory.note({ revocations: list })
  return { kind: 'revocations', list }
}

function installClockReset(message: Uint8Array, { place, kit, memory, fileTimes, now }: InstallInput): Taken {
  const { claims: reset, kid } = openClockReset(message, kit.keyring)
  requireOfVendor(kit.kit, { ...reset, kid })
  if (reset.installation !== memory.kid)
    throw new AirlatchError('wrong-installation', { expected: memory.kid, got: reset.installation })
  const taken = memory.state?.reset
  if (taken !== undefined && reset.at <= taken.at)
    throw new AirlatchError('clock-reset-used', { at: formatInstant(taken.at) })
  if (now < reset.at - CLOCK_TOLERANCE_SECONDS)
    throw new AirlatchError('clock-still-wrong', { clock: formatInstant(now), at: formatInstant(reset.at) })
  recordReset(place, { at: reset.at }, now, fileTimes)
  return { kind: 'clock-reset', at: reset.at }
}
