/**
 * Owns the decision of the verb `issue` as it goes into the ledger: what the rules say, and the entries of a grant. Reads
 * and writes no ledger and signs nothing: issue.ts does that for one who asks, batch.ts for many.
 */
import { compareBytes } from '../../core/bytes/cbor.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import type { MessageSigner } from '../../core/cose/key.ts'
import { codedOf } from '../../core/errors.ts'
import { nextActivationId } from '../../core/message/activation-id.ts'
import {
  ACTIVATION_ID_BYTES,
  decodeLicense,
  encodeLicense,
  type License,
} from '../../core/message/license.ts'
import type { Step } from '../../core/rule.ts'
import type { Activation, Product } from '../../core/terms/entitlement.ts'
import { keyNotFound } from '../catalog/known-key.ts'
import type { Applicant, Deactivations, Grant, Granted, IssueCase, Refusal } from '../decide/case.ts'
import { decide, termsHeld } from '../decide/decide.ts'
import { isFew } from '../decide/readings.ts'
import { holderAfter, type MoveReason } from '../decide/seat.ts'
import { askingOf } from '../decide/seats.ts'
import type { Change, IssuedLicense } from '../ledger/change.ts'
import type { Ledger, Snapshot } from '../ledger/ledger.ts'
import type { Ask } from './ask.ts'

/** Who issues, and the world that issuing needs. */
export interface Issuer {
  readonly ledger: Ledger
  readonly vendor: string
  /** The present key, which signs what is new. */
  readonly signingKey: MessageSigner
  /** A key that the vendor had before; undefined when there is none of that id here. Without it, there was none. */
  readonly formerKey?: (kid: string) => Promise<MessageSigner | undefined>
  /** Whether a license cannot be signed again as it was, and is decided anew when its request is repeated. */
  readonly isOutdated?: (license: IssuedLicense) => boolean
  /** Seconds since 1970. */
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
}

/** A license that was issued and recorded. */
export interface Issued {
  /** Tells it from a refusal. */
  readonly kind: 'issued'
  /** The signed message. */
  readonly message: Uint8Array
  /** What it says. */
  readonly license: License
  /** The license that the same request got before, when it says something else. */
  readonly replaced: License | undefined
  /** Whose license it is, as it is recorded with it. */
  readonly activation: Activation
  /** The product of the key. */
  readonly product: Product
  /** The payload of the product's newest kit, as it was when it was decided; undefined while there is none. */
  readonly kit: Uint8Array | undefined
  /** For people: three groups of five, or any text for a generic license. */
  readonly computerId: string
  /**
   * new: took a seat; renewed: the same computer asked anew; moved: its seat went over to changed hardware; repeated: the
   * same request, so the same bytes.
   */
  readonly seat: Grant['seat'] | 'repeated'
  /** What moved, and how often it still may; undefined when nothing did. */
  readonly moved: Moved | undefined
  /** When the seat had a license recorded before this one, seconds since 1970; undefined for a new seat and a repetition. */
  readonly licensedBefore: number | undefined
  /** One or two readings tell the computer: a copy of it would look the same. */
  readonly fewReadings: boolean
  /** What each rule found. */
  readonly trace: readonly Step[]
}

/** A seat that went over to the computer that asked. */
export interface Moved {
  /** The activation that ended, and the computer ID that it had. */
  readonly activation: string
  readonly computerId: string
  readonly because: MoveReason
  /** This move counted. */
  readonly deactivations: Deactivations
}

/** A license that is in the ledger, or that `changes` bring there; it is signed after that. */
export interface Recorded {
  readonly kind: 'recorded'
  readonly license: IssuedLicense
  /** The license that the same request got before, when it says something else. */
  readonly replaced: IssuedLicense | undefined
  /** Whose license it is. */
  readonly activation: Activation
  readonly product: Product
  readonly kit: Issued['kit']
  readonly computerId: string
  readonly seat: Issued['seat']
  readonly moved: Moved | undefined
  readonly licensedBefore: number | undefined
  /** Kinds that counted in the request. */
  readonly counted: number | undefined
  readonly trace: readonly Step[]
}

/** A grant that is not in the ledger yet. */
export interface Recordable extends Recorded {
  /** The activation that it takes the place of. */
  readonly ended: Activation | undefined
  readonly changes: readonly Change[]
}

