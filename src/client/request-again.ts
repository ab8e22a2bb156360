/**
 * Owns what a request takes over from those that were made here before. A vendor who was asked by code knows the computer
 * by the hash of what it asked with, and a hash knows no tolerance: so it is asked with the same readings for as long as
 * they still are this computer, or the seat would not be found again.
 */
import { type Bound, holds, type PresentedComputer } from '../core/computer/binding.ts'
import { boundHash } from '../core/computer/computer-id.ts'
import { isSameProof } from '../core/message/activation-key.ts'
import type { CountedFingerprint } from '../core/message/fingerprint.ts'
import type { Binding, License } from '../core/message/license.ts'
import type { AskingKey } from './asking-key.ts'
import type { RequestInput } from './request.ts'
import type { KeptRequest, KeptRequests } from './state/asked.ts'

export interface AgainInput extends Pick<RequestInput, 'productId' | 'bound' | 'installationKey'> {
  readonly key: AskingKey
  readonly here: PresentedComputer
  readonly kept: KeptRequests
  /** The license that is installed here, as far as it could be read. */
  readonly license: License | undefined
  /** Whether the code of the new one is to be said. */
  readonly isSaid: boolean
  /** When activations were deactivated here, seconds since 1970. */
  readonly deactivatedAt: readonly number[]
}

/**
 * What to ask with: while it still is this computer, what the license of this key is bound to, else what was asked with
 * for it, in the last request that was said as a code, or in the last one, when it is for this key; else what is read
 * here. A message whose code is not said takes over only what the vendor may know by its hash alone: the rest he matches
 * himself.
 */
export function boundToAsk(input: AgainInput): CountedFingerprint {
  const { bound: read, here, license, kept, isSaid } = input
  const binding = license !== undefined && isFor(input, license) ? license.binding : undefined
  if (!isSaid && binding !== undefined && binding.kind !== 'code') return read
  const own = requestsFor(input, [kept.license, kept.typed, isSaid ? kept.last : undefined])
  const ofLicense = boundBy(binding, own)
  if (ofLicense !== undefined && holds(ofLicense, here)) return ofLicense
  // by the license's own rule it is another computer already
  const others = own.filter(({ computer }) => ofLicense === undefined || computer !== boundHash(ofLicense))
  return others.find(({ bound }) => holds(bound, here))?.bound ?? read
}

function isFor({ key, productId }: AgainInput, one: Pick<License, 'keyId' | 'productId'>): boolean {
  return one.keyId === key.id && one.productId === productId
}

function requestsFor(input: AgainInput, kept: readonly (KeptRequest | undefined)[]): readonly KeptRequest[] {
  return kept.filter(one => one !== undefined).filter(({ request }) => isFor(input, request))
}

/** Undefined for a hash when no request that has it is kept. */
function boundBy(binding: Binding | undefined, own: readonly KeptRequest[]): Bound | undefined {
  if (binding === undefined || binding.kind === 'generic') return undefined
  if (binding.kind === 'computer') return binding
  const bound = own.find(({ computer }) => computer === binding.computer)?.bound
  return bound && { ...bound, required: binding.required }
}

/**
 * The request for this binding that this installation made for the key already: the same message again. Of a seat that
 * was given back since there is none, as it would get what it got before.
 */
export function requestAgain(input: AgainInput, bound: CountedFingerprint): KeptRequest | undefined {
  const { key, installationKey: own, kept, deactivatedAt } = input
  const computer = boundHash(bound)
  return requestsFor(input, [kept.license, kept.typed, kept.last]).find(
    ({ request, installationKey, ...one }) =>
      one.computer === computer &&
      installationKey.kid === own.public.kid &&
      isSameProof(request.proof, key.proof) &&
      deactivatedAt.every(at => at < request.madeAt),
  )
}
