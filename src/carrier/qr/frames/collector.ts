/**
 * Owns collecting what a camera or a pile of pictures shows until a message is complete: frames in any order, twice,
 * with others among them, or a whole message in one symbol. Bytes of two messages never meet: a set is kept for each id,
 * and what a set gives is a message only when its SHA-256 begins with that id. Runs in a page.
 */
import { AirlatchError } from '../../../core/errors.ts'
import { isLink, messageFromLink } from '../../link.ts'
import { isQrText, messageFromQrText } from '../text.ts'
import { type Frame, isFrameText, malformed, messageId, parseFrame, partBytes } from './frame.ts'
import { type Equations, equations } from './solve.ts'

/** Messages that are collected at a time unless told. */
const MAX_MESSAGES = 4

/** What one text was good for. */
export type Collected =
  /** A frame; `have` of `need`, which says nothing more when the frame was nothing new. */
  | { readonly kind: 'progress'; readonly id: string; readonly have: number; readonly need: number }
  | { readonly kind: 'done'; readonly id: string; readonly message: Uint8Array<ArrayBuffer> }
  /** Not of ours. */
  | { readonly kind: 'foreign' }
  /** It begins like one of ours, and cannot be one; or a set is complete and its check fails: it begins anew. */
  | { readonly kind: 'damaged'; readonly error: AirlatchError }

/** How far one message is. */
export interface CollectedSet {
  readonly id: string
  readonly have: number
  readonly need: number
  /** The numbers, from 1, of the parts that are not there yet, as a printed sheet has them. */
  readonly missing: readonly number[]
  readonly message: Uint8Array<ArrayBuffer> | undefined
}

/** So many frames that say something new are there, of so many that are needed. */
export type OnProgress = (have: number, need: number) => void

/** Puts together what arrives code by code, in any order and of several messages. */
export interface Collector {
  /** Takes the text of one symbol. */
  add(text: string): Collected
  /** Takes a message that came in another carrier, for it may be the same or another one. */
  addMessage(message: Uint8Array): Collected
  /** Every message that something of is there, the one that was fed last at the end. */
  sets(): readonly CollectedSet[]
}

/** What is known of one message, cut in one way; without equations once it is complete. */
interface Held {
  readonly id: string
  readonly parts: number
  readonly rows: Equations | undefined
  readonly message: Uint8Array<ArrayBuffer> | undefined
}

/** `most` messages at a time: a further one takes the place of the one that was fed the longest ago. */
export function frameCollector(most = MAX_MESSAGES): Collector {
  /** By all that a header says of the message: what contradicts it is another set, whatever its id. */
  const sets = new Map<string, Held>()

  function keep(key: string, held: Held): void {
    sets.delete(key)
    sets.set(key, held)
    const [oldest] = sets.keys()
    if (sets.size > most && oldest !== undefined) sets.delete(oldest)
  }

  function done(id: string, parts: number, message: Uint8Array<ArrayBuffer>): Collected {
    for (const [key, held] of sets) if (held.id === id) sets.delete(key)
    keep(id, { id, parts, rows: undefined, message })
    return { kind: 'done', id, message }
  }

  function addFrame(frame: Frame): Collected {
    const { id, parts, length, number, data } = frame
    const complete = sets.get(id)
    if (complete?.message !== undefined) return done(id, complete.parts, complete.message)
    const key = `${id} ${parts} ${length}`
    const rows = sets.get(key)?.rows ?? equations(parts, partBytes(frame))
    rows.add(number, data)
    keep(key, { id, parts, rows, message: undefined })
    if (rows.rank < parts) return { kind: 'progress', id, have: rows.rank, need: parts }
    const message = rows.solved().slice(0, length)
    if (messageId(message) === id) return done(id, parts, message)
    sets.delete(key)
    throw malformed('several-messages')
  }

  function addText(text: string): Collected {
    if (isFrameText(text)) return addFrame(parseFrame(text))
    if (isQrText(text)) return addMessage(messageFromQrText(text))
    if (isLink(text)) return addMessage(messageFromLink(text))
    return { kind: 'foreign' }
  }

  function addMessage(message: Uint8Array): Collected {
    return done(messageId(message), 1, new Uint8Array(message))
  }

  return {
    add(text) {
      try {
        return addText(text)
      } catch (error) {
        if (!(error instanceof AirlatchError)) throw error
        return { kind: 'damaged', error }
      }
    },
    addMessage,
    sets: () => [...sets.values()].map(describe),
  }
}

/**
 * The one message that was collected; undefined when nothing was.
 * Errors: several-messages {count}, whole or in part; frames-missing {have, need, missing}.
 */
export function theMessage(sets: readonly CollectedSet[]): Uint8Array<ArrayBuffer> | undefined {
  const count = new Set(sets.map(({ id }) => id)).size
  if (count > 1) throw new AirlatchError('several-messages', { count })
  // the same message cut in two ways: what is nearer to its end
  const [best] = sets.toSorted((a, b) => b.have / b.need - a.have / a.need)
  if (best === undefined || best.message !== undefined) return best?.message
  const { have, need, missing } = best
  throw new AirlatchError('frames-missing', { have, need, missing })
}

function describe({ id, parts, rows, message }: Held): CollectedSet {
  const alone = new Set(rows?.alone())
  const all = Array.from({ length: parts }, (_, part) => part)
  return {
    id,
    have: rows?.rank ?? parts,
    need: parts,
    missing: rows === undefined ? [] : all.filter(part => !alone.has(part)).map(part => part + 1),
    message,
  }
}
