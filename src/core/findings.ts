/**
 * Owns what a rule that passed has found: a code for each finding, and its figures. The sentence is made in
 * src/words/trace.ts, in the reader's language. A rule that refuses or warns has an error code and its details instead.
 */
import type { Comparison } from './error-details.ts'

type NoFigures = Readonly<Record<string, never>>

/** The figures of each finding. Times are text: days, or instants of UTC. */
export interface Figures {
  'same-vendor': { readonly vendor: string }
  'same-product': { readonly product: string }
  signed: { readonly kid: string }
  'signed-before-retired': { readonly kid: string; readonly from: string }
  /** It runs the program, and lends no seats. */
  'runs-program': NoFigures
  /** A site server may lend so many seats of it. */
  'lends-seats': { readonly seats: number }
  /** The license is generic, and that is allowed. */
  generic: NoFigures
  'same-computer': Comparison
  /** The site names here the workload that the license is for. */
  'same-workload': NoFigures
  /** A workload may run in any container. */
  'workload-anywhere': NoFigures
  'not-virtual': NoFigures
  'virtual-allowed': { readonly virtual: string | true }
  'any-version': NoFigures
  'version-not-given': { readonly covered: string }
  'version-covered': { readonly version: string; readonly covered: string }
  'maintenance-unlimited': NoFigures
  'release-not-given': { readonly until: string }
  'in-maintenance': { readonly released: string; readonly until: string }
  'any-user': NoFigures
  /** One of so many named users. */
  'named-user': { readonly user: string; readonly users: number }
  'record-intact': NoFigures
  'record-not-needed': NoFigures
  'not-withdrawn': NoFigures
  'clock-right': { readonly clock: string }
  'never-ends': NoFigures
  'in-term': { readonly until: string }
  'no-features-needed': NoFigures
  'features-licensed': { readonly features: readonly string[] }
  instance: { readonly limit: number }

  // a lease
  /** It stands on this license of a site server. */
  'stands-on-license': { readonly seats: number }
  'own-lease': { readonly unit: string; readonly account: string | undefined }
  /** The lease names no computer, and nothing is read here that tells computers apart. */
  'nothing-read': NoFigures
  /** As long as the vendor allows; all of the limits in seconds or days. */
  'within-license': { readonly seconds: number; readonly most: number }
  'not-returned': NoFigures
  /** `measured`: by this client's own measure of time, which no clock changes. */
  'lease-runs': { readonly until: string; readonly measured: boolean }
  /** The server has not gone back since the last lease; undefined: the first one. */
  'newest-lease': { readonly sequence: number; readonly last: number | undefined }
  'places-taken': { readonly features: readonly string[] }

  'instances-unlimited': NoFigures

  // the vendor's decision alone
  'product-by-vendor': { readonly product: string }
  'product-by-code': { readonly product: string }
  'key-proved': NoFigures
  'asked-by-vendor': NoFigures
  'not-revoked': NoFigures
  'not-suspended': NoFigures
  'not-released': NoFigures
  /** The computer gave its seat back itself. */
  'given-back': { readonly since: string }
  /** The license will be bound to the computer. */
  bound: NoFigures
  'not-bound': NoFigures
  readings: {
    readonly kinds: number
    readonly counted: number
    readonly disks: number
    readonly adapters: number
    /** So few count that a copy of the computer would look the same. */
    readonly few: boolean
  }
  'readings-by-code': { readonly counted: number; readonly few: boolean }
  'readings-of-seat': NoFigures
  'virtual-not-known': NoFigures
  /** It is hardware that asks. */
  'no-workload': NoFigures
  'not-floating': NoFigures
  /** A site server asks, whose key the license will name. */
  'server-key-known': NoFigures
  'workload-allowed': { readonly workload: string | undefined }
  'version-not-asked': NoFigures
  format: { readonly format: number }
  'seats-unlimited': NoFigures
  'seat-held': { readonly since: string }
  'seat-free': { readonly taken: number; readonly of: number }
  'seat-moves': {
    /** The computer ID where it was. */
    readonly from: string
    /**
     * `key`: the same installation asks; `hardware`: its hardware is the same; `desk`: the vendor moves it; `server`: a
     * site server has another key.
     */
    readonly because: 'key' | 'hardware' | 'desk' | 'server'
    /** Moves and returns that are left after this one, and allowed in all; undefined: unlimited. */
    readonly left: string | undefined
    readonly limit: string | undefined
  }
  typable: NoFigures
}

export type FindingCode = keyof Figures

/** A finding with its figures. */
export type Finding<F extends FindingCode = FindingCode> = {
  readonly [K in F]: { readonly found: K; readonly figures: Figures[K] }
}[F]
