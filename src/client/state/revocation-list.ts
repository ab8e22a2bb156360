/**
 * Owns the kept list of revocations of one product: the newest that a trusted key signed, wherever it was found. An
 * older list never replaces a newer one, and never takes effect again once a newer one was seen (State.revocationsSeen).
 * What is no list for this product is ignored, with the reason.
 */
import { join } from 'node:path'
import { CBOR_LIMITS, compareBytes } from '../../core/bytes/cbor.ts'
import type { Keyring } from '../../core/cose/key.ts'
import { openRevocations } from '../../core/envelope.ts'
import { AirlatchError, succeeds } from '../../core/errors.ts'
import type { SequencesByKey } from '../../core/message/ids.ts'
import { leastSequence } from '../../core/message/kit.ts'
import type { Revocations } from '../../core/message/revocations.ts'
import { makeFolder, replaceOwn } from '../../disk/files.ts'
import { readOwn } from '../../disk/read.ts'
import { type Candidate, candidateAt } from '../share/search.ts'
import { type KitTerms, requireOfVendor } from './of-vendor.ts'

const FILE = 'revocations.cbor'

export interface RevocationsTrust {
  readonly keyring: Keyring
  readonly terms: KitTerms
  /** What was seen before: a list with a smaller number takes no effect (leastSequence in message/kit.ts). */
  readonly seen: SequencesByKey
}

export interface SignedRevocations extends Revocations {
  /** Key id of the key that signed it. */
  readonly kid: string
}

export interface NewestRevocations {
  /** The newest list that can be believed, of the kept one and those that were found. */
  readonly list: SignedRevocations | undefined
  /** Its bytes when they are not the kept ones: to be kept. */
  readonly toKeep: Uint8Array | undefined
  /** Errors: those of openRevocations, wrong-vendor, wrong-product, signing-key-retired, older-than-kept, cannot-read. */
  readonly ignored: readonly { readonly source: string; readonly error: AirlatchError }[]
}

/** Never throws for what is in the files. Without `found`: the kept one. */
export function newestRevocations(
  folder: string,
  found: readonly Candidate[],
  trust: RevocationsTrust,
): NewestRevocations {
  const ignored: { source: string; error: AirlatchError }[] = []
  const kept = keptCandidate(folder)
  const seen = leastSequence(trust.seen, trust.terms, trust.keyring.keys())
  let newest: { readonly list: SignedRevocations; readonly message: Uint8Array } | undefined
  for (const candidate of kept === undefined ? found : [kept, ...found]) {
    const { source } = candidate
    // the same list again, as on every look: nothing new, and costly to open
    if (newest !== undefined && isSame(candidate, newest.message)) continue
    try {
      if ('error' in candidate) throw candidate.error
      const list = openTrusted(candidate.message, trust)
      const least = Math.max(seen, newest?.list.sequence ?? 0)
      if (list.sequence < least) throw olderThan(least, list)
      if (list.sequence > (newest?.list.sequence ?? 0)) newest = { list, message: candidate.message }
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      ignored.push({ source, error })
    }
  }
  const isKept = newest === undefined || (kept !== undefined && isSame(kept, newest.message))
  return { list: newest?.list, toKeep: isKept ? undefined : newest?.message, ignored }
}

function isSame(candidate: Candidate, message: Uint8Array): boolean {
  return 'message' in candidate && compareBytes(candidate.message, message) === 0
}

function keptCandidate(folder: string): Candidate | undefined {
  const source = join(folder, FILE)
  return candidateAt(source, () => readOwn(source, CBOR_LIMITS.bytes))
}

/** A list that counts here, of whatever age. */
function openTrusted(message: Uint8Array, { keyring, terms }: RevocationsTrust): SignedRevocations {
  const { claims, kid } = openRevocations(message, keyring)
  requireOfVendor(terms, { ...claims, at: claims.madeAt, kid })
  return { ...claims, kid }
}

function olderThan(kept: number, { sequence }: Revocations): AirlatchError {
  return new AirlatchError('older-than-kept', { message: 'revocations', got: sequence, kept })
}

/** Best effort: false when it cannot be kept, as in a home that is read-only. */
export function keepRevocations(folder: string, message: Uint8Array): boolean {
  return succeeds(() => {
    makeFolder(folder, true)
    replaceOwn(join(folder, FILE), message)
  })
}

/** @param activationId 16 hexadecimal digits */
export function isRevoked({ activations }: Revocations, activationId: string): boolean {
  let low = 0
  let high = activations.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((activations[middle] as string) < activationId) low = middle + 1
    else high = middle
  }
  return activations[low] === activationId
}
