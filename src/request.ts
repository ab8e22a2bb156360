/** The verb `request`: an activation key and a computer become a signed activation request. */

import { MIN_KINDS } from './computer/reading.ts'
import { coseKey, type SecretKey } from './cose/key.ts'
import { newSecretKeyPem, secretKeyOfPem } from './cose/pem.ts'
import { sealRequest } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type ActivationKey, proofOf } from './message/activation-key.ts'
import type { FingerprintClaim } from './message/fingerprint.ts'

export interface RequestInput {
  readonly key: ActivationKey
  readonly productId: string
  readonly fingerprint: FingerprintClaim
  readonly installationKey: SecretKey
  /** Version of the program that asks, if it says so. */
  readonly version: string | undefined
  /** What the computer runs inside of, if there is evidence of it. */
  readonly virtual: string | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/**
 * The request's bytes. It carries the key's id and a proof, not the key (SPEC.md).
 * Error: computer-unreadable {kinds, least}, when there is too little to recognise this computer by.
 */
export function makeRequest(input: RequestInput): Uint8Array {
  const { fingerprint, installationKey, productId } = input
  if (fingerprint.size < MIN_KINDS)
    throw new AirlatchError('computer-unreadable', { kinds: fingerprint.size, least: MIN_KINDS })
  return sealRequest(
    {
      keyId: input.key.id,
      productId,
      madeAt: input.now,
      installationKey: coseKey(installationKey.public.bytes),
      fingerprint,
      proof: proofOf(input.key.secret, installationKey.public.bytes, productId),
      version: input.version,
      virtual: input.virtual,
    },
    installationKey,
  )
}

/**
 * A request to be looked at, never to be sent: all is as makeRequest would have it, but the installation's key, and with
 * it proof and signature, which are of a key that is thrown away. So nothing is written, also where there is no
 * installation yet. Error: computer-unreadable.
 */
export function previewRequest(input: Omit<RequestInput, 'installationKey'>): Uint8Array {
  return makeRequest({ ...input, installationKey: secretKeyOfPem(newSecretKeyPem()) })
}
