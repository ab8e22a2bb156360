/**
 * Owns the result of probing a computer: the platform, the readings, the reason for each kind without a reading, and
 * what may change a reading in the future. Each kind either has readings or a reason, so that people can see what is
 * missing, and why.
 */
import { isLocallyAdministered, KINDS, type Kind, normalise, type Reading } from './reading.ts'
import { containerOf, type Virtual } from './virtual.ts'

/** The platforms and their numbers on the wire (LimeLM's; 0 is any other). */
export const PLATFORMS = { other: 0, windows: 1, macos: 2, linux: 3, bsd: 4 } as const

/** A family of operating systems. @useDeclaredType */
export type Platform = keyof typeof PLATFORMS

/**
 * Why a kind has no reading, the most informative reason first: another account could read it; reading failed or took
 * too long; the value came with the image of the container, so that every copy has it; the value is a meaningless
 * filler; this computer has no such thing.
 */
export const REASONS = ['needs-root', 'could-not', 'of-image', 'not-usable', 'not-present'] as const

/** Why a kind has no reading: one of REASONS. @useDeclaredType */
export type UnreadableReason = (typeof REASONS)[number]

/** A kind without a reading. */
export interface Unreadable {
  /** The kind that is missing. */
  readonly kind: Kind
  /** The most informative reason. */
  readonly why: UnreadableReason
}

/**
 * Why a reading may disappear or change although no part was exchanged:
 * - needs-root: only root can read it, so a program that runs as another user does not see it
 * - set-by-software: an address that no adapter manufacturer assigned
 * - set-by-hypervisor: a new virtual machine has another one, and a copy may have the same
 * - of-container: a new container may have another one
 * - of-host: it belongs to the host, and differs on another host
 */
const CAUTIONS = ['needs-root', 'set-by-software', 'set-by-hypervisor', 'of-container', 'of-host'] as const

/** What may change a reading: one of CAUTIONS. @useDeclaredType */
export type Caution = (typeof CAUTIONS)[number]

/** A reading and one reason why it may change. A reading may have several. */
export interface Unstable extends Reading {
  /** What may change it. */
  readonly why: Caution
}

/** A computer as its probe found it. */
export interface Computer {
  /** The operating system that the probe found. */
  readonly platform: Platform
  /** In the order of the kinds, then of the values, without duplicates. */
  readonly readings: readonly Reading[]
  /** Each kind without a reading, and the reason. */
  readonly unreadable: readonly Unreadable[]
  /**
   * What the computer runs in, a hypervisor in preference to a container in it: `kvm`, `docker` or another word of
   * virtual.ts, 1 to 32 of `a-z 0-9 -`. Undefined if there is no evidence.
   */
  readonly virtual: string | undefined
  /** All that it runs in, the outermost first, such as `kvm` and then `docker`. Empty if there is no evidence. */
  readonly inside: readonly string[]
  /** In the order of the readings. */
  readonly unstable: readonly Unstable[]
}

/** The result of probing one place: a raw value, and whether only root can read it; or the reason why there is none. */
export type ProbeFinding = { readonly kind: Kind } & (
  | { readonly raw: string; readonly rootOnly?: boolean }
  | { readonly why: UnreadableReason }
)

/** Normalizes, sorts and completes the findings of a probe. `inside`: the outermost first. Pure. */
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
    // if two places have the same value, it needs root only if both do
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
    if (values.size === 0) unreadable.push({ kind, why: mostInformative(found) })
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

function mostInformative(found: readonly ProbeFinding[]): UnreadableReason {
  const reasons = found.map(finding => ('why' in finding ? finding.why : 'not-usable'))
  return REASONS.find(reason => reasons.includes(reason)) ?? 'not-present'
}
