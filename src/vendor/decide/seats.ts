/**
 * A key has a number of seats (checklist QC-07, QC-08). The same computer takes no second one (QC-09), and a computer
 * whose hardware has changed moves its seat, which is counted (decide/seat.ts has the rule). A generic key has one
 * activation, which seats do not limit (QG-05); of a floating key one computer is active, the server (LP-03).
 */
import type { Figures } from '../../core/findings.ts'
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { computersOf } from '../../core/terms/terms.ts'
import type { ActivationHolder, Applicant, Deactivations, IssueCase, SeatedCase } from './case.ts'
import { countDeactivations, isUsedUp } from './deactivations.ts'
import { released } from './released.ts'
import { type MoveReason, placeFor, placeForCode, type SeatApplicant, type SeatPlace } from './seat.ts'

/** Most holders that a refusal names: a key may have thousands of seats. */
export const MOST_HOLDERS = 10

export const seats: Rule<SeatedCase> = {
  name: 'seats',
  judge({ applicant, key, product, seats, holders, former, place }) {
    if (key.entitlement.generic && place.kind !== 'none') return pass('seats-unlimited')
    const limit = computersOf(key.entitlement)
    switch (place.kind) {
      case 'renewal':
        return pass('seat-held', { since: formatInstant(place.held.activation.begunAt) })
      case 'free':
        return pass('seat-free', { taken: seats.held, of: limit })
      case 'move': {
        const counted = countDeactivations(key, product, seats)
        const { activation } = place.from
        if (!isUsedUp(counted)) return pass('seat-moves', movesOf(activation, place.because, counted))
        // a limit that was reached is at most the count, so it fits a number
        return refuse('no-deactivations-left', {
          key: key.id,
          limit: Number(counted.limit),
          used: counted.used,
          activation: activation.id,
          move: true,
        })
      }
      case 'none': {
        const renews = applicant.kind === 'on-behalf' ? applicant.renews : undefined
        const gone = former.find(({ id }) => id === renews)
        if (gone !== undefined) return released.judge({ activation: gone })
        return refuse('no-seats-left', {
          activations: limit,
          held: seats.held,
          holders: holders.map(({ id, computerId, begunAt }) => ({
            activation: id,
            computer: computerId,
            since: formatInstant(begunAt),
          })),
          ...(place.stranded === undefined ? {} : { stranded: place.stranded.activation.id }),
        })
      }
    }
  },
}

/** Returns where the seat moves from, why, and how many moves are left after this one. */
function movesOf(
  { computerId }: Activation,
  because: MoveReason,
  { used, limit }: Deactivations,
): Figures['seat-moves'] {
  const left = limit === undefined ? undefined : `${limit - BigInt(used) - 1n}`
  return { from: computerId, because, left, limit: limit?.toString() }
}

/** Returns which seat of the key the applicant gets. */
export function placeOf({
  applicant,
  key,
  product,
  seats: counted,
  holders,
  activations,
  former,
  byDesk,
}: IssueCase): SeatPlace<ActivationHolder> {
  const [generic] = holders
  if (key.entitlement.generic && generic !== undefined) return placeAt(generic, product)
  // one of the thousands that a key may have
  if (applicant.kind === 'on-behalf' && applicant.renews !== undefined) {
    const renewed = activations.find(({ id }) => id === applicant.renews)
    return renewed === undefined ? { kind: 'none', stranded: undefined } : placeAt(renewed, product)
  }
  const seats = {
    limit: computersOf(key.entitlement),
    isServers: key.entitlement.forFloating,
    counted,
    held: activations.map(activation => holderOf(activation, product)),
    former: former.map(activation => holderOf(activation, product)),
  }
  if (applicant.kind === 'computer') return placeFor(seats, askingOf(applicant), byDesk)
  return placeForCode(seats, applicant.kind === 'by-code' ? applicant.computer : '')
}

/** The seat of an activation that holds one. */
export function placeAt(
  activation: Activation,
  product: IssueCase['product'],
): SeatPlace<ActivationHolder> & { readonly kind: 'renewal' } {
  return { kind: 'renewal', held: holderOf(activation, product) }
}

/** Undefined for an applicant without a fingerprint. */
export function askingOf(applicant: Extract<Applicant, { kind: 'computer' }>): SeatApplicant
export function askingOf(applicant: Applicant): SeatApplicant | undefined
export function askingOf(applicant: Applicant): SeatApplicant | undefined {
  if (applicant.kind !== 'computer') return undefined
  const { bound, computer, installation, virtual } = applicant
  const { fingerprint } = bound
  return {
    fingerprint,
    virtual: virtual !== undefined,
    bound,
    computer,
    installation,
  }
}

function holderOf(
  activation: Activation,
  { match: required }: Pick<IssueCase['product'], 'match'>,
): ActivationHolder {
  const { seat, begunAt, bound, computer, takenBy, installations, seen } = activation
  return {
    seat,
    begunAt,
    bound: bound && { ...bound, required },
    computer,
    takenBy,
    installations,
    seen,
    activation,
  }
}
