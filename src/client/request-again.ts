/**
 * Owns what a new request takes over from earlier ones of this installation. A vendor who was only given a code knows
 * the computer by a hash, which has no tolerance. So the same readings are used again for as long as they still match
 * this computer; otherwise the vendor would not find its seat.
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
  /** The license that is installed here, if it could be read. */
  readonly license: License | undefined
  /** Whether the new request is shown as a code. */
  readonly isSaid: boolean
  /** When activations were deactivated here, seconds since 1970. */
  readonly deactivatedAt: readonly number[]
}

/**
 * Chooses the binding for a new request. Candidates, in order, each only while this computer still holds it: the
 * binding of the installed license of this key; that of the request which the license answered; that of the last
 * request shown as a code; that of the last request, if it is for this key. Otherwise the readings of now. If no code
 * is shown, only bindings that the vendor may know by their hash alone are taken over: the vendor can match the others
 * with tolerance.
 */
export function boundToAsk(input: AgainInput): CountedFingerprint {
  const { bound: read, here, license, kept, isSaid } = input
  const binding = license !== undefined && isFor(input, license) ? license.binding : undefined
  if (!isSaid && binding !== undefined && binding.kind !== 'code') return read
  const own = requestsFor(input, [kept.license, kept.typed, isSaid ? kept.last : undefined])
  const ofLicense = boundBy(binding, own)
  if (ofLicense !== undefined && holds(ofLicense, here)) return ofLicense
  // by the license's own rule it is already another computer
  const others = own.filter(({ computer }) => ofLicense === undefined || computer !== boundHash(ofLicense))
  return others.find(({ bound }) => holds(bound, here))?.bound ?? read
}

function isFor({ key, productId }: AgainInput, one: Pick<License, 'keyId' | 'productId'>): boolean {
  return one.keyId === key.id && one.productId === productId
}

function requestsFor(input: AgainInput, kept: readonly (KeptRequest | undefined)[]): readonly KeptRequest[] {
  return kept.filter(one => one !== undefined).filter(({ request }) => isFor(input, request))
}

/** Undefined for a hash of which no request is kept. */
function boundBy(binding: Binding | undefined, own: readonly KeptRequest[]): Bound | undefined {
  if (binding === undefined || binding.kind === 'generic') return undefined
  if (binding.kind === 'computer') return binding
  const bound = own.find(({ computer }) => computer === binding.computer)?.bound
  return bound && { ...bound, required: binding.required }
}

/**
 * Returns the request that this installation already made for this binding and key: the same message again. If its seat
 * was given back since, there is none, because the vendor would answer it as before.
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
