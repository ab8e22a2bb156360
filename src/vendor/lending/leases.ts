/**
 * Owns the proof that two leases are: a site server signs no two with one number, so two different ones under one key
 * show that it was copied, or set back to an older state (SPEC.md section 17.4).
 */
import { compareBytes } from '../../core/bytes/cbor.ts'
import { decodeHex } from '../../core/bytes/hex.ts'
import { kidOf } from '../../core/cose/key.ts'
import { MESSAGE_TYPE } from '../../core/cose/labels.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { verifyMessage } from '../../core/cose/verify.ts'
import { openLeaseAnswer } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { decodeLease, type Lease } from '../../core/message/lease.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { publicKeyOf } from '../catalog/signing-keys.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** Two leases, each verified with the key of a server that this vendor has activated. */
export interface ComparedLeases {
  readonly leases: readonly [Lease, Lease]
  /** Whose servers they are. */
  readonly activations: readonly [Activation, Activation]
  /** Whether one server has signed two leases with one number: proof that it was copied or set back. */
  readonly isProof: boolean
}

/**
 * Holds two leases against each other; each may stand in the answer that brought it.
 * Errors: wrong-message-type, signing-key-unknown {kid} for a server that is none of this vendor's, signature-invalid,
 * claims-malformed.
 */
export async function compareLeases(
  ledger: Ledger,
  one: Uint8Array,
  other: Uint8Array,
): Promise<ComparedLeases> {
  const [a, b] = [await openedLease(ledger, one), await openedLease(ledger, other)]
  const isProof =
    a.key === b.key && a.lease.sequence === b.lease.sequence && compareBytes(a.message, b.message) !== 0
  return { leases: [a.lease, b.lease], activations: [a.activation, b.activation], isProof }
}

async function openedLease(ledger: Ledger, input: Uint8Array) {
  const message = leaseIn(input)
  const { kid, payload } = parseSign1(message)
  // nothing of it is believed until the key that it leads to has verified it
  const { productId } = decodeLease(payload)
  for (const activation of await ledger.activations({ productId })) {
    const key = activation.installations.find(one => kidOf(decodeHex(one) ?? new Uint8Array()) === kid)
    if (key === undefined) continue
    const verified = verifyMessage(message, MESSAGE_TYPE.lease, () => publicKeyOf(key))
    return { message, key, activation, lease: decodeLease(verified.payload) }
  }
  throw new AirlatchError('signing-key-unknown', { kid })
}

function leaseIn(message: Uint8Array): Uint8Array {
  if (parseSign1(message).type !== MESSAGE_TYPE['lease-answer']) return message
  const { outcome } = openLeaseAnswer(message, nativeEd25519).claims
  if (outcome.kind === 'granted') return outcome.lease
  throw new AirlatchError('wrong-message-type', { expected: 'lease', got: 'lease-answer' })
}
