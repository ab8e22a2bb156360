/**
 * A key may be active on so many different computers at once (checklist QC-07, QC-08); the same computer again takes
 * no second seat (QC-09). A generic key has one activation, which seats do not limit (QG-05); of a floating key one
 * computer is active, the server (LP-03).
 */
import { computerHash } from '../../core/computer/computer-id.ts'
import { type Match, matchFingerprint, requiredOf } from '../../core/computer/fingerprint.ts'
import { KINDS } from '../../core/computer/reading.ts'
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Activation, Product } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { computersOf } from '../../core/terms/terms.ts'
import type { Applicant, IssueCase, Judged } from './case.ts'

export const seats: Rule<Judged> = {
  name: 'seats',
  judge(subject) {
    const { key, activations, held } = subject
    if (key.entitlement.generic) return pass('generic: seats do not limit it')
    const limit = computersOf(key.entitlement)
    if (held !== undefined) return pass(sawHeld(held, subject))
    const taken = activations.length
    if (taken < limit) return pass(`${taken} of ${limit} taken`)
    const holders = activations.map(({ id, computerId, firstAt }) => ({
      activation: id,
      computer: computerId,
      since: formatInstant(firstAt),
    }))
    return refuse(`${taken} of ${limit} taken`, 'no-seats-left', { activations: limit, holders })
  },
}

function sawHeld(held: Activation, subject: IssueCase): string {
  const since = formatInstant(held.firstAt)
  const drift = driftFrom(held, subject)
  if (drift === undefined) return `this computer has its seat already, since ${since}`
  const { counts, needed, fault } = drift
  const shared = fault === 'too-common' ? ', but many computers share those' : ''
  const score = `${counts.same} of ${counts.same + counts.changed} readings the same, ${needed} needed${shared}`
  return `this installation has its seat already, since ${since}; its computer has changed (${score}), and the seat goes along`
}

/**
 * The one that is the applicant's: the first whose computer it is, matched with the product's tolerance, or the generic
 * key's one. Else the first that the same installation took on a computer of which a part is left.
 */
export function seatAmong(
  activations: readonly Activation[],
  { applicant, key, product }: IssueCase,
): Activation | undefined {
  if (key.entitlement.generic) return activations[0]
  if (applicant.kind === 'on-behalf') return undefined
  if (applicant.kind === 'by-code')
    return activations.find(activation => isOfComputer(activation, applicant.computer))
  return (
    activations.find(activation => matchOf(activation, applicant, product)?.ok) ??
    takenByCode(activations, applicant) ??
    activations.find(activation => isOfInstallation(activation, applicant, product))
  )
}

/**
 * How far the applicant's computer is from the one that took the seat, when that is further than the tolerance goes: the
 * seat then stands for the computer as it is now. Undefined: it is the same computer, or none is known.
 */
export function driftFrom(held: Activation, { applicant, key, product }: IssueCase): Match | undefined {
  if (key.entitlement.generic || applicant.kind !== 'computer') return undefined
  const match = matchOf(held, applicant, product)
  return match === undefined || match.ok ? undefined : match
}

/** A code names a computer by its hash, which knows no tolerance: of what it last asked with, or of what it took the seat with. */
export function isOfComputer({ computer, fingerprint }: Activation, hash: string): boolean {
  return computer === hash || (fingerprint !== undefined && computerHash(fingerprint) === hash)
}

/** A seat that was taken by code is that of the computer whose fingerprint has the hash. */
function takenByCode(activations: readonly Activation[], applicant: Computer): Activation | undefined {
  const byCode = activations.filter(
    ({ computer, fingerprint }) => fingerprint === undefined && computer !== undefined,
  )
  if (byCode.length === 0) return undefined
  const hash = computerHash(applicant.fingerprint)
  return byCode.find(({ computer }) => computer === hash)
}

/** A computer that shows its fingerprint; nobody's when the vendor asks. */
type Computer = Extract<Applicant, { kind: 'computer' }>

function matchOf({ fingerprint }: Activation, applicant: Computer, { match }: Product): Match | undefined {
  if (fingerprint === undefined) return undefined
  return matchFingerprint(fingerprint, requiredOf(match, fingerprint.size), applicant.fingerprint)
}

/** Readings that go along with a copied disk or folder, or that every computer of a model has. */
const COPIED: readonly number[] = [KINDS['install-id'], KINDS['cpu-model']]

/**
 * The request is signed by the key that the seat was taken with. That alone would let a copied folder take the seat to
 * any computer, so a part of the hardware must still be the one that the seat has: a board, a disk or an adapter. The
 * seat then follows, and what it left behind is a stranger to it. Who carries one disk through many computers, cloning
 * it in each, is not kept out; the ledger has an entry for each.
 */
function isOfInstallation(activation: Activation, applicant: Computer, product: Product): boolean {
  if (activation.installationKey !== applicant.installation.publicKey) return false
  const match = matchOf(activation, applicant, product)
  return match?.kinds.some(({ kind, outcome }) => outcome === 'same' && !COPIED.includes(kind)) ?? false
}
