/**
 * Owns the receipt, by which a client confirms that it has deactivated its license. Its claims and their encoding. It
 * is signed by the installation whose request obtained the license; vendor/release.ts decides what follows from it.
 * Everything in it is also in the client's record (state.ts), so recreating a receipt gives the same bytes.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { ACTIVATION_ID_BYTES } from './license.ts'
import { PROOF_BYTES } from './request.ts'

/** An installation's proof that it has given up a license. */
export interface Receipt {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** 16 hexadecimal digits: the activation that is given up. */
  readonly activationId: string
  /** Seconds since 1970, by the client's clock: when the license became invalid there. */
  readonly deactivatedAt: number
  /** Public half of the installation key, as a COSE_Key. */
  readonly installationKey: CborMap
  /**
   * Only for an activation by code, because the vendor does not know its installation: the proof from a request of this
   * installation, which shows that it had the activation key (activation-key.ts).
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

/** Decodes a receipt. Error: claims-malformed. */
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
