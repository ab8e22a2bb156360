/**
 * Owns a site server's answer to a lease request: a lease together with the license that it is based on, the
 * confirmation that a lease was returned, or the reasons for denial. Its claims and their encoding. A computer without
 * a network needs only one answer to use a seat, and receives it as a file or in QR frames, like any other message.
 */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { ID_BYTES, optionalId } from './holder.ts'
import { NONCE_BYTES } from './lease-request.ts'

/** Maximum number of reasons in one denial. */
export const MOST_REASONS = 16

/** A site server's answer. */
export interface LeaseAnswer {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** The server's time, seconds since 1970. */
  readonly answeredAt: number
  /** The server's key, as a COSE_Key. */
  readonly serverKey: CborMap
  /** The request's nonce, 32 hexadecimal digits. */
  readonly nonce: string
  /** Identifies the server's current run, 16 hexadecimal digits. */
  readonly boot: string
  readonly outcome: LeaseOutcome
}

/** `granted`: the signed messages. `returned`: the id of the lease that has ended. */
export type LeaseOutcome =
  | { readonly kind: 'granted'; readonly lease: Uint8Array; readonly license: Uint8Array }
  | { readonly kind: 'returned'; readonly leaseId: string }
  | {
      readonly kind: 'denied'
      /** Codes such as `no-seats-left`. Readers accept codes that they do not know. */
      readonly reasons: readonly string[]
      /** The place in the queue, from 1; undefined: the client is not in the queue. */
      readonly place: number | undefined
    }

export function encodeLeaseAnswer(answer: LeaseAnswer): Uint8Array {
  const { outcome } = answer
  return encodeClaims({
    aud: answer.productId,
    iat: answer.answeredAt,
    cnf: confirmationClaim(answer.serverKey),
    nonce: decodeHex(answer.nonce),
    boot: decodeHex(answer.boot),
    lease: outcome.kind === 'granted' ? outcome.lease : undefined,
    license: outcome.kind === 'granted' ? outcome.license : undefined,
    'lease-id': outcome.kind === 'returned' ? decodeHex(outcome.leaseId) : undefined,
    denied: outcome.kind === 'denied' ? outcome.reasons : undefined,
    place: outcome.kind === 'denied' ? outcome.place : undefined,
  })
}

/** Decodes an answer. Error: claims-malformed. */
export function decodeLeaseAnswer(payload: Uint8Array): LeaseAnswer {
  const reader = readClaims('lease-answer', payload)
  const answer: LeaseAnswer = {
    productId: reader.productId(),
    answeredAt: reader.time('iat'),
    serverKey: readConfirmation(reader),
    nonce: encodeHex(reader.bytes('nonce', NONCE_BYTES)),
    boot: encodeHex(reader.bytes('boot', ID_BYTES)),
    outcome: readOutcome(reader),
  }
  reader.finish()
  return answer
}

/** Reads the outcome. Exactly one of the three must be present. */
function readOutcome(reader: ClaimReader): LeaseOutcome {
  const lease = readMessage(reader, 'lease')
  const license = readMessage(reader, 'license')
  const leaseId = optionalId(reader, 'lease-id')
  const reasons = readReasons(reader)
  const place = reader.optionalInteger('place', 1)
  const isPresent = (name: 'lease' | 'license' | 'lease-id' | 'denied') => reader.raw(name) !== undefined
  const outcomes = [isPresent('lease') || isPresent('license'), isPresent('lease-id'), isPresent('denied')]
  if (outcomes.filter(Boolean).length !== 1) reader.problem('lease', 'one-outcome')
  if (isPresent('lease') !== isPresent('license'))
    reader.problem(isPresent('lease') ? 'license' : 'lease', 'both-or-neither')
  if (place !== undefined && !isPresent('denied')) reader.problem('place', 'with-denied')
  if (lease !== undefined && license !== undefined) return { kind: 'granted', lease, license }
  if (leaseId !== undefined) return { kind: 'returned', leaseId }
  return { kind: 'denied', reasons: reasons ?? [], place }
}

/** Reads a complete signed message, which must be opened separately. */
function readMessage(reader: ClaimReader, name: 'lease' | 'license'): Uint8Array | undefined {
  const value = reader.raw(name)
  if (value === undefined) return undefined
  if (value instanceof Uint8Array && value.length > 0) return value
  reader.problem(name, 'message')
  return undefined
}

function readReasons(reader: ClaimReader): readonly string[] | undefined {
  const value = reader.raw('denied')
  if (value === undefined) return undefined
  if (isReasons(value)) return value
  reader.problem('denied', { expected: 'reasons', most: MOST_REASONS })
  return undefined
}

function isReasons(value: CborValue): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_REASONS &&
    value.every(isReason) &&
    new Set(value).size === value.length
  )
}

/** Returns whether the value has 1 to 40 of `a-z 0-9 -`, the first a letter. */
function isReason(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(value)
}
