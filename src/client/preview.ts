/**
 * Owns the explanation of an activation request on the computer that makes it, beside whose readings each hash can be
 * named: of one that was made, or of a dry one, which is made for being looked at and leaves nothing behind.
 */

import { programOf } from '../core/check/program.ts'
import type { Computer } from '../core/computer/computer.ts'
import type { Reading } from '../core/computer/reading.ts'
import { openRequest } from '../core/envelope.ts'
import { parseActivationKey } from '../core/message/activation-key.ts'
import type { CountedFingerprint } from '../core/message/fingerprint.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { type Leaving, requestLeaving } from '../words/disclosure.ts'
import { previewRequest } from './request.ts'

/** Who would ask, from where. */
export interface Asking {
  /** The whole text of the activation key. */
  readonly key: string
  /** As in the kit. */
  readonly productId: string
  /** What a ComputerReport has. */
  readonly bound: CountedFingerprint
  /** As in Computer. */
  readonly virtual: string | undefined
  /** As in a ComputerReport. */
  readonly workload: string | undefined
  /** Explains a request that cannot be made: what the computer runs inside of, and why readings are missing. */
  readonly read?: Pick<Computer, 'inside' | 'unreadable'> | undefined
  /** Of the program; undefined: not said. */
  readonly version: string | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/** Errors: activation-key-malformed, invalid-value, computer-unreadable. */
export function dryRequest(asking: Asking): Uint8Array {
  const { version } = programOf({ version: asking.version })
  return previewRequest({ ...asking, version, key: parseActivationKey(asking.key) })
}

/** Errors: those of openRequest. */
export function leavingWith(message: Uint8Array, readings: readonly Reading[]): Leaving {
  const { request, installationKey } = openRequest(message, nativeEd25519)
  return requestLeaving(request, { bytes: message.length, kid: installationKey.kid }, readings)
}
