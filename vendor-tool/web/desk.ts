/**
 * Owns what the page asks of the vendor: what would become of a request, and its license. The same `issue` as on the
 * command line decides, over the same ledger. A key that is not known and one that was not proved are one answer.
 */
import { formatEnd, formatInstant } from '../../src/cli/dates.ts'
import { featuresText } from '../../src/cli/describe.ts'
import {
  AirlatchError,
  type ErrorCode,
  type ErrorDetails,
  type Grant,
  type Issued,
  type License,
  type Refusal,
  type Repeated,
  type Signer,
  type Step,
  type Vendor,
} from '../../src/vendor.ts'

/** What a request says of itself. */
export interface Asking {
  readonly message: Uint8Array
  readonly keyId: string
  readonly productId: string
  readonly computerId: string
  readonly version: string | undefined
}

/** A request that would be answered with a license. */
export interface Offer {
  readonly kind: 'offer'
  readonly productName: string
  readonly seat: Issued['seat']
  /** Undefined where seats do not limit the key. */
  readonly seats: { readonly of: number; readonly taken: number } | undefined
  /** Undefined where the license was made before: it says it itself. */
  readonly term: string | undefined
  readonly isGeneric: boolean
  readonly trace: readonly Step[]
}

export interface Given {
  readonly kind: 'given'
  readonly productName: string
  readonly message: Uint8Array
  readonly seat: Issued['seat']
  readonly isGeneric: boolean
  readonly facts: readonly (readonly [label: string, value: string])[]
}

export interface Refused {
  readonly kind: 'refused'
  readonly code: ErrorCode
  readonly details: ErrorDetails
  readonly trace: readonly Step[]
}

/** The request is not made with an activation key of ours. What else is wrong with it is nobody's business. */
export interface Denied {
  readonly kind: 'denied'
}

export interface Desk {
  readonly vendorName: string
  /** Errors: those of openRequest, wrong-message-type. */
  read(message: Uint8Array): Promise<Asking>
  offer(asking: Asking): Promise<Offer | Refused | Denied>
  /** Records and signs; the same request again gets the same license. */
  confirm(asking: Asking): Promise<Given | Refused | Denied>
  /** Errors: signing-key-retired, those of the ledger. */
  health(): Promise<void>
}

/** `signer` as it was unlocked from `vendor` just now: what its key signs must count for as long as the page is there. */
export function deskOver(vendor: Vendor, signer: Signer): Desk {
  const { kid } = vendor.identity
  /** The page runs for months, and keys are retired because they were stolen. Error: signing-key-retired. */
  async function requireKeyInUse(): Promise<void> {
    const { retired, addedAt } = (await vendor.signingKeys()).find(key => key.kid === kid) ?? {}
    if (retired !== undefined)
      throw new AirlatchError('signing-key-retired', {
        kid,
        issued: formatInstant(addedAt ?? retired.at),
        from: formatInstant(retired.from),
      })
  }
  async function productName(productId: string): Promise<string> {
    return (await vendor.product(productId)).name
  }
  return {
    vendorName: vendor.identity.name,
    async read(message) {
      const { type, claims, computerId = '' } = await vendor.inspect(message)
      if (type !== 'request')
        throw new AirlatchError('wrong-message-type', { expected: 'request', got: type })
      const { keyId, productId, version } = claims
      return { message, keyId, productId, computerId, version }
    },
    async offer({ message, keyId }) {
      const decision = await vendor.tryIssue(message)
      if (decision.kind === 'refusal') return no(decision)
      const { key, used } = await vendor.listedKey(keyId)
      const { generic, forFloating, activations, productId } = key.entitlement
      return {
        kind: 'offer',
        productName: await productName(productId),
        seat: seatOf(decision),
        seats: generic ? undefined : { of: forFloating ? 1 : activations, taken: used },
        term: decision.kind === 'grant' ? termText(decision.terms) : undefined,
        isGeneric: generic,
        trace: decision.trace,
      }
    },
    async confirm({ message }) {
      await requireKeyInUse()
      const outcome = await signer.issue(message)
      if (outcome.kind === 'refusal') return no(outcome)
      const { license, seat } = outcome
      return {
        kind: 'given',
        productName: await productName(license.productId),
        message: outcome.message,
        seat,
        isGeneric: license.binding.kind === 'generic',
        facts: factsOf(license),
      }
    },
    async health() {
      await requireKeyInUse()
    },
  }
}

function no({ code, details, trace }: Refusal): Refused | Denied {
  const unproved = trace.some(({ rule, outcome }) => rule === 'key-proof' && outcome === 'refuse')
  if (unproved || code === 'key-not-found') return { kind: 'denied' }
  return { kind: 'refused', code, details, trace }
}

function seatOf(decision: Grant | Repeated): Issued['seat'] {
  if (decision.kind === 'repeated') return 'repeated'
  return decision.held === undefined ? 'new' : 'renewed'
}

function termText({ expiresAt, firstRun }: Pick<License, 'expiresAt' | 'firstRun'>): string {
  const end = expiresAt === undefined ? undefined : `until ${formatEnd(expiresAt)}`
  if (firstRun === undefined) return end ?? 'never expires'
  const days = `${firstRun.days} days from the first start of the program`
  return end === undefined ? days : `${days}, at most ${end}`
}

function factsOf(license: License): Given['facts'] {
  const features = featuresText(license.features)
  return [
    ['License', termText(license)],
    ...(license.licensee === undefined ? [] : [['Licensed to', license.licensee] as const]),
    ...(features === undefined ? [] : [['Features', features] as const]),
    ['Activation key', `${license.keyId}-…`],
  ]
}
