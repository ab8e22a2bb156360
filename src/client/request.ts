/** Owns the making of an activation request from an activation key and a computer, and of its request code. */

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
  /** The whole key, or the proof that the installation made from it before. */
  readonly key: ActivationKey | AskingKey
  readonly productId: string
  /** What the license is to be bound to. */
  readonly bound: CountedFingerprint
  readonly installationKey: SecretKey
  /** Version of the requesting program, if it states one. */
  readonly version: string | undefined
  /** What the computer runs inside of, if there is evidence of it. */
  readonly virtual: string | undefined
  /** The name of the workload that `bound` is for. */
  readonly workload?: string | undefined
  /** Seconds since 1970. */
  readonly now: number
  /** What the computer runs inside of and why readings are missing; used to explain why a request cannot be made. */
  readonly read?: Pick<Computer, 'inside' | 'unreadable'> | undefined
}

/**
 * Returns the bytes of a request. It has the key's id and a proof, not the key (SPEC.md). Error: computer-unreadable
 * {kinds, least, missing, container, counted} if there is too little to recognise this computer by, or {several} if a
 * kind has several values of which a computer has one.
 */
export function makeRequest(input: RequestInput): Uint8Array {
  const { bound, installationKey, productId } = input
  const fault = readingsFault(bound)
  if (fault?.code === 'too-few-readings')
    throw new AirlatchError('computer-unreadable', { ...fault.details, ...whyUnreadable(input) })
  // the vendor would refuse it; of a code they could not see it, and would use up a seat for a license that is valid
  // nowhere
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
 * Returns the code that a person reads to the vendor instead of the request: its key, its computer, and a proof of its
 * own. Undefined if more kinds count than a code can express.
 */
export function requestCodeOf({ request }: OpenedRequest, secret: Uint8Array): string | undefined {
  const { keyId, fingerprint, productId, virtual } = request
  const bound = boundOf(fingerprint, request.counted)
  // a code identifies the computer by a hash, where a workload could not be distinguished from a computer
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
 * Returns a request for display only, never to be sent. It is what makeRequest would make, except for the
 * installation's key, the proof and the signature, which belong to a key that is thrown away. So nothing is written,
 * even if there is no installation yet. Error: computer-unreadable.
 */
export function previewRequest(
  input: Omit<RequestInput, 'installationKey'> & { readonly key: ActivationKey },
): Uint8Array {
  return makeRequest({ ...input, installationKey: secretKeyOfPem(newSecretKeyPem()) })
}
