/**
 * Owns what a request takes over from those that were made here before. A vendor who was asked by code knows the computer
 * by the hash of what it asked with, and a hash knows no tolerance: so it is asked with the same fingerprint for as long as
 * that still is this computer, or the seat would not be found again.
 */
import { computerHash } from '../core/computer/computer-id.ts'
import { DEFAULT_MATCH_RULE, matchFingerprint, requiredOf } from '../core/computer/fingerprint.ts'
import { isSameProof, proofOf } from '../core/message/activation-key.ts'
import type { FingerprintClaim } from '../core/message/fingerprint.ts'
import type { Binding, License } from '../core/message/license.ts'
import type { RequestInput } from './request.ts'
import type { KeptRequest, KeptRequests } from './state/asked.ts'

export interface AgainInput
  extends Pick<RequestInput, 'key' | 'productId' | 'fingerprint' | 'installationKey'> {
  readonly kept: KeptRequests
  /** The license that is installed here, as far as it could be read. */
  readonly license: License | undefined
  /** Whether the code of the new one is to be said. */
  readonly isSaid: boolean
  /** When activations were deactivated here, seconds since 1970. */
  readonly deactivatedAt: readonly number[]
}

/**
 * The fingerprint to ask with: while it still is this computer, that of the license of this key, else that of the license's
 * request, of the last one that was said as a code, or of the last one, when it is for this key; else that of here. A
 * message whose code is not said takes over only what the vendor may know by its hash alone: the rest he matches himself.
 */
export function fingerprintToAsk(input: AgainInput): FingerprintClaim {
  const { fingerprint: here, license, kept, isSaid } = input
  const binding = license !== undefined && isFor(input, license) ? license.binding : undefined
  if (!isSaid && binding !== undefined && binding.kind !== 'code') return here
  const own = requestsFor(input, [kept.license, kept.typed, isSaid ? kept.last : undefined])
  const bound = boundBy(binding, own)
  if (bound !== undefined && matchFingerprint(bound.fingerprint, bound.required, here).ok)
    return bound.fingerprint
  const still = own.find(
    ({ request: { fingerprint }, computer }) =>
      // by the license's own rule this is another computer already
      computer !== bound?.computer &&
      matchFingerprint(fingerprint, requiredOf(DEFAULT_MATCH_RULE, fingerprint.size), here).ok,
  )
  return still?.request.fingerprint ?? here
}

function isFor({ key, productId }: AgainInput, one: Pick<License, 'keyId' | 'productId'>): boolean {
  return one.keyId === key.id && one.productId === productId
}

function requestsFor(input: AgainInput, kept: readonly (KeptRequest | undefined)[]): readonly KeptRequest[] {
  return kept.filter(one => one !== undefined).filter(({ request }) => isFor(input, request))
}

interface Bound {
  readonly fingerprint: FingerprintClaim
  /** Its hash. */
  readonly computer: string
  readonly required: number
}

/** Undefined for a hash when no request that has it is kept. */
function boundBy(binding: Binding | undefined, own: readonly KeptRequest[]): Bound | undefined {
  if (binding === undefined || binding.kind === 'generic') return undefined
  const { required } = binding
  if (binding.kind === 'computer')
    return { fingerprint: binding.fingerprint, computer: computerHash(binding.fingerprint), required }
  const { computer } = binding
  const fingerprint = own.find(one => one.computer === computer)?.request.fingerprint
  return fingerprint === undefined ? undefined : { fingerprint, computer, required }
}

/**
 * The request with this fingerprint that this installation made for the key already: the same message again. Of a seat
 * that was given back since there is none, as it would get what it got before.
 */
export function requestAgain(input: AgainInput, fingerprint: FingerprintClaim): KeptRequest | undefined {
  const { key, productId, installationKey: own, kept, deactivatedAt } = input
  const computer = computerHash(fingerprint)
  return requestsFor(input, [kept.license, kept.typed, kept.last]).find(
    ({ request, installationKey, ...one }) =>
      one.computer === computer &&
      installationKey.kid === own.public.kid &&
      isSameProof(request.proof, proofOf(key.secret, installationKey.bytes, productId)) &&
      deactivatedAt.every(at => at < request.madeAt),
  )
}
