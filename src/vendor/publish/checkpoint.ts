/**
 * The verb `checkpoint`: how far the ledger is, signed, to be kept where whoever can change the ledger cannot. What it
 * is good for is the audit's to say (ledger/audit.ts). It is no entry: making one changes nothing.
 */

import { type Keyring, keyringOf, type MessageSigner } from '../../core/cose/key.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { openCheckpoint, sealCheckpoint } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { Checkpoint } from '../../core/message/checkpoint.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { SigningKeyRecord } from '../catalog/signing-keys.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** Whose ledger it is. */
export interface Keeper {
  readonly ledger: Pick<Ledger, 'stats' | 'requireClock'>
  readonly vendor: string
  readonly signingKey: MessageSigner
  /** Seconds since 1970. */
  readonly now: () => number
}

/** Of the last entry that there is now. Errors: clock-behind-ledger, those of the ledger. */
export async function makeCheckpoint({
  ledger,
  vendor,
  signingKey,
  now,
}: Keeper): Promise<{ readonly checkpoint: Checkpoint; readonly message: Uint8Array }> {
  const madeAt = now()
  await ledger.requireClock(madeAt)
  const { entries, head } = await ledger.stats()
  const checkpoint = { vendor, madeAt, entries, head }
  return { checkpoint, message: await sealCheckpoint(checkpoint, signingKey) }
}

/**
 * Signed by any of the vendor's keys, before it was retired.
 * Errors: those of openCheckpoint, wrong-vendor {expected, got}, signing-key-retired {kid, from, issued}.
 */
export function readCheckpoint(
  message: Uint8Array,
  vendor: string,
  keys: readonly SigningKeyRecord[],
): Checkpoint {
  const checkpoint = ofThisVendor(message, keyringOf(keys.map(({ key }) => key)))
  if (checkpoint.vendor !== vendor)
    throw new AirlatchError('wrong-vendor', { expected: vendor, got: checkpoint.vendor })
  const { kid } = parseSign1(message)
  const from = keys.find(({ key }) => key.kid === kid)?.retired?.from
  if (from === undefined || checkpoint.madeAt < from) return checkpoint
  throw new AirlatchError('signing-key-retired', {
    kid,
    from: formatInstant(from),
    issued: formatInstant(checkpoint.madeAt),
    message: 'checkpoint',
  })
}

/** Nobody here waits for a newer kit, as the hint for licenses has it. */
function ofThisVendor(message: Uint8Array, keyring: Keyring): Checkpoint {
  try {
    return openCheckpoint(message, keyring)
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'signing-key-unknown') throw error
    throw error.with({ message: 'checkpoint' })
  }
}
