/**
 * A key has so many seats (checklist QC-07, QC-08); the same computer again takes no second one (QC-09), and one whose
 * hardware has changed moves its seat, which is counted (decide/seat.ts has the rule). A generic key has one activation,
 * which seats do not limit (QG-05); of a floating key one computer is active, the server (LP-03).
 */
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { computersOf } from '../../core/terms/terms.ts'
import type { Applicant, Deactivations, Holder, IssueCase, Judged } from './case.ts'
import { countDeactivations, isUsedUp } from './deactivations.ts'
import { type Asking, type MoveReason, type Place, placeFor, placeForCode } from './seat.ts'

export const seats: Rule<Judged> = {
  name: 'seats',
  judge({ key, product, activations, former, place }) {
    if (key.entitlement.generic) return pass('generic: seats do not limit it')
    const limit = computersOf(key.entitlement)
    const taken = `${activations.length} of ${limit} taken`
    switch (place.kind) {
      case 'renewal':
        return pass(
          `this computer has its seat already, since ${formatInstant(place.held.activation.begunAt)}`,
        )
      case 'free':
        return pass(taken)
      case 'move': {
        const counted = countDeactivations(key, product, former)
        const { activation } = place.from
        if (!isUsedUp(counted)) return pass(moveText(activation, place.because, counted))
        // a limit that is reached is no longer than what is counted, so it fits a number
        return refuse('the seat would move, and no move is left', 'no-deactivations-left', {
          key: key.id,
          limit: Number(counted.limit),
          used: counted.used,
          activation: activation.id,
          move: true,
        })
      }
      case 'none':
        return refuse(taken, 'no-seats-left', {
          activations: limit,
          holders: activations.map(({ id, computerId, begunAt }) => ({
            activation: id,
            computer: computerId,
            since: formatInstant(begunAt),
          })),
          ...(place.stranded === undefined ? {} : { stranded: place.stranded.activation.id }),
        })
    }
  },
}

const BECAUSE: Readonly<Record<MoveReason, string>> = {
  key: 'the same installation asks, on hardware of which a part is the same',
  hardware: 'two kinds of its hardware are the same, and the system was installed again',
  desk: 'the vendor moves it',
}

/** From where, why, and how many moves are left behind this one. */
function moveText({ computerId }: Activation, because: MoveReason, { used, limit }: Deactivations): string {
  const left = limit === undefined ? '' : `; ${limit - BigInt(used) - 1n} of ${limit} moves and receipts left`
  return `the seat of ${computerId} moves to this computer: ${BECAUSE[because]}${left}`
}

/** Which seat of the key the applicant gets. */
export function placeOf({ applicant, key, product, activations, former, byDesk }: IssueCase): Place<Holder> {
  const held = activations.map(activation => holderOf(activation, product))
  const seats = {
    limit: computersOf(key.entitlement),
    held,
    former: former.map(activation => holderOf(activation, product)),
  }
  const [generic] = held
  if (key.entitlement.generic && generic !== undefined) return { kind: 'renewal', held: generic }
  switch (applicant.kind) {
    case 'by-code':
      return placeForCode(seats, applicant.computer)
    case 'on-behalf':
      return placeForCode(seats, '')
    case 'computer':
      return placeFor(seats, askingOf(applicant), byDesk)
  }
}

/** Undefined for who shows no fingerprint. */
export function askingOf(applicant: Extract<Applicant, { kind: 'computer' }>): Asking
export function askingOf(applicant: Applicant): Asking | undefined
export function askingOf(applicant: Applicant): Asking | undefined {
  if (applicant.kind !== 'computer') return undefined
  const { bound, computer, installation, virtual } = applicant
  const { fingerprint } = bound
  return {
    fingerprint,
    virtual: virtual !== undefined,
    bound,
    computer,
    installation: installation.publicKey,
  }
}

function holderOf(activation: Activation, { match: required }: Pick<IssueCase['product'], 'match'>): Holder {
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
