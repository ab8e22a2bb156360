/**
 * Owns finding the wanted message in whatever a person hands over: a raw message, text altered by a mail program, chat
 * or editor, a link, texts or pictures of QR symbols, a saved mail, an archive, Airlatch's own PDF or SVG, or base64 of
 * any of these. Formats are recognised by bytes, not by file names. The search is lenient, but parsing is strict: a
 * message is never repaired, and is not trusted until its signature has been verified.
 *
 *     const request = await messageFromInput(bytes, { wanted: ['request'] })
 *
 * messageFromFile is the synchronous version, without pictures and packages, that also runs in a page.
 */
import { SIGN1_TAG_BYTE } from '../core/cose/labels.ts'
import type { UnreadFile } from '../core/error-details.ts'
import { AirlatchError } from '../core/errors.ts'
import { chosen, type FoundMessage, kindOf, type Wanted } from './intake/choose.ts'
import { Look, type LookOptions, type ReadingOptions } from './intake/look.ts'
import { type HandedOver, handedOver, meant, requireInput } from './intake/plain.ts'
import type { Room } from './intake/room.ts'
import { AMONG_OTHERS } from './picture/budget.ts'
import {
  type CollectedSet,
  type Collector,
  frameCollector,
  type OnProgress,
  theMessage,
} from './qr/frames/collector.ts'
import { messageId } from './qr/frames/frame.ts'

export type { Wanted } from './intake/choose.ts'
export type { ReadingOptions } from './intake/look.ts'
export {
  type DamagedPart,
  type HandedMessage,
  type HandedOver,
  MOST_INPUT_BYTES,
  meant,
  messageFromFile,
  messagesFromFile,
  requireInput,
} from './intake/plain.ts'
export { Room } from './intake/room.ts'

/** The kinds of message to accept, and how the input is read. */
export interface IntakeOptions extends ReadingOptions {
  /** Kinds of message to accept (default: any). */
  readonly wanted?: Wanted | undefined
}

/**
 * Returns the only wanted message in an input. Errors: input-too-large, input-empty, input-not-recognised,
 * package-over-limit, several-messages {count, kind, found}; for damaged parts armor-malformed, base45-malformed,
 * link-malformed, frame-malformed, frames-missing, and those that begin with picture-. `path` names a packed file.
 */
export async function messageFromInput(bytes: Uint8Array, options: IntakeOptions = {}): Promise<Uint8Array> {
  return oneMessage(bytes, options.wanted, options)
}

/** Like messageFromInput, but refuses pictures with input-not-recognised: for files read at every program start. */
export async function messageFromFileOrPackage(bytes: Uint8Array, wanted?: Wanted): Promise<Uint8Array> {
  return oneMessage(bytes, wanted, { pictures: false })
}

async function oneMessage(
  bytes: Uint8Array,
  wanted: Wanted | undefined,
  options: LookOptions,
): Promise<Uint8Array> {
  requireInput(bytes)
  if (bytes[0] === SIGN1_TAG_BYTE) return bytes
  const collector = frameCollector()
  const look = new Look(collector, options)
  await look.into(bytes)
  return meant(look, collector, wanted)
}

/** How an input is read, and what it is called. */
export interface NamedReadingOptions extends ReadingOptions {
  /** Name of the input, from which the names of files packed in it are formed. */
  readonly name?: string | undefined
}

/**
 * Returns every message in an input, of any kind.
 * Errors: input-too-large, package-over-limit.
 */
export async function messagesFromInput(
  bytes: Uint8Array,
  { name, ...options }: NamedReadingOptions = {},
): Promise<HandedOver> {
  return allMessages(bytes, name, options)
}

/** Limits on the size and cost of a package. */
export interface PackageLimits {
  readonly room: Room
  /** Called before each packed file is read. It may throw to stop reading. */
  readonly onPacked: () => Promise<void>
}

/**
 * Like messagesFromInput, but treats pictures as input-not-recognised: for files read at every program start.
 * Errors: input-too-large, package-over-limit, anything that `onPacked` throws.
 */
export async function messagesFromFileOrPackage(
  bytes: Uint8Array,
  limits: PackageLimits,
): Promise<HandedOver> {
  return allMessages(bytes, undefined, { ...limits, pictures: false })
}

async function allMessages(
  bytes: Uint8Array,
  name: string | undefined,
  options: LookOptions,
): Promise<HandedOver> {
  requireInput(bytes)
  const collector = frameCollector()
  const look = new Look(collector, options)
  await look.into(bytes, name === undefined ? {} : { name })
  return handedOver(look, collector)
}

