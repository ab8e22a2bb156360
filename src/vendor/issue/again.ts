/**
 * Owns the newest license of a computer, signed as it was: for whoever sends it once more. Nothing is decided and nothing is
 * recorded, so it says what the key said when it was issued; `isOutdated` says whether that is still so.
 */
import { sealLicense } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { decodeLicense, type License } from '../../core/message/license.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Issuer, signingKeyOf } from './decision.ts'

/** The license that a computer has, or can have. */
export interface NewestIssued {
  readonly activation: Activation
  /** The signed message. */
  readonly message: Uint8Array
  /** What it says. */
  readonly license: License
  /** Whether its key was changed after it was issued. */
  readonly isOutdated: boolean
}

/** Error: license-not-repeatable {activation, key, why}. */
export async function newestIssued(issuer: Issuer, { id, keyId }: Activation): Promise<NewestIssued> {
  const { ledger } = issuer
  const notRepeatable = (why: 'released' | 'none' | 'signing-key') =>
    new AirlatchError('license-not-repeatable', { activation: id, key: keyId, why })
  const { activation, issued, isOutdated } = await ledger.moment(within => readNewest(within, id, keyId))
  if (activation?.released !== undefined) throw notRepeatable('released')
  if (activation === undefined || issued === undefined) throw notRepeatable('none')
  const signingKey = issuer.isOutdated?.(issued) ? undefined : await signingKeyOf(issuer, issued)
  if (signingKey === undefined) throw notRepeatable('signing-key')
  return {
    activation,
    message: await sealLicense(issued.payload, signingKey),
    license: decodeLicense(issued.payload),
    isOutdated,
  }
}

async function readNewest(ledger: Ledger, id: string, keyId: string) {
  const activation = (await ledger.activations({ keyId })).find(one => one.id === id)
  const entry = activation?.license?.entry
  if (entry === undefined) return { activation, issued: undefined, isOutdated: false }
  const [found] = await ledger.log(entry - 1, 1)
  const change = found?.change
  const isLicense = change?.kind === 'license.issued' || change?.kind === 'license.reissued'
  const changes = await ledger.log(entry, 1, { keyId, kind: 'key.changed' })
  return { activation, issued: isLicense ? change.license : undefined, isOutdated: changes.length > 0 }
}
