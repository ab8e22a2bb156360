/**
 * Owns the interface that the routes of the HTTP interface work with: the caller, the desk acting for the caller, and
 * the body. The routes of LimeLM and of orders use the same.
 */
import type { Context } from 'hono'
import type { Clock } from '../../src/http/clock.ts'
import type { ApiKey, Scope, Signer, Vendor } from '../../src/vendor/door.ts'
import type { Bindings } from '../../src/web/handler.ts'
import type { Problem } from './problem.ts'
import type { Rate } from './rate.ts'

export type ApiEnv = {
  Bindings: Bindings
  /** `rate` of the API key that called, for the headers of the answer. */
  Variables: { rate?: Rate }
}
export type ApiVisit = Context<ApiEnv>

export interface ApiDesk {
  /** The vendor itself, not acting for a caller. */
  readonly vendor: Vendor
  /** A signer with the signing keys that are in use now. */
  signer(): Promise<Signer>
  readonly clock: Clock
  /** Seconds since 1970. */
  now(): number
  /** Identifies the caller: checks the API key, its expiry, devices and rate, and the failed tries of the address. */
  admit(token: string | undefined, visit: ApiVisit): Promise<Admitted | Denied>
  /** Returns the client's address in the form that limits count by. */
  addressOf(visit: ApiVisit): string
  /** Reads a body of at most `most` bytes. */
  body(visit: ApiVisit, most: number): Promise<Uint8Array<ArrayBuffer> | Problem>
  /** Whether the call arrived by TLS, by TLS through a trusted proxy, or from this computer. */
  isSecure(visit: ApiVisit): boolean
  /** Logs an unexpected error. */
  broken(error: unknown): void
}

/**
 * A caller, with the desk acting for it: entries are recorded under `api:NAME`, and waits for the ledger are limited.
 */
export interface Admitted {
  readonly apiKey: ApiKey
  readonly vendor: Vendor
  signer(): Promise<Signer>
  may(scope: Scope): boolean
  /** Checks the API key again, after time has passed. Undefined if it may still be used. */
  deniedNow(): Promise<Denied | undefined>
}

export interface Denied {
  readonly why: 'no-key' | 'unknown' | 'expired' | 'too-many-devices' | 'too-often'
  /** Of `too-often`. */
  readonly waitSeconds?: number
  /** Of `expired`: seconds since 1970. */
  readonly expiredAt?: number
  /** Of `too-many-devices`. */
  readonly mostDevices?: number
}
