/**
 * Owns which message is meant, of all that were found: the one of a kind that is wanted, whatever else is beside it. Equal
 * ones are one. Two different ones of a wanted kind are refused, as nobody can tell which of them was meant.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeHex } from '../../core/bytes/hex.ts'
import { type MessageName, messageName } from '../../core/cose/labels.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import type { FoundAt } from '../../core/error-details.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { CollectedSet } from '../qr/frames/collector.ts'
import { messageId } from '../qr/frames/frame.ts'

/** Kinds of message that a caller can use: of several that are there, the kind that stands first is taken. */
export type Wanted = readonly MessageName[]

/** A message that was handed over, and where it was. */
export interface FoundMessage {
  readonly message: Uint8Array
  readonly at: FoundAt
}

/** What a message says that it is, which nobody has verified; undefined for one that is damaged, or of a newer version. */
export function kindOf(message: Uint8Array): MessageName | undefined {
  try {
    return messageName(parseSign1(message).type)
  } catch {
    // what is wrong with it is said when it is opened
    return undefined
  }
}

/** Each message once, in their order. */
export function different(found: readonly FoundMessage[]): readonly FoundMessage[] {
  if (found.length < 2) return found
  const first = new Map<string, FoundMessage>()
  const hashed = new Set<Uint8Array>()
  for (const one of found) {
    // each further frame of a message that is whole gives the very same bytes: a text of frames would take minutes
    if (hashed.has(one.message)) continue
    hashed.add(one.message)
    const hash = encodeHex(sha256(one.message))
    if (!first.has(hash)) first.set(hash, one)
  }
  return [...first.values()]
}

/**
 * The message that is meant; where none is of a wanted kind, another one, whose reader says what it is instead. `pieces`:
 * messages of which there is a part alone; what kind they are, nobody knows yet. Undefined when nothing was found.
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
  // the same message cut in two ways: what is nearer to its end
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
 * Those of the first wanted kind that is there; without a wish, of every kind. What says no kind that this version knows
 * is only meant where there is nothing else.
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

/** A piece of a message that is there as a whole says nothing new. */
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
