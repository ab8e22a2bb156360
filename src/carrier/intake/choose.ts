/**
 * Owns choosing the intended message among all that were found: the one of the wanted kind, whatever else is there.
 * Duplicates are ignored. Two different messages of the wanted kind are refused: it is unclear which one is meant.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeHex } from '../../core/bytes/hex.ts'
import { type MessageName, messageName } from '../../core/cose/labels.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import type { FoundAt } from '../../core/error-details.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { CollectedSet } from '../qr/frames/collector.ts'
import { messageId } from '../qr/frames/frame.ts'

/** Kinds of message that a caller accepts, in order of preference: the first kind that is found is used. */
export type Wanted = readonly MessageName[]

/** A message that was found, and where. */
export interface FoundMessage {
  readonly message: Uint8Array
  readonly at: FoundAt
}

/** Returns the kind that a message claims to be, unverified; undefined if it is damaged or of a newer version. */
export function kindOf(message: Uint8Array): MessageName | undefined {
  try {
    return messageName(parseSign1(message).type)
  } catch {
    // the error is reported when the message is opened
    return undefined
  }
}

/** Returns each message once, in the order found. */
export function different(found: readonly FoundMessage[]): readonly FoundMessage[] {
  if (found.length < 2) return found
  const first = new Map<string, FoundMessage>()
  const hashed = new Set<Uint8Array>()
  for (const one of found) {
    // Each further frame of a complete message yields the same array: hashing it again each time would take minutes.
    if (hashed.has(one.message)) continue
    hashed.add(one.message)
    const hash = encodeHex(sha256(one.message))
    if (!first.has(hash)) first.set(hash, one)
  }
  return [...first.values()]
}

/**
 * Returns the intended message, or undefined if nothing was found. If none is of a wanted kind, returns another one, so
 * that the code that opens it can report its kind. `pieces`: collected sets; incomplete ones are of unknown kind.
 * Errors: several-messages {count, kind, found}; frames-missing {have, need, missing}.
 */
export function chosen(
  found: readonly FoundMessage[],
  pieces: readonly CollectedSet[],
  wanted: Wanted | undefined,
): Uint8Array | undefined {
  const all = different(found)
  const inPart = piecesBeside(all, pieces)
  const [only] = all
  if (all.length < 2 && inPart.length === 0) return only?.message
  const { kind, those } = wantedOf(all, wanted)
  const count = those.length + new Set(inPart.map(({ id }) => id)).size
  if (count > 1) throw severalMessages(count, kind, those)
  const [one] = those
  if (one !== undefined) return one.message
  // the same message split in two ways: report the more complete set
  const [best] = inPart.toSorted((a, b) => b.have / b.need - a.have / a.need)
  if (best !== undefined) {
    const { have, need, missing } = best
    throw new AirlatchError('frames-missing', { have, need, missing })
  }
  return (all.find(({ message }) => kindOf(message) !== undefined) ?? only)?.message
}

interface WantedOnes {
  readonly kind: MessageName | undefined
  readonly those: readonly FoundMessage[]
}

/**
 * Returns the messages of the first wanted kind that was found; without `wanted`, those of every kind. Messages of a
 * kind that this version does not know are returned only if there are no others.
 */
function wantedOf(all: readonly FoundMessage[], wanted: Wanted | undefined): WantedOnes {
  const kinds = new Map(all.map(one => [one, kindOf(one.message)]))
  const known = new Set([...kinds.values()].filter(kind => kind !== undefined))
  if (known.size === 0) return { kind: undefined, those: all }
  if (wanted === undefined)
    return { kind: onlyOne(known), those: all.filter(one => kinds.get(one) !== undefined) }
  const kind = wanted.find(one => known.has(one))
  return { kind, those: kind === undefined ? [] : all.filter(one => kinds.get(one) === kind) }
}

function onlyOne<T>(all: ReadonlySet<T>): T | undefined {
  const [first] = all
  return all.size === 1 ? first : undefined
}

/** Returns the incomplete sets whose message was not also found complete. */
function piecesBeside(
  all: readonly FoundMessage[],
  pieces: readonly CollectedSet[],
): readonly CollectedSet[] {
  const inPart = pieces.filter(({ message }) => message === undefined)
  if (inPart.length === 0) return inPart
  const whole = new Set(all.map(({ message }) => messageId(message)))
  return inPart.filter(({ id }) => !whole.has(id))
}

function severalMessages(
  count: number,
  kind: MessageName | undefined,
  those: readonly FoundMessage[],
): AirlatchError {
  const places = those
    .map(({ at }) => at)
    .filter(({ name, line }) => name !== undefined || line !== undefined)
  return new AirlatchError('several-messages', {
    count,
    ...(kind === undefined ? {} : { kind }),
    ...(places.length === 0 ? {} : { found: places }),
  })
}
