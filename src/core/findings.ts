/**
 * Owns the findings of rules that passed: a code for each finding, and its figures. src/words/trace.ts turns them into
 * sentences in the reader's language. A rule that refuses or warns has an error code and its details instead.
 */
import type { Comparison } from './error-details.ts'

type NoFigures = Readonly<Record<string, never>>

/** The figures of each finding. Times are texts: days, or instants in UTC. */
export interface Figures {
  'same-vendor': { readonly vendor: string }
  'same-product': { readonly product: string }
  signed: { readonly kid: string }
  'signed-before-retired': { readonly kid: string; readonly from: string }
  /** The license runs the program, and lends no seats. */
  'runs-program': NoFigures
  /** A site server may lend this many seats of the license. */
  'lends-seats': { readonly seats: number }
  /** The license is generic, which the kit allows. */
  generic: NoFigures
  'same-computer': Comparison
  /** The license is for the workload that the site has named here. */
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
  /** `users`: how many users the license names. */
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

  // leases
  /** The lease is based on this license of a site server. */
  'stands-on-license': { readonly seats: number }
  'own-lease': { readonly unit: string; readonly account: string | undefined }
  /** The lease names no computer, and this computer has no reading that distinguishes it from others. */
  'nothing-read': NoFigures
  /** The lease runs no longer than the vendor allows; both in seconds. */
  'within-license': { readonly seconds: number; readonly most: number }
  'not-returned': NoFigures
  /** `measured`: by this client's own measure of time, independent of the clock. */
  'lease-runs': { readonly until: string; readonly measured: boolean }
  /** The server has not gone back since the last lease; `last` is undefined for the first one. */
  'newest-lease': { readonly sequence: number; readonly last: number | undefined }
  'places-taken': { readonly features: readonly string[] }

  'instances-unlimited': NoFigures

  // only in the vendor's decisions
  'product-by-vendor': { readonly product: string }
  'product-by-code': { readonly product: string }
  'key-proved': NoFigures
  'asked-by-vendor': NoFigures
  'not-revoked': NoFigures
  'not-suspended': NoFigures
  'not-released': NoFigures
  /** The computer itself returned its seat. */
  'given-back': { readonly since: string }
  /** The license will be bound to the computer. */
  bound: NoFigures
  'not-bound': NoFigures
  readings: {
    readonly kinds: number
    readonly counted: number
    readonly disks: number
    readonly adapters: number
    /** So few kinds are counted that a copy of the computer would look the same. */
    readonly few: boolean
  }
  'readings-by-code': { readonly counted: number; readonly few: boolean }
  'readings-of-seat': NoFigures
  'virtual-not-known': NoFigures
  /** The request is for hardware. */
  'no-workload': NoFigures
  'not-floating': NoFigures
  /** The request is from a site server, whose key the license will name. */
  'server-key-known': NoFigures
  'workload-allowed': { readonly workload: string | undefined }
  'version-not-asked': NoFigures
  format: { readonly format: number }
  'seats-unlimited': NoFigures
  'seat-held': { readonly since: string }
  'seat-free': { readonly taken: number; readonly of: number }
  'seat-moves': {
    /** The computer ID of the previous computer. */
    readonly from: string
    /**
     * `key`: the same installation made the request; `hardware`: its hardware is the same; `desk`: the vendor moves the
     * seat; `server`: a site server has another key.
     */
    readonly because: 'key' | 'hardware' | 'desk' | 'server'
    /** `left`: moves and returns that remain after this one; `limit`: those allowed in all. Undefined: unlimited. */
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