export function decideOn(snapshot: Snapshot, ask: Ask, now: number): Grant | Refusal {
  return decide(caseOf(snapshot, ask, now))
}

/** What the rules see of who asks. */
function caseOf(snapshot: Snapshot, ask: Ask, now: number): IssueCase {
  const { wants, byDesk, unattended } = ask
  return {
    ...snapshot,
    applicant: ask.applicantOf(snapshot.key),
    now,
    byDesk,
    unattended,
    typed: wants !== 'message',
  }
}

/** What the same request was answered before. */
export interface EarlierAnswer {
  readonly license: IssuedLicense
  /** The activation that the license is of, while it holds a seat. */
  readonly held: Activation | undefined
  /** Whether the license is the one that the key's terms and the seat's binding give now. */
  readonly isCurrent: boolean
}

/** `license`: what the same request was answered; undefined when it was not. */
export function earlierAnswer(
  vendor: string,
  license: IssuedLicense | undefined,
  ask: Ask,
  snapshot: Snapshot,
): EarlierAnswer | undefined {
  if (license === undefined) return undefined
  const { keyId, activationId, issuedAt, payload } = license
  const held = snapshot.activations.find(({ id }) => id === activationId)
  if (held === undefined) return { license, held, isCurrent: false }
  // whenever it was signed, days are counted from the same times
  const terms = termsHeld(caseOf(snapshot, ask, issuedAt), held)
  const present = { vendor, productId: snapshot.product.id, keyId, activationId, issuedAt, ...terms }
  return { license, held, isCurrent: compareBytes(encodeLicense(present), payload) === 0 }
}

/** The earlier license, where it says something else than its key and its seat say now. */
export function replacedIn(earlier: EarlierAnswer | undefined): IssuedLicense | undefined {
  return earlier?.isCurrent ? undefined : earlier?.license
}

/** The decision with all that the ledger is to keep of it. */
export function recordable(
  issuer: Omit<Issuer, 'ledger'>,
  snapshot: Snapshot,
  ask: Ask,
  now: number,
  earlier?: EarlierAnswer,
): Recordable | Refusal {
  const decision = decideOn(snapshot, ask, now)
  if (decision.kind === 'refusal') return decision
  const { place, deactivations, trace } = decision
  const activation = activationOf(issuer, snapshot, decision, ask, now)
  const from = place.kind === 'move' ? place.from.activation : undefined
  const ended: Activation | undefined = from && {
    ...from,
    released: { at: now, by: 'move', to: activation.id },
  }
  const license = licenseOf(issuer, decision, snapshot, activation, ask, now)
  return {
    kind: 'recorded',
    activation,
    product: snapshot.product,
    kit: snapshot.kit,
    ended,
    license,
    replaced: replacedIn(earlier),
    changes: [
      ...(ended === undefined ? [] : [{ kind: 'activation.released', activation: ended } as const]),
      { kind: place.kind === 'renewal' ? 'activation.renewed' : 'activation.recorded', activation },
      { kind: earlier === undefined ? 'license.issued' : 'license.reissued', license },
    ],
    computerId: ask.computerId,
    seat: decision.seat,
    moved:
      place.kind === 'move'
        ? {
            activation: place.from.activation.id,
            computerId: place.from.activation.computerId,
            because: place.because,
            deactivations,
          }
        : undefined,
    licensedBefore: lastLicensed(place),
    counted: ask.counted,
    trace,
  }
}

function lastLicensed(place: Granted): number | undefined {
  if (place.kind === 'renewal') return place.held.activation.lastAt
  return place.kind === 'move' ? place.from.activation.lastAt : undefined
}

/** The key that a license is recorded for: another one would give other bytes than the ledger stands for. */
export async function signingKeyOf(
  { signingKey, formerKey }: Issuer,
  { kid }: IssuedLicense,
): Promise<MessageSigner | undefined> {
  return kid === signingKey.public.kid ? signingKey : formerKey?.(kid)
}

