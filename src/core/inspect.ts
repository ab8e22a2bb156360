/**
 * Owns `inspect`, which shows what a message is and contains, without trusting it. The result states whether the
 * signature was checked, and with whose key.
 */

import { boundOf } from './computer/binding.ts'
import { computerId } from './computer/computer-id.ts'
import type { Ed25519 } from './cose/ed25519.ts'
import type { Keyring } from './cose/key.ts'
import { messageName } from './cose/labels.ts'
import { parseSign1 } from './cose/sign1.ts'
import {
  messageHash,
  openBundle,
  openCheckpoint,
  openClockReset,
  openKit,
  openLease,
  openLeaseAnswer,
  openLeaseRequest,
  openLicense,
  openReceipt,
  openRequest,
  openRevocations,
  openUsageReport,
} from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type Bundle, decodeBundle } from './message/bundle.ts'
import { type Checkpoint, decodeCheckpoint } from './message/checkpoint.ts'
import { type ClockReset, decodeClockReset } from './message/clock-reset.ts'
import type { Kit } from './message/kit.ts'
import { decodeLease, type Lease } from './message/lease.ts'
import type { LeaseAnswer } from './message/lease-answer.ts'
import type { LeaseRequest } from './message/lease-request.ts'
import { decodeLicense, type License } from './message/license.ts'
import type { Receipt } from './message/receipt.ts'
import type { Request } from './message/request.ts'
import { decodeRevocations, type Revocations } from './message/revocations.ts'
import type { UsageReport } from './message/usage-report.ts'

/** by-trusted-key: a key that the reader trusts; by-own-key: only the message's own key; not-checked: unknown key. */
export type Trust = 'by-trusted-key' | 'by-own-key' | 'not-checked'

/** The contents of one message, and the result of the signature check. */
export interface Inspected<Type extends string, Claims> {
  /** The message type. */
  readonly type: Type
  /** The contents. `signature` shows how far they can be trusted. */
  readonly claims: Claims
  /** The size of the message in bytes. */
  readonly bytes: number
  /** SHA-256 of the message, 64 hexadecimal digits. */
  readonly hash: string
  /** The id of the key that the message names, 16 hexadecimal digits. */
  readonly kid: string
  /** Whether the signature was checked, and by whose key. */
  readonly signature: Trust
  /** For a request: the short id by which people name its computer. */
  readonly computerId: string | undefined
}

/** The contents of any message; `type` shows which. */
export type Inspection =
  | Inspected<'request', Request>
  | Inspected<'license', License>
  | Inspected<'kit', Kit>
  | Inspected<'checkpoint', Checkpoint>
  | Inspected<'receipt', Receipt>
  | Inspected<'revocations', Revocations>
  | Inspected<'clock-reset', ClockReset>
  | Inspected<'bundle', Bundle>
  | Inspected<'lease-request', LeaseRequest>
  | Inspected<'lease', Lease>
  | Inspected<'lease-answer', InspectedAnswer>
  | Inspected<'usage-report', UsageReport>

/** An answer of a site server, with the contents of the two messages that it may carry. */
export interface InspectedAnswer extends LeaseAnswer {
  readonly granted:
    | {
        readonly lease: Lease
        readonly license: License
        /** by-trusted-key: a trusted key signed the license, and the key that the license names signed the lease. */
        readonly chain: Exclude<Trust, 'by-own-key'>
      }
    | undefined
}

/**
 * Inspects one message. Errors: those of parseSign1, wrong-message-type for types that this version does not know,
 * those of opening the message, such as signature-invalid.
 */
export function inspect(bytes: Uint8Array, keyring: Keyring, ed25519: Ed25519): Inspection {
  const { kid, type: number, payload } = parseSign1(bytes)
  const type = messageName(number)
  const common = { bytes: bytes.length, hash: messageHash(bytes), kid, computerId: undefined }
  const known = keyring.has(kid)
  /** For a vendor's message: opens it with a trusted key, or else only decodes it. */
  const openOrDecode = <Claims>(open: () => Claims, decode: (payload: Uint8Array) => Claims) =>
    known
      ? ({ ...common, signature: 'by-trusted-key', claims: open() } as const)
      : ({ ...common, signature: 'not-checked', claims: decode(payload) } as const)

  switch (type) {
    case 'request': {
      const { request } = openRequest(bytes, ed25519)
      const id = computerId(boundOf(request.fingerprint, request.counted))
      return { ...common, type, signature: 'by-own-key', computerId: id, claims: request }
    }
    case 'receipt':
      return { ...common, type, signature: 'by-own-key', claims: openReceipt(bytes, ed25519).receipt }
    case 'kit': {
      const { kit } = openKit(bytes, ed25519)
      return { ...common, type, signature: known ? 'by-trusted-key' : 'by-own-key', claims: kit }
    }
    case 'license':
      return { type, ...openOrDecode(() => openLicense(bytes, keyring).claims, decodeLicense) }
    case 'revocations':
      return { type, ...openOrDecode(() => openRevocations(bytes, keyring).claims, decodeRevocations) }
    case 'clock-reset':
      return { type, ...openOrDecode(() => openClockReset(bytes, keyring).claims, decodeClockReset) }
    case 'bundle':
      return { type, ...openOrDecode(() => openBundle(bytes, keyring).claims, decodeBundle) }
    case 'checkpoint':
      return { type, ...openOrDecode(() => openCheckpoint(bytes, keyring), decodeCheckpoint) }
    case 'lease-request':
      return { ...common, type, signature: 'by-own-key', claims: openLeaseRequest(bytes, ed25519).claims }
    case 'lease':
      // only the license of its server shows whose key that is
      return { ...common, type, signature: 'not-checked', claims: decodeLease(payload) }
    case 'lease-answer': {
      const answer = openLeaseAnswer(bytes, ed25519).claims
      const claims = { ...answer, granted: grantedIn(answer, keyring, ed25519) }
      return { ...common, type, signature: 'by-own-key', claims }
    }
    case 'usage-report':
      return { ...common, type, signature: 'by-own-key', claims: openUsageReport(bytes, ed25519).claims }
    default:
      throw new AirlatchError('wrong-message-type', { expected: 'message', got: type ?? Number(number) })
  }
}

/** Opens the lease, and the license if its key is known. Errors: those of opening them. */
function grantedIn({ outcome }: LeaseAnswer, keyring: Keyring, ed25519: Ed25519): InspectedAnswer['granted'] {
  if (outcome.kind !== 'granted') return undefined
  const isKnown = keyring.has(parseSign1(outcome.license).kid)
  const license = isKnown
    ? openLicense(outcome.license, keyring).claims
    : decodeLicense(parseSign1(outcome.license).payload)
  const lease = openLease(outcome.lease, license, ed25519)
  return { lease, license, chain: isKnown ? 'by-trusted-key' : 'not-checked' }
}