/** One of several files that were handed over together. */
export interface OfferedFile {
  /** The name used in errors. */
  readonly name: string
  readonly read: () => Uint8Array
}

/** How several files are read. */
export interface FilesOptions {
  readonly wanted?: Wanted | undefined
  readonly onProgress?: OnProgress | undefined
  /** Called for each file without a readable message, with the reason. It may throw to stop the search. */
  readonly onUnread?: ((name: string, error: AirlatchError) => void) | undefined
}

/**
 * Returns the only wanted message in these files: in one of them, or split over several. Unreadable files are skipped,
 * and named in the error if no message was found. Reading stops once two different messages have been found.
 * Errors: several-messages {count, kind, found}; frames-missing {have, need, missing, unread}; for one unreadable file
 * its own error, for several input-not-recognised {unread}; input-empty if there are no files.
 */
export async function messageFromFiles(
  files: Iterable<OfferedFile>,
  { wanted, onProgress, onUnread }: FilesOptions = {},
): Promise<Uint8Array> {
  const collector = frameCollector()
  const found: FoundMessage[] = []
  const unread: UnreadFile[] = []
  /** Ids of messages that are certainly wanted. The kind of an incomplete message is not known yet. */
  const ids = new Set<string>()
  let last: AirlatchError | undefined
  for (const file of files) {
    const look = new Look(collector, { budget: AMONG_OTHERS, onProgress })
    const error = await lookInto(file, look)
    found.push(...look.messages)
    if (error !== undefined) {
      onUnread?.(file.name, error)
      unread.push({ name: file.name, code: error.code })
      last = error
    }
    for (const { message } of look.messages)
      if (wanted === undefined || kindOf(message) === wanted[0]) ids.add(messageId(message))
    if (new Set([...ids, ...collector.sets().flatMap(idInPart)]).size > 1) break
  }
  const message = withUnread(() => chosen(found, collector.sets(), wanted), unread)
  if (message !== undefined) return message
  if (last === undefined) throw new AirlatchError('input-empty', {})
  if (unread.length === 1) throw last
  throw new AirlatchError('input-not-recognised', { looks: 'several', unread })
}

function idInPart({ id, message }: CollectedSet): readonly string[] {
  return message === undefined ? [id] : []
}

function withUnread<T>(choose: () => T, unread: readonly UnreadFile[]): T {
  try {
    return choose()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    throw error.with({ several: true, unread })
  }
}

/** Reads a file. Returns the error if nothing usable was found, or if a code is damaged and no message is complete. */
async function lookInto({ name, read }: OfferedFile, look: Look): Promise<AirlatchError | undefined> {
  try {
    await look.into(read(), { name })
    return look.messages.length > 0 ? undefined : look.fault()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return error
  }
}

/** Files that contain frames of the same message. */
export interface FrameSet {
  /** Names of the files, in the order in which they were passed. */
  readonly names: readonly string[]
  /** Returns the message. Errors: frames-missing {have, need, missing}; for a file without a message, its own error. */
  message(): Uint8Array
}

/** Groups files by the message whose frames they contain. A file without any frame is a group of its own. */
export async function frameSetsIn(files: readonly OfferedFile[]): Promise<readonly FrameSet[]> {
  const all = frameCollector(files.length)
  const names = new Map<string, string[]>()
  const alone: FrameSet[] = []
  for (const file of files) {
    const own = frameCollector()
    const two = both(own, all)
    const look = new Look(two, { budget: AMONG_OTHERS })
    const error = await lookInto(file, look)
    for (const { message } of look.messages) two.addMessage(message)
    const ids = new Set(own.sets().map(({ id }) => id))
    for (const id of ids) names.set(id, [...(names.get(id) ?? []), file.name])
    if (ids.size === 0) alone.push({ names: [file.name], message: () => refuse(error) })
  }
  const sets = [...names].map(([id, names]) => ({
    names,
    message: () => theMessage(all.sets().filter(set => set.id === id)) ?? refuse(undefined),
  }))
  return [...sets, ...alone]
}

function both(own: Collector, all: Collector): Collector {
  return {
    add(text) {
      own.add(text)
      return all.add(text)
    },
    addMessage(message) {
      own.addMessage(message)
      return all.addMessage(message)
    },
    sets: () => all.sets(),
  }
}

function refuse(error: AirlatchError | undefined): never {
  throw error ?? new AirlatchError('input-not-recognised', { looks: 'several' })
}
