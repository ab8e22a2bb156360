/**
 * The verb `inspect`: tells a person what a message is and says, without trusting it. Every claim comes with whether
 * the signature was checked, and by whose key.
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
  openLicense,
  openReceipt,
  openRequest,
  openRevocations,
} from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type Bundle, decodeBundle } from './message/bundle.ts'
import { type Checkpoint, decodeCheckpoint } from './message/checkpoint.ts'
import { type ClockReset, decodeClockReset } from './message/clock-reset.ts'
import type { Kit } from './message/kit.ts'
import { decodeLicense, type License } from './message/license.ts'
import type { Receipt } from './message/receipt.ts'
import type { Request } from './message/request.ts'
import { decodeRevocations, type Revocations } from './message/revocations.ts'

/** by-trusted-key: a key that the reader trusts; by-own-key: only the key inside the message; not-checked: unknown key. */
export type Trust = 'by-trusted-key' | 'by-own-key' | 'not-checked'

/** What one message says, and who vouches for it. */
export interface Inspected<Type extends string, Claims> {
  /** Which message it is. */
  readonly type: Type
  /** What it says. Nothing is to be believed of it but by `signature`. */
  readonly claims: Claims
  /** The size of the message. */
  readonly bytes: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly hash: string
  /** The id of the key that the message names, 16 hexadecimal digits. */
  readonly kid: string
  /** Whether the signature was checked, and by whose key. */
  readonly signature: Trust
  /** For a request: the short id that people name its computer by. */
  readonly computerId: string | undefined
}

/** What any message says: `type` tells which. */
export type Inspection =
  | Inspected<'request', Request>
  | Inspected<'license', License>
  | Inspected<'kit', Kit>
  | Inspected<'checkpoint', Checkpoint>
  | Inspected<'receipt', Receipt>
  | Inspected<'revocations', Revocations>
  | Inspected<'clock-reset', ClockReset>
  | Inspected<'bundle', Bundle>

/** Errors: those of parseSign1, wrong-message-type for types that this version does not know, signature-invalid. */
export function inspect(bytes: Uint8Array, keyring: Keyring, ed25519: Ed25519): Inspection {
  const { kid, type: number, payload } = parseSign1(bytes)
  const type = messageName(number)
  const common = { bytes: bytes.length, hash: messageHash(bytes), kid, computerId: undefined }
  const known = keyring.has(kid)
  /** A vendor's message: by a key that the reader trusts, or not at all. */
  const vendors = <Claims>(open: () => Claims, decode: (payload: Uint8Array) => Claims) =>
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
      return { type, ...vendors(() => openLicense(bytes, keyring).claims, decodeLicense) }
    case 'revocations':
      return { type, ...vendors(() => openRevocations(bytes, keyring).claims, decodeRevocations) }
    case 'clock-reset':
      return { type, ...vendors(() => openClockReset(bytes, keyring).claims, decodeClockReset) }
    case 'bundle':
      return { type, ...vendors(() => openBundle(bytes, keyring).claims, decodeBundle) }
    case 'checkpoint':
      return { type, ...vendors(() => openCheckpoint(bytes, keyring), decodeCheckpoint) }
    default:
      throw new AirlatchError('wrong-message-type', {
        expected: 'message',
        got: type ?? Number(number),
      })
  }
}
