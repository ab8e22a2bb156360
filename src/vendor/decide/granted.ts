/** Owns what the license of a grant says, apart from who, when and by whom. Pure; whether it is granted the rules say. */
import type { Binding, FirstRunTerm } from '../../core/message/license.ts'
import { allowsVirtual, floatingSeatsOf, formatOf, statedLimitOf } from '../../core/terms/terms.ts'
import type { GrantedTerms, SeatedCase } from './case.ts'
import { seatBegunAt, termEnd, tookSeat } from './expiry.ts'

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
  }
}

/** A license is bound to what took the seat, never to the request that renews it. */
export function bindingOf({ applicant, key, product, place }: SeatedCase): Binding {
  if (key.entitlement.generic || applicant.kind === 'on-behalf') return { kind: 'generic' }
  const required = product.match === undefined ? {} : { required: product.match }
  if (applicant.kind === 'by-code') return { kind: 'code', computer: applicant.computer, ...required }
  const { fingerprint, counted } =
    (place.kind === 'renewal' ? place.held.bound : undefined) ?? applicant.bound
  return { kind: 'computer', fingerprint, counted, ...required }
}

/** The days count in the installation that asks, whose record of its first run it cannot forge unnoticed. */
function firstRunOf(subject: SeatedCase): FirstRunTerm | undefined {
  const { applicant, key, now } = subject
  const { duration } = key.entitlement
  if (duration?.from !== 'first-run' || applicant.kind !== 'computer' || !tookSeat(subject)) return undefined
  const begunAt = seatBegunAt(subject)
  const { kid } = applicant.installation
  return { days: duration.days, installation: kid, activatedAt: begunAt < now ? begunAt : undefined }
}
