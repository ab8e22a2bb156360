/** The verb `request`: an activation key and a computer become a signed activation request. */

import { requestCodeText } from './carrier/typed/request-code.ts'
import { computerHash } from './computer/computer-id.ts'
import { DEFAULT_MATCH_RULE, matchFingerprint, requiredOf } from './computer/fingerprint.ts'
import { MIN_KINDS } from './computer/reading.ts'
import { coseKey, type SecretKey } from './cose/key.ts'
import { newSecretKeyPem, secretKeyOfPem } from './cose/pem.ts'
import { type OpenedRequest, sealRequest } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type ActivationKey, isSameProof, proofOf } from './message/activation-key.ts'
import type { FingerprintClaim } from './message/fingerprint.ts'
import { encodeTypedRequest, typedRequestOf } from './message/typed-request.ts'

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
 * What a person reads to the vendor in place of the request: its key, its computer and a proof that is made again.
 * Undefined for a computer with more kinds of reading than a code can count.
 */
export function requestCodeOf({ request }: OpenedRequest, key: ActivationKey): string | undefined {
  const { keyId, fingerprint, productId, virtual } = request
  const claimed = {
    keyId,
    computer: computerHash(fingerprint),
    kinds: fingerprint.size,
    virtual: virtual !== undefined,
  }
  const typed = typedRequestOf(claimed, key.secret, productId)
  return typed === undefined ? undefined : requestCodeText(encodeTypedRequest(typed))
}

/**
 * Whether a request that was made before is still one of this key, this installation and this computer, so that its code
 * is said again and no second seat is taken. Of a seat that was given back since, it is not: its message would get what
 * it got before.
 */
export function isStillAsked(
  { request, installationKey }: OpenedRequest,
  now: Pick<RequestInput, 'key' | 'fingerprint' | 'installationKey' | 'productId'>,
  deactivatedAt: readonly number[],
): boolean {
  const { key, fingerprint, productId } = now
  return (
    request.keyId === key.id &&
    request.productId === productId &&
    installationKey.kid === now.installationKey.public.kid &&
    isSameProof(request.proof, proofOf(key.secret, installationKey.bytes, productId)) &&
    deactivatedAt.every(at => at < request.madeAt) &&
    matchFingerprint(
      request.fingerprint,
      requiredOf(DEFAULT_MATCH_RULE, request.fingerprint.size),
      fingerprint,
    ).ok
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