/** The answer; `message` is the license signed. */
export function issuedOf(recorded: Recorded, message: Uint8Array): Issued {
  const {
    license,
    replaced,
    activation,
    product,
    kit,
    computerId,
    seat,
    moved,
    licensedBefore,
    counted,
    trace,
  } = recorded
  return {
    kind: 'issued',
    message,
    // read when it is asked for: of thousands, hardly anybody looks into one
    get license() {
      return decodeLicense(license.payload)
    },
    get replaced() {
      return replaced && decodeLicense(replaced.payload)
    },
    activation,
    product,
    kit,
    get fewReadings() {
      const { binding } = this.license
      if (binding.kind === 'generic' || activation.workload !== undefined) return false
      return isFew(binding.kind === 'computer' ? binding.counted.length : counted)
    },
    computerId,
    seat,
    moved,
    licensedBefore,
    trace,
  }
}

export function unknownKey(keyId: string): Refusal {
  return { kind: 'refusal', ...codedOf(keyNotFound(keyId)), trace: [] }
}

function activationOf(
  issuer: Pick<Issuer, 'random'>,
  snapshot: Snapshot,
  { place }: Grant,
  ask: Ask,
  now: number,
): Activation {
  const held = place.kind === 'renewal' ? place.held.activation : undefined
  return {
    id: held?.id ?? newActivationId(issuer, snapshot, ask),
    keyId: ask.keyId,
    computerId: ask.computerId,
    ...seatOf(place, ask.applicantOf(snapshot.key), now),
    firstAt: held?.firstAt ?? now,
    lastAt: now,
    released: undefined,
    startSet: held?.startSet,
  }
}

type Kept = Pick<
  Activation,
  | 'seat'
  | 'begunAt'
  | 'bound'
  | 'computer'
  | 'countedByCode'
  | 'workload'
  | 'takenBy'
  | 'installations'
  | 'seen'
>

/** The binding as the ledger keeps it: a code adds nothing to it, but how many kinds its hash counts. */
function seatOf(place: Granted, applicant: Applicant, now: number): Kept {
  const asking = askingOf(applicant)
  if (asking !== undefined) {
    const { seat, begunAt, bound, computer, takenBy, installations, seen } = holderAfter(place, asking, now)
    // a product's stricter rule is the product's
    const counted = bound && { fingerprint: bound.fingerprint, counted: bound.counted }
    return {
      seat,
      begunAt,
      bound: counted,
      computer,
      countedByCode: undefined,
      workload: applicant.kind === 'computer' ? applicant.workload : undefined,
      takenBy,
      installations,
      seen,
    }
  }
  const said = applicant.kind === 'by-code' ? applicant.counted : undefined
  if (place.kind === 'renewal') {
    const held = place.held.activation
    const { seat, begunAt, bound, computer, workload, takenBy, installations, seen } = held
    // of a code the number may be another one now; a renewal says none
    const countedByCode = bound === undefined ? (said ?? held.countedByCode) : undefined
    return { seat, begunAt, bound, computer, countedByCode, workload, takenBy, installations, seen }
  }
  const { seat, begunAt = now } = place.kind === 'move' ? place.from : place
  const computer = applicant.kind === 'by-code' ? applicant.computer : undefined
  return {
    seat,
    begunAt,
    bound: undefined,
    computer,
    countedByCode: said,
    workload: undefined,
    takenBy: undefined,
    installations: [],
    seen: new Map(),
  }
}

/** Of a computer it follows from what the client knows, so that a code need not say it; else it is drawn. */
function newActivationId(
  { random }: Pick<Issuer, 'random'>,
  { activations, former }: Pick<Snapshot, 'activations' | 'former'>,
  { keyId, computer }: Ask,
): string {
  const isTaken = (id: string) => activations.some(one => one.id === id) || former.some(one => one.id === id)
  const next = computer === undefined ? undefined : nextActivationId(keyId, computer, isTaken)
  return next ?? encodeHex(random(ACTIVATION_ID_BYTES))
}

function licenseOf(
  issuer: Pick<Issuer, 'vendor' | 'signingKey'>,
  grant: Grant,
  snapshot: Snapshot,
  activation: Activation,
  ask: Ask,
  now: number,
): IssuedLicense {
  const { keyId, id: activationId } = activation
  const payload = encodeLicense({
    vendor: issuer.vendor,
    productId: snapshot.product.id,
    keyId,
    activationId,
    issuedAt: now,
    ...grant.terms,
  })
  const { kid } = issuer.signingKey.public
  return { requestHash: ask.requestHash, keyId, activationId, kid, payload, issuedAt: now }
}
