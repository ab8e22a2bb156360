/**
 * Owns what the routes of the HTTP interface are given: who calls, the desk as the caller has it, and the body. The routes
 * of LimeLM and of orders are given the same.
 */
import type { Context } from 'hono'
import type { Clock } from '../../src/http/clock.ts'
import type { ApiKey, Scope, Signer, Vendor } from '../../src/vendor/door.ts'
import type { Bindings } from '../../src/web/handler.ts'
import type { Problem } from './problem.ts'
import type { Rate } from './rate.ts'

export type ApiEnv = {
  Bindings: Bindings
  /** Of the API key that called, for the headers of the answer. */
  Variables: { rate?: Rate }
}
export type ApiVisit = Context<ApiEnv>

export interface ApiDesk {
  /** Not yet acting for anybody. */
  readonly vendor: Vendor
  /** By the keys that are in use now. */
  signer(): Promise<Signer>
  readonly clock: Clock
  /** Seconds since 1970. */
  now(): number
  /** Who calls: checks the API key, its expiry, its device and its rate, and how often the address was wrong. */
  admit(token: string | undefined, visit: ApiVisit): Promise<Admitted | Denied>
  /** Where a call comes from, as it is counted. */
  addressOf(visit: ApiVisit): string
  /** Reads a body of at most so many bytes. */
  body(visit: ApiVisit, most: number): Promise<Uint8Array<ArrayBuffer> | Problem>
  /** By TLS, through a named proxy that says so, or from this computer. */
  isSecure(visit: ApiVisit): boolean
  /** An unexpected error, for the log. */
  broken(error: unknown): void
}

/** A caller, with the desk as they have it: entries are recorded under `api:NAME`, and waits for the ledger end. */
export interface Admitted {
  readonly apiKey: ApiKey
  readonly vendor: Vendor
  signer(): Promise<Signer>
  may(scope: Scope): boolean
  /** Looks again, for what has taken its time since: undefined while the API key may still be used. */
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
