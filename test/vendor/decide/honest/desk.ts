/**
 * Owns the outcome of a change, by the product's own code on both sides: a request of the client, the decision of the
 * vendor, a signed license, the client's verdict on it after the change, and what a new request then gets.
 */
import { boundToComputer } from '../../../../src/client/counted.ts'
import { makeRequest } from '../../../../src/client/request.ts'
import type { Computer } from '../../../../src/core/computer/computer.ts'
import { fingerprintOf } from '../../../../src/core/computer/fingerprint.ts'
import { keyringOf, type SecretKey } from '../../../../src/core/cose/key.ts'
import { messageHash, openRequest, sealLicense } from '../../../../src/core/envelope.ts'
import { activationKeyOf } from '../../../../src/core/message/activation-key.ts'
import type { CountedFingerprint } from '../../../../src/core/message/fingerprint.ts'
import type { Activation } from '../../../../src/core/terms/entitlement.ts'
import { verifyLicense } from '../../../../src/core/verify.ts'
import { nativeEd25519 } from '../../../../src/crypto/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../../src/crypto/pem.ts'
import type { Refusal } from '../../../../src/vendor/decide/case.ts'
import { askOf } from '../../../../src/vendor/issue/ask.ts'
import { type Issued, issuedOf, recordable } from '../../../../src/vendor/issue/decision.ts'
import { NO_WRONG_PROOFS } from '../../../../src/vendor/ledger/wrong-proofs.ts'
import { keyRecord, keySeats, NOW, product, SETTINGS } from '../../../world/nouns.ts'

const KEY = activationKeyOf(new Uint8Array(15))
const [vendorKey, firstHome, otherHome] = Array.from({ length: 3 }, () =>
  secretKeyOfPem(newSecretKeyPem()),
) as [SecretKey, SecretKey, SecretKey]

export interface Outcome {
  /** As a cell of the table has it: `+=`, `-M`, `-2` and so on. */
  readonly cell: string
  /** Why the client refuses; undefined when it does not. */
  readonly code: string | undefined
  /** When the first license was made, the desk saw that a copy would look the same. */
  readonly fewReadings: boolean
}

export interface Circumstances {
  /** Whether the client's folder is still there, with the installation's key; a copied disk has it too. */
  readonly home: 'kept' | 'lost'
  /** `airlatch request --every-account`, before and after. */
  readonly everyAccount?: boolean
}

/** A key of one seat that `before` holds, and then the computer is `after`. */
export async function outcomeOf(
  before: Computer,
  after: Computer,
  { home, everyAccount }: Circumstances,
): Promise<Outcome> {
  const first = await firstLicense(before, everyAccount)
  const code = refusalAt(first, after)
  const bound = boundToComputer('scope', after, everyAccount)
  const installation = home === 'kept' ? firstHome : otherHome
  const again = (seats: number) => ask(bound, after, installation, seats, [first.activation])
  const cell = `${code === undefined ? '+' : '-'}${await deskCell(again, after)}`
  return { cell, code, fewReadings: first.fewReadings }
}

/** The same computer stands in many cells. */
const FIRST = new Map<string, Issued>()

async function firstLicense(computer: Computer, everyAccount: boolean | undefined): Promise<Issued> {
  const id = JSON.stringify([computer, everyAccount])
  const bound = boundToComputer('scope', computer, everyAccount)
  const license = FIRST.get(id) ?? granted(await ask(bound, computer, firstHome, 1, []))
  FIRST.set(id, license)
  const fewReadings = license.trace.some(
    step => step.outcome === 'pass' && step.found === 'readings' && step.figures.few,
  )
  if (fewReadings !== license.fewReadings)
    throw new Error('the trace and the answer disagree on few readings')
  return license
}

/** `again`: what a key of so many seats answers. A license that is granted is valid where it was asked for. */
async function deskCell(
  again: (seats: number) => Promise<Issued | Refusal>,
  after: Computer,
): Promise<string> {
  const answer = await again(1)
  if (answer.kind === 'refusal' && answer.code !== 'no-seats-left') return answer.code
  const license = answer.kind === 'issued' ? answer : granted(await again(2))
  const code = refusalAt(license, after)
  if (code !== undefined) throw new Error(`refused where it was asked for: ${code}`)
  if (answer.kind === 'issued')
    return { renewed: '=', moved: 'M', new: 'a seat more', repeated: '?' }[answer.seat]
  return license.seat === 'new' ? '2' : license.seat
}

function granted(answer: Issued | Refusal | undefined): Issued {
  if (answer?.kind !== 'issued') throw new Error(`expected a license, got ${answer?.code}`)
  return answer
}

async function ask(
  bound: CountedFingerprint,
  { virtual }: Computer,
  installationKey: SecretKey,
  seats: number,
  activations: readonly Activation[],
): Promise<Issued | Refusal> {
  const request = makeRequest({
    key: KEY,
    productId: 'scope',
    bound,
    installationKey,
    version: undefined,
    virtual,
    now: NOW,
  })
  const decision = recordable(
    { vendor: 'Acme', signingKey: vendorKey, now: () => NOW, random: length => new Uint8Array(length) },
    {
      key: { ...keyRecord({ activations: seats }), id: KEY.id, text: KEY.text },
      product: product({ deactivationLimit: '3 per seat' }),
      kit: undefined,
      settings: SETTINGS,
      seats: keySeats(activations, []),
      holders: activations,
      activations,
      former: [],
      wrongProofs: NO_WRONG_PROOFS,
      seen: {},
    },
    askOf(openRequest(request, nativeEd25519), messageHash(request)),
    NOW,
  )
  if (decision.kind === 'refusal') return decision
  return issuedOf(decision, await sealLicense(decision.license.payload, vendorKey))
}

/** What an unmodified client refuses the license for on this computer; undefined when it is valid there. */
function refusalAt({ message }: Issued, { readings, platform, virtual }: Computer): string | undefined {
  const verdict = verifyLicense(message, {
    keyring: keyringOf([vendorKey.public]),
    terms: { vendor: 'Acme', productId: 'scope', allowGeneric: false, madeAt: NOW, retired: new Map() },
    here: { fingerprint: fingerprintOf('scope', readings), platform, user: 'ada', virtual },
    program: { version: undefined, releasedAt: undefined, features: [] },
    firstRunAt: () => undefined,
    seen: [],
    recordDamage: undefined,
    withdrawal: () => undefined,
    now: NOW,
  })
  return verdict.reasons[0]?.code
}
