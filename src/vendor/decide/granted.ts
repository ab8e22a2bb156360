/** Owns what the license of a grant says, apart from who, when and by whom. Pure; whether it is granted the rules say. */
import { requiredOf } from '../../core/computer/fingerprint.ts'
import type { Binding, FirstRunTerm } from '../../core/message/license.ts'
import { allowsVirtual, deactivationLimitOf, floatingSeatsOf, formatOf } from '../../core/terms/terms.ts'
import type { GrantedTerms, IssueCase, Judged } from './case.ts'
import { firstActivation, termEnd } from './expiry.ts'

export function termsOf(subject: Judged): GrantedTerms {
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
    deactivationLimit: deactivationLimitOf(entitlement, subject.product),
    userData: entitlement.userData,
  }
}

function bindingOf({ applicant, key, product }: IssueCase): Binding {
  if (key.entitlement.generic || applicant.kind === 'on-behalf') return { kind: 'generic' }
  if (applicant.kind === 'by-code') {
    const { computer, kinds } = applicant
    return { kind: 'code', computer, kinds, required: requiredOf(product.match, kinds) }
  }
  const { fingerprint } = applicant
  return { kind: 'computer', fingerprint, required: requiredOf(product.match, fingerprint.size) }
}

/** The days count in the installation that asks, whose record of its first run it cannot forge unnoticed. */
function firstRunOf(subject: Judged): FirstRunTerm | undefined {
  const { applicant, key, now } = subject
  const { duration } = key.entitlement
  if (duration?.from !== 'first-run' || applicant.kind !== 'computer') return undefined
  const { kid } = applicant.installation
  const begunAt = firstActivation(subject)
  return { days: duration.days, installation: kid, activatedAt: begunAt < now ? begunAt : undefined }
}
