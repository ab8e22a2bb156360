/**
 * The verb `checkpoint`: how far the ledger is, signed, to be kept where whoever can change the ledger cannot. What it
 * is good for is the audit's to say (ledger/audit.ts). It is no entry: making one changes nothing.
 */
import { type Keyring, keyringOf, type PublicKey, type SecretKey } from './cose/key.ts'
import { openCheckpoint, sealCheckpoint } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Checkpoint } from './message/checkpoint.ts'

/** Whose ledger it is. */
export interface Keeper {
  readonly ledger: Pick<Ledger, 'stats'>
  readonly vendor: string
  readonly signingKey: SecretKey
  /** Seconds since 1970. */
  readonly now: () => number
}

/** Of the last entry that there is now. Errors: those of the ledger. */
export async function makeCheckpoint({
  ledger,
  vendor,
  signingKey,
  now,
}: Keeper): Promise<{ readonly checkpoint: Checkpoint; readonly message: Uint8Array }> {
  const { entries, head } = await ledger.stats()
  const checkpoint = { vendor, madeAt: now(), entries, head }
  return { checkpoint, message: sealCheckpoint(checkpoint, signingKey) }
}

/** Errors: those of openCheckpoint, and wrong-vendor {expected, got}. */
export function readCheckpoint(message: Uint8Array, vendor: string, key: PublicKey): Checkpoint {
  const checkpoint = ofThisVendor(message, keyringOf([key]))
  if (checkpoint.vendor !== vendor)
    throw new AirlatchError('wrong-vendor', { expected: vendor, got: checkpoint.vendor })
  return checkpoint
}

/** Nobody here waits for a newer kit, as the hint for licenses has it. */
function ofThisVendor(message: Uint8Array, keyring: Keyring): Checkpoint {
  try {
    return openCheckpoint(message, keyring)
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'signing-key-unknown') throw error
    throw new AirlatchError(error.code, { ...error.details, message: 'checkpoint' }, error)
  }
}
