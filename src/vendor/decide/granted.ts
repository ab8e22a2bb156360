/**
 * Owns the terms of a license that is granted, without its ids, times and signer. Pure; the rules decide whether it is
 * granted.
 */
import { decodeHex } from '../../core/bytes/hex.ts'
import { kidOf } from '../../core/cose/key.ts'
import type { LendingTerms } from '../../core/message/lending.ts'
import type { Binding, FirstRunTerm } from '../../core/message/license.ts'
import { allowsVirtual, floatingSeatsOf, formatOf, lendingOf, statedLimitOf } from '../../core/terms/terms.ts'
import type { GrantedTerms, SeatedCase } from './case.ts'
import { askingInstallation, seatBegunAt, termEnd, tookSeat } from './expiry.ts'

export function termsOf(subject: SeatedCase): GrantedTerms {
  const { entitlement } = subject.key
  return {
    format: formatOf(entitlement, subject.product).format,
    binding: bindingOf(subject),
    expiresAt: termEnd(subject),
    firstRun: firstRunOf(subject),
    graceDays: entitlement.graceDays,
    features: entitlement.features,
    majorVersion: entitlement.maintenance === undefined ? entitlement.majorVersion : undefined,
    maintenance: entitlement.maintenance,
    floatingSeats: floatingSeatsOf(entitlement),
    users: entitlement.users,
    allowVirtual: allowsVirtual(entitlement, subject.product),
    licensee: entitlement.licensee,
    deactivationLimit: statedLimitOf(entitlement, subject.product),
    userData: entitlement.userData,
    lending: lendingTermsOf(subject),
  }
}

/** A license is bound to what took the seat, never to the request that renews it. */
export function bindingOf({
  applicant,
  key,
  product,
  place,
}: Pick<SeatedCase, 'applicant' | 'key' | 'product' | 'place'>): Binding {
  if (key.entitlement.generic) return { kind: 'generic' }
  const required = product.match === undefined ? {} : { required: product.match }
  if (applicant.kind === 'by-code') return { kind: 'code', computer: applicant.computer, ...required }
  const held = place.kind === 'renewal' ? place.held : undefined
  const bound = held?.bound ?? (applicant.kind === 'computer' ? applicant.bound : undefined)
  if (bound !== undefined) {
    const { fingerprint, counted } = bound
    return { kind: 'computer', fingerprint, counted, ...required }
  }
  // only codes have requested it
  const computer = held?.computer
  return computer === undefined ? { kind: 'generic' } : { kind: 'code', computer, ...required }
}

/** The server's key: a site server signs with the key of its installation, and no other (decide/server.ts). */
function lendingTermsOf(subject: SeatedCase): LendingTerms | undefined {
  const lending = lendingOf(subject.key.entitlement, subject.product)
  const serverKey = serverKeyOf(subject)
  return lending === undefined || serverKey === undefined ? undefined : { serverKey, ...lending }
}

/**
 * Returns the public key of the requesting installation, or of the one that has the renewed seat; undefined if it is
 * not known.
 */
export function serverKeyOf({
  applicant,
  place,
}: Pick<SeatedCase, 'applicant' | 'place'>): string | undefined {
  if (applicant.kind === 'computer') return applicant.installation
  const isRenewed = applicant.kind === 'on-behalf' && place.kind === 'renewal'
  return isRenewed ? place.held.installations.at(-1) : undefined
}

/**
 * Days from the first run count in the requesting installation, which cannot forge the record of its first run
 * unnoticed.
 */
function firstRunOf(subject: SeatedCase): FirstRunTerm | undefined {
  const { key, now } = subject
  const { duration } = key.entitlement
  const installation = askingInstallation(subject)
  if (duration?.from !== 'first-run' || installation === undefined || !tookSeat(subject)) return undefined
  const begunAt = seatBegunAt(subject)
  const kid = kidOf(decodeHex(installation) ?? new Uint8Array())
  return { days: duration.days, installation: kid, activatedAt: begunAt < now ? begunAt : undefined }
}
