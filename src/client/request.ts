/** The verb `request`: an activation key and a computer become a signed activation request. */

import { requestCodeText } from '../carrier/typed/request-code.ts'
import { boundOf } from '../core/computer/binding.ts'
import type { Computer } from '../core/computer/computer.ts'
import { boundHash } from '../core/computer/computer-id.ts'
import { readingsFault } from '../core/computer/readings.ts'
import { containerOf } from '../core/computer/virtual.ts'
import { isWorkload } from '../core/computer/workload.ts'
import { coseKey, type SecretKey } from '../core/cose/key.ts'
import { type OpenedRequest, sealRequest } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import { type ActivationKey, proofOf } from '../core/message/activation-key.ts'
import type { CountedFingerprint } from '../core/message/fingerprint.ts'
import { encodeTypedRequest, typedRequestOf } from '../core/message/typed-request.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../crypto/pem.ts'
import type { AskingKey } from './asking-key.ts'

export interface RequestInput {
  /** The whole key, or the proof that the installation made of it before. */
  readonly key: ActivationKey | AskingKey
  readonly productId: string
  /** What the license is to be bound to. */
  readonly bound: CountedFingerprint
  readonly installationKey: SecretKey
  /** Version of the program that asks, if it says so. */
  readonly version: string | undefined
  /** What the computer runs inside of, if there is evidence of it. */
  readonly virtual: string | undefined
  /** The name of the workload that `bound` is of. */
  readonly workload?: string | undefined
  /** Seconds since 1970. */
  readonly now: number
  /** What the computer runs inside of and why readings are missing, to explain a request that cannot be made. */
  readonly read?: Pick<Computer, 'inside' | 'unreadable'> | undefined
}

/**
 * The request's bytes. It carries the key's id and a proof, not the key (SPEC.md).
 * Error: computer-unreadable {kinds, least, missing, container} or {several, kinds}, when there is too little to recognise this computer by.
 */
export function makeRequest(input: RequestInput): Uint8Array {
  const { bound, installationKey, productId } = input
  const fault = readingsFault(bound)
  if (fault?.code === 'too-few-readings')
    throw new AirlatchError('computer-unreadable', { ...fault.details, ...whyUnreadable(input) })
  // the vendor would refuse it; of a code he could not see it, and a seat would be gone for a license that is good nowhere
  if (fault !== undefined) throw new AirlatchError('computer-unreadable', { several: fault.details.kinds })
  return sealRequest(
    {
      keyId: input.key.id,
      productId,
      madeAt: input.now,
      installationKey: coseKey(installationKey.public.bytes),
      fingerprint: bound.fingerprint,
      counted: bound.counted,
      proof:
        'proof' in input.key
          ? input.key.proof
          : proofOf(input.key.secret, installationKey.public.bytes, productId),
      version: input.version,
      virtual: input.virtual,
      workload: input.workload,
    },
    installationKey,
  )
}

function whyUnreadable({ read }: RequestInput) {
  if (read === undefined) return {}
  const container = containerOf(read.inside)
  return { missing: read.unreadable, ...(container === undefined ? {} : { container }) }
}

/**
 * What a person reads to the vendor in place of the request: its key, its computer and a proof that is made again.
 * Undefined for a request of which more kinds count than a code can say.
 */
export function requestCodeOf({ request }: OpenedRequest, secret: Uint8Array): string | undefined {
  const { keyId, fingerprint, productId, virtual } = request
  const bound = boundOf(fingerprint, request.counted)
  // a code names what asks by a hash, and a workload must be told from a computer
  if (isWorkload(fingerprint)) return undefined
  const claimed = {
    keyId,
    computer: boundHash(bound),
    counted: bound.counted.length,
    virtual: virtual !== undefined,
  }
  const typed = typedRequestOf(claimed, secret, productId)
  return typed === undefined ? undefined : requestCodeText(encodeTypedRequest(typed))
}

/**
 * A request to be looked at, never to be sent: all is as makeRequest would have it, but the installation's key, and with
 * it proof and signature, which are of a key that is thrown away. So nothing is written, also where there is no
 * installation yet. Error: computer-unreadable.
 */
export function previewRequest(
  input: Omit<RequestInput, 'installationKey'> & { readonly key: ActivationKey },
): Uint8Array {
  return makeRequest({ ...input, installationKey: secretKeyOfPem(newSecretKeyPem()) })
}
