/**
 * Owns what a request that was answered before is answered when it comes again: the same license, unless something has
 * changed since that takes it back, or that makes it worth deciding anew.
 */
import { compareBytes } from '../../core/bytes/cbor.ts'
import { codedOf } from '../../core/errors.ts'
import { decodeLicense, encodeLicense } from '../../core/message/license.ts'
import { untypable } from '../../core/message/typed-license.ts'
import { judge } from '../../core/rule.ts'
import type { Activation, KeyRecord, Product } from '../../core/terms/entitlement.ts'
import type { Refusal } from '../decide/case.ts'
import { released } from '../decide/released.ts'
import { revoked } from '../decide/revoked.ts'
import type { IssuedLicense, Snapshot } from '../ledger/ledger.ts'
import type { Ask } from './ask.ts'
import { decideOn, type Issuer, type Recorded, unknownKey } from './decision.ts'
import { activationNumber } from './typed.ts'

/** What the same request was answered, as it stands now; undefined when it is to be decided anew. */
export function answeredBefore(
  issuer: Pick<Issuer, 'vendor' | 'isOutdated'>,
  before: IssuedLicense,
  ask: Ask,
  snapshot: Snapshot,
  now: number,
): Recorded | Refusal | undefined {
  if (ask.wants === 'code') {
    const answer = repeatedCode(issuer, before, ask, snapshot, now)
    return answer !== undefined && stands(issuer, answer) ? answer : undefined
  }
  const { activations, former } = snapshot
  const isItsOwn = ({ id }: Activation) => id === before.activationId
  const activation = activations.find(isItsOwn) ?? former.find(isItsOwn)
  const answer = repeated(before, ask, snapshot, activation)
  if (!stands(issuer, answer)) return undefined
  if (activation?.startSet !== undefined && hasOtherEnd(before, snapshot, ask, now)) return undefined
  return answer.kind === 'recorded' && ask.wants === 'typable' ? typable(answer, activation) : answer
}

/** Its start was put right since, and it would end on another day now, or be refused. */
function hasOtherEnd(before: IssuedLicense, snapshot: Snapshot, ask: Ask, now: number): boolean {
  const decision = decideOn(snapshot, ask, now)
  if (decision.kind === 'refusal') return true
  const { expiresAt, firstRun } = decodeLicense(before.payload)
  const { terms } = decision
  return expiresAt !== terms.expiresAt || firstRun?.activatedAt !== terms.firstRun?.activatedAt
}

/** What was answered before is answered again, unless its key was revoked or its seat released since. */
function repeated(
  license: IssuedLicense,
  ask: Ask,
  { key, product }: Snapshot,
  activation: Activation | undefined,
): Recorded | Refusal {
  if (activation === undefined) return unknownKey(license.keyId)
  const { trace, reasons } = judge<{ readonly key: KeyRecord; readonly activation: Activation }>(
    [revoked, released],
    { key, activation },
  )
  const [first] = reasons
  return first === undefined
    ? again(license, activation, product, ask)
    : { kind: 'refusal', ...codedOf(first), trace }
}

/**
 * What a code was answered before, while that is what it would be granted now: the same computer says the same code as
 * often as it asks, also when its key has been changed, or its seat released since. Undefined: decided anew.
 */
function repeatedCode(
  { vendor }: Pick<Issuer, 'vendor'>,
  license: IssuedLicense,
  ask: Ask,
  snapshot: Snapshot,
  now: number,
): Recorded | undefined {
  const decision = decideOn(snapshot, ask, now)
  if (decision.kind === 'refusal' || decision.place.kind !== 'renewal') return undefined
  if (decision.place.held.activation.id !== license.activationId) return undefined
  const { keyId, activationId, issuedAt } = license
  const payload = encodeLicense({
    vendor,
    productId: snapshot.product.id,
    keyId,
    activationId,
    issuedAt,
    ...decision.terms,
  })
  if (compareBytes(payload, license.payload) !== 0) return undefined
  return again(license, decision.place.held.activation, snapshot.product, ask)
}

function again(
  license: IssuedLicense,
  activation: Activation,
  product: Product,
  { computerId, counted }: Ask,
): Recorded {
  return {
    kind: 'recorded',
    license,
    activation,
    product,
    computerId,
    seat: 'repeated',
    moved: undefined,
    counted,
    trace: [],
  }
}

/** What was recorded is refused when it is wanted as a code and none can say it. */
function typable(recorded: Recorded, activation: Activation | undefined): Recorded | Refusal {
  const license = decodeLicense(recorded.license.payload)
  const things = untypable(license, activationNumber(license, activation))
  if (things.length === 0) return recorded
  return { kind: 'refusal', code: 'typed-cannot-carry', details: { things }, trace: [] }
}

/** Whether the answer stands that was given before. */
function stands({ isOutdated }: Pick<Issuer, 'isOutdated'>, answer: Recorded | Refusal): boolean {
  return answer.kind === 'refusal' || !isOutdated?.(answer.license)
}
