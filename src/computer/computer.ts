/**
 * Owns what a probe tells: the platform, the readings, and for each kind without a reading the reason.
 * Every kind is in exactly one of the two lists, so that a person can see what is missing, and why.
 */
import { KINDS, type Kind, normalise, type Reading } from './reading.ts'
import type { Virtual } from './virtual.ts'

/** The platforms and their numbers on the wire (LimeLM's; 0 is any other). */
export const PLATFORMS = { other: 0, windows: 1, macos: 2, linux: 3, bsd: 4 } as const

export type Platform = keyof typeof PLATFORMS

/**
 * Why there is no reading of a kind, the most telling first: another user could read it; reading failed or took too
 * long; what was read says nothing (a filler); this computer has no such thing.
 */
export const REASONS = ['needs-root', 'could-not', 'not-usable', 'not-present'] as const

export type Reason = (typeof REASONS)[number]

export interface Unreadable {
  readonly kind: Kind
  readonly why: Reason
}

/** A computer as its probe saw it. `readings` are in the order of the kinds, then of the values, without duplicates. */
export interface Computer {
  readonly platform: Platform
  readonly readings: readonly Reading[]
  readonly unreadable: readonly Unreadable[]
  /**
   * What it runs inside of, a hypervisor before a container inside of it: `kvm`, `docker` and the other words of
   * virtual.ts, at most 32 of `a-z 0-9 -`. Undefined: no evidence.
   */
  readonly virtual: string | undefined
}

/** What one look at one place gave: a raw value, or the reason for none. */
export type Finding = { readonly kind: Kind } & ({ readonly raw: string } | { readonly why: Reason })

/** Normalises, sorts and completes what a probe found. Pure. */
export function computerOf(
  platform: Platform,
  virtual: Virtual | undefined,
  findings: readonly Finding[],
): Computer {
  const readings: Reading[] = []
  const unreadable: Unreadable[] = []
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const found = findings.filter(finding => finding.kind === kind)
    const values = found.flatMap(finding => ('raw' in finding ? (normalise(kind, finding.raw) ?? []) : []))
    for (const value of [...new Set(values)].sort()) readings.push({ kind, value })
    if (values.length === 0) unreadable.push({ kind, why: mostTelling(found) })
  }
  return { platform, readings, unreadable, virtual }
}

function mostTelling(found: readonly Finding[]): Reason {
  const reasons = found.map(finding => ('why' in finding ? finding.why : 'not-usable'))
  return REASONS.find(reason => reasons.includes(reason)) ?? 'not-present'
}
