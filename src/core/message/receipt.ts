/**
 * Owns the receipt: the client's word that it has deactivated its license. Its claims and their encoding. The
 * installation signs it, whose request got the license; what the vendor makes of it is release.ts's business.
 * It says nothing but what the client's record says as well (state.ts): made again, it has the same bytes.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { ACTIVATION_ID_BYTES } from './license.ts'
import { PROOF_BYTES } from './request.ts'

/** What an installation proves when it gives a license back. */
export interface Receipt {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** 16 hexadecimal digits: which activation is given back. */
  readonly activationId: string
  /** Seconds since 1970, by the client's clock: when the license died there. */
  readonly deactivatedAt: number
  /** Public half of the installation key, as a COSE_Key. */
  readonly installationKey: CborMap
  /**
   * For an activation by code, whose installation the vendor does not know: the proof of a request of this installation,
   * that it knew the activation key (activation-key.ts).
   */
  readonly proof: Uint8Array | undefined
}

export function encodeReceipt(receipt: Receipt): Uint8Array {
  return encodeClaims({
    aud: receipt.productId,
    iat: receipt.deactivatedAt,
    cti: decodeHex(receipt.activationId),
    cnf: confirmationClaim(receipt.installationKey),
    proof: receipt.proof,
  })
}

/** Error: claims-malformed. */
export function decodeReceipt(payload: Uint8Array): Receipt {
  const reader = readClaims('receipt', payload)
  const receipt: Receipt = {
    productId: reader.productId(),
    activationId: encodeHex(reader.bytes('cti', ACTIVATION_ID_BYTES)),
    deactivatedAt: reader.time('iat'),
    installationKey: readConfirmation(reader),
    proof: reader.raw('proof') === undefined ? undefined : reader.bytes('proof', PROOF_BYTES),
  }
  reader.finish()
  return receipt
}
