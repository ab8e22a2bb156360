/**
 * Owns what becomes of whatever a person hands over: the message that is wanted. A raw message, text in whatever a mail
 * program, a chat or an editor made of it, a link, texts of QR symbols or pictures of them, a saved mail, an archive,
 * our own PDF or SVG, base64 of any of these; one or several of them. Bytes decide, not names. Finding a message is
 * patient, reading it is strict: nothing is repaired inside of one, and nobody believes it before its signature.
 *
 *     const request = await messageFromInput(bytes, { wanted: ['request'] })
 *
 * Without a picture or a package in it an input is read at once, and in a page (messageFromFile).
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

/** What of an input is of use, and how it is read. */
export interface IntakeOptions extends ReadingOptions {
  /** Kinds of message; any, unless they are named. */
  readonly wanted?: Wanted | undefined
}

/**
 * The one message in whatever was handed over. Errors: input-too-large, input-empty, input-not-recognised, package-over-limit,
 * several-messages {count, kind, found}; of what is damaged armor-malformed, base45-malformed, link-malformed, frame-malformed,
 * frames-missing, and those that begin with picture-. What is in a package is named by `path`.
 */
export async function messageFromInput(bytes: Uint8Array, options: IntakeOptions = {}): Promise<Uint8Array> {
  return oneMessage(bytes, options.wanted, options)
}

/** As messageFromInput, but pictures are input-not-recognised: for what every start of a program reads. */
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

/** How every message is read. */
export interface NamedReadingOptions extends ReadingOptions {
  /** Of the input, for the names of what is packed in it. */
  readonly name?: string | undefined
}

/**
 * Every message in whatever was handed over, whatever its kind.
 * Errors: input-too-large, package-over-limit.
 */
export async function messagesFromInput(
  bytes: Uint8Array,
  { name, ...options }: NamedReadingOptions = {},
): Promise<HandedOver> {
  return allMessages(bytes, name, options)
}

/** How much a package may have in it, and cost. */
export interface PackageLimits {
  readonly room: Room
  /** Called before each packed file; ends the reading by throwing. */
  readonly onPacked: () => Promise<void>
}

/**
 * As messagesFromInput, but pictures are input-not-recognised: for what every start of a program reads.
 * Errors: input-too-large, package-over-limit, whatever `onPacked` throws.
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
  /** As errors name it. */
  readonly name: string
  readonly read: () => Uint8Array
}

/** How several files are read. */
export interface FilesOptions {
  readonly wanted?: Wanted | undefined
  readonly onProgress?: OnProgress | undefined
  /** Told a file that was no help, and why; what it throws ends the search. */
  readonly onUnread?: ((name: string, error: AirlatchError) => void) | undefined
}

/**
 * The one message that is in these files: in one of them, or in pieces in several. What cannot be read is passed over, and
 * told when the message is not there without it. No more of them are read once two different ones are there.
 * Errors: several-messages {count, kind, found}; frames-missing {have, need, missing, unread}; of a single file that holds
 * nothing its own error; input-not-recognised {unread} for several; input-empty for none.
 */
export async function messageFromFiles(
  files: Iterable<OfferedFile>,
  { wanted, onProgress, onUnread }: FilesOptions = {},
): Promise<Uint8Array> {
  const collector = frameCollector()
  const found: FoundMessage[] = []
  const unread: UnreadFile[] = []
  /** Of what is certainly meant; of pieces nobody knows yet. */
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

/** Why the file was no help; also of one with a damaged code beside others, which may have been some. */
async function lookInto({ name, read }: OfferedFile, look: Look): Promise<AirlatchError | undefined> {
  try {
    await look.into(read(), { name })
    return look.messages.length > 0 ? undefined : look.fault()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return error
  }
}

/** Files that have frames of one message. */
export interface FrameSet {
  /** Of the files, in their order. */
  readonly names: readonly string[]
  /** Errors: frames-missing {have, need, missing}; of a file that holds nothing its own. */
  message(): Uint8Array
}

/** The messages of which these files have frames, each with its files; a file that has none is a set of its own. */
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
