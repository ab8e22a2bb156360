/**
 * Owns what a probe tells: the platform, the readings, for each kind without a reading the reason, and of each reading
 * what may make it another one some day. Every kind is in exactly one of the first two lists, so that a person can see
 * what is missing, and why.
 */
import { isLocallyAdministered, KINDS, type Kind, normalise, type Reading } from './reading.ts'
import { containerOf, type Virtual } from './virtual.ts'

/** The platforms and their numbers on the wire (LimeLM's; 0 is any other). */
export const PLATFORMS = { other: 0, windows: 1, macos: 2, linux: 3, bsd: 4 } as const

/** A family of operating systems. @useDeclaredType */
export type Platform = keyof typeof PLATFORMS

/**
 * Why there is no reading of a kind, the most telling first: another user could read it; reading failed or took too
 * long; it came with the image that a container was made of, so that every copy has it; what was read says nothing (a
 * filler); this computer has no such thing.
 */
export const REASONS = ['needs-root', 'could-not', 'of-image', 'not-usable', 'not-present'] as const

/** Why there is no reading of a kind, as REASONS says. @useDeclaredType */
export type UnreadableReason = (typeof REASONS)[number]

/** A kind of which there is no reading. */
export interface Unreadable {
  /** The kind that is missing. */
  readonly kind: Kind
  /** The most telling reason. */
  readonly why: UnreadableReason
}

/**
 * Why a reading may be missing or another one although nobody exchanged a part:
 * - needs-root: root can read it, other users cannot; a program that runs as one of them does not see it
 * - set-by-software: an address that no maker of adapters gave
 * - set-by-hypervisor: a new virtual machine has another, a copy may have the same
 * - of-container: a new container may have another
 * - of-host: it is that of the host, and another one on another host
 */
const CAUTIONS = ['needs-root', 'set-by-software', 'set-by-hypervisor', 'of-container', 'of-host'] as const

/** What may make a reading another one, as CAUTIONS says. @useDeclaredType */
export type Caution = (typeof CAUTIONS)[number]

/** A reading with one thing to be said against it; a reading may have several. */
export interface Unstable extends Reading {
  /** What may change it. */
  readonly why: Caution
}

/** A computer as its probe saw it. `readings` are in the order of the kinds, then of the values, without duplicates. */
export interface Computer {
  /** The operating system that the probe found. */
  readonly platform: Platform
  /** In the order of the kinds, then of the values, without duplicates. */
  readonly readings: readonly Reading[]
  /** Each kind without a reading, and why. */
  readonly unreadable: readonly Unreadable[]
  /**
   * What it runs inside of, a hypervisor before a container inside of it: `kvm`, `docker` and the other words of
   * virtual.ts, at most 32 of `a-z 0-9 -`. Undefined: no evidence.
   */
  readonly virtual: string | undefined
  /** All that it runs inside of, the outermost first, such as `kvm` and then `docker`. Empty: no evidence. */
  readonly inside: readonly string[]
  /** In the order of the readings. */
  readonly unstable: readonly Unstable[]
}

/** What one look at one place gave: a raw value, and whether root alone can read it; or the reason for none. */
export type ProbeFinding = { readonly kind: Kind } & (
  | { readonly raw: string; readonly rootOnly?: boolean }
  | { readonly why: UnreadableReason }
)

/** Normalises, sorts and completes what a probe found. `inside`: the outermost first. Pure. */
export function computerOf(
  platform: Platform,
  inside: readonly Virtual[] = [],
  findings: readonly ProbeFinding[],
): Computer {
  const readings: Reading[] = []
  const unreadable: Unreadable[] = []
  const unstable: Unstable[] = []
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const found = findings.filter(finding => finding.kind === kind)
    // of two places that say the same the one that everybody can read counts
    const values = new Map<string, boolean>()
    for (const finding of found) {
      const value = 'raw' in finding ? normalise(kind, finding.raw) : undefined
      if (value === undefined || !('raw' in finding)) continue
      values.set(value, (values.get(value) ?? true) && finding.rootOnly === true)
    }
    for (const value of [...values.keys()].sort()) {
      readings.push({ kind, value })
      const cautions = cautionsOf(kind, value, inside)
      const all: readonly Caution[] = values.get(value) === true ? ['needs-root', ...cautions] : cautions
      unstable.push(...all.map(why => ({ kind, value, why })))
    }
    if (values.size === 0) unreadable.push({ kind, why: mostTelling(found) })
  }
  return { platform, readings, unreadable, virtual: inside[0], inside, unstable }
}

function cautionsOf(kind: Kind, value: string, inside: readonly Virtual[]): readonly Caution[] {
  const innermost = inside.at(-1)
  const isContainer = containerOf(inside) !== undefined
  if (kind === 'install-id') return isContainer ? ['of-container'] : []
  if (kind === 'cpu-model') return innermost === undefined ? [] : ['of-host']
  if (isContainer && kind !== 'mac-address') return ['of-host']
  if (innermost !== undefined && !isContainer) return ['set-by-hypervisor']
  return kind === 'mac-address' && isLocallyAdministered(value) ? ['set-by-software'] : []
}

function mostTelling(found: readonly ProbeFinding[]): UnreadableReason {
  const reasons = found.map(finding => ('why' in finding ? finding.why : 'not-usable'))
  return REASONS.find(reason => reasons.includes(reason)) ?? 'not-present'
}
