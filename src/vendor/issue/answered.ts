/**
 * Owns what a request that was answered before is answered when it comes again: the same license, as long as that says
 * what its key and its seat say now (checklist QC-09, DY-05). Else it is decided anew, or refused when it was taken back.
 */
import { codedOf } from '../../core/errors.ts'
import { decodeLicense } from '../../core/message/license.ts'
import { untypable } from '../../core/message/typed-license.ts'
import { judge } from '../../core/rule.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import type { Refusal } from '../decide/case.ts'
import { released } from '../decide/released.ts'
import { revoked } from '../decide/revoked.ts'
import { suspended } from '../decide/suspended.ts'
import { featuresInKit } from '../decide/typed.ts'
import type { IssuedLicense } from '../ledger/change.ts'
import type { Snapshot } from '../ledger/ledger.ts'
import type { Ask } from './ask.ts'
import { decideOn, type EarlierAnswer, type Issuer, type Recorded, unknownKey } from './decision.ts'
import { activationNumber } from './typed.ts'

/** What the same request was answered, as it stands now; undefined when it is to be decided anew. */
export function answeredBefore(
  issuer: Pick<Issuer, 'isOutdated'>,
  { license, held, isCurrent }: EarlierAnswer,
  ask: Ask,
  snapshot: Snapshot,
  now: number,
): Recorded | Refusal | undefined {
  if (ask.wants === 'code') {
    // the same as often as its computer says it, also when its seat was released since
    if (decideOn(snapshot, ask, now).kind === 'refusal') return undefined
  } else {
    const activation = held ?? snapshot.former.find(({ id }) => id === license.activationId)
    const refusal = takenBack(snapshot.key, activation)
    if (refusal !== undefined) return refusal
  }
  if (held === undefined || !isCurrent || issuer.isOutdated?.(license)) return undefined
  const answer = again(license, held, snapshot, ask)
  return ask.wants === 'typable' ? typable(answer, held) : answer
}

/** Why the answer was taken back, with its key or with its seat; undefined when neither was. */
function takenBack(key: KeyRecord, activation: Activation | undefined): Refusal | undefined {
  if (activation === undefined) return unknownKey(key.id)
  const { trace, reasons } = judge<{ readonly key: KeyRecord; readonly activation: Activation }>(
    [revoked, suspended, released],
    { key, activation },
  )
  const [first] = reasons
  return first && { kind: 'refusal', ...codedOf(first), trace }
}

function again(
  license: IssuedLicense,
  activation: Activation,
  { product, kit }: Snapshot,
  { computerId, counted }: Ask,
): Recorded {
  return {
    kind: 'recorded',
    license,
    replaced: undefined,
    activation,
    product,
    kit,
    computerId,
    seat: 'repeated',
    moved: undefined,
    licensedBefore: undefined,
    counted,
    trace: [],
  }
}

/** What was recorded is refused when it is wanted as a code and none can say it. */
function typable(recorded: Recorded, activation: Activation | undefined): Recorded | Refusal {
  const license = decodeLicense(recorded.license.payload)
  const things = untypable(license, activationNumber(license, activation), featuresInKit(recorded.kit))
  if (things.length === 0) return recorded
  return { kind: 'refusal', code: 'typed-cannot-carry', details: { things }, trace: [] }
}
