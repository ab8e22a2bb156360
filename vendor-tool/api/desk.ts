/**
 * Owns what every route of `airlatch-vendor api` is given: the open vendor, who may ask, and bodies that are bounded.
 */
import type { Context } from 'hono'
import type { Clock } from '../../src/http/clock.ts'
import type { Signer, Vendor } from '../../src/vendor/door.ts'
import type { Bindings } from '../../src/web/handler.ts'

export type ApiEnv = { Bindings: Bindings }
export type ApiVisit = Context<ApiEnv>

export type Scope = 'read' | 'sell' | 'activate' | 'manage'

export interface ApiDesk {
  /** Not yet acting for anybody. */
  readonly vendor: Vendor
  signer(): Promise<Signer>
  readonly clock: Clock
  now(): number
  /** Who calls: checks the key, its expiry, its device, its rate. */
  admit(token: string | undefined, visit: ApiVisit): Promise<Admitted | Denied>
  /** A bounded body (bytes). */
  body(visit: ApiVisit, most: number): Promise<Uint8Array | Problem>
  /** TLS, a named proxy that says https, or loopback. */
  isSecure(visit: ApiVisit): boolean
  broken(error: unknown): void
}

export interface Problem {
  readonly status: number
}

export interface Admitted {
  readonly apiKey: { readonly name: string }
  readonly vendor: Vendor
  signer(): Promise<Signer>
  may(scope: Scope): boolean
}

export interface Denied {
  readonly why: 'no-key' | 'unknown' | 'expired' | 'too-many-devices' | 'too-often'
  readonly waitSeconds?: number
}
