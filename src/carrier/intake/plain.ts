/**
 * Owns looking into an input for what can be read at once, in a page too: raw messages, texts in every form, base64 of these,
 * drawings of our own. Pieces of messages go to a collector, which other inputs may share. Packages and pictures: look.ts.
 */
import { BYTES, needed, requireField } from '../../core/arguments.ts'
import { type MessageName, SIGN1_TAG_BYTE } from '../../core/cose/labels.ts'
import type { FoundAt } from '../../core/error-details.ts'
import { AirlatchError, type ErrorCode } from '../../core/errors.ts'
import { type Armored, armorsIn } from '../armor.ts'
import { isLink, linksIn, messageFromLink } from '../link.ts'
import { pictureFormat } from '../picture/header.ts'
import { type Collected, type Collector, frameCollector, type OnProgress } from '../qr/frames/collector.ts'
import { isFrameText } from '../qr/frames/frame.ts'
import { isQrText, messageFromQrText } from '../qr/text.ts'
import { base64FilesIn } from './base64.ts'
import { chosen, different, type FoundMessage, kindOf, type Wanted } from './choose.ts'
import { unreadableFile } from './formats.ts'
import { isHtml, textOfHtml } from './html.ts'
import { MOST_UNPACKED } from './room.ts'
import { isOtherKeyboard, symbolsIn } from './symbols.ts'
import { bare, lettersOf, textOf, unquotedPrintable } from './text.ts'

/** What was wrong, and where. */
export interface InputFault {
  readonly at: FoundAt
  readonly error: AirlatchError
}

/** What files have that are no message of ours, and no damaged one. */
const NOT_OURS: readonly ErrorCode[] = [
  'input-empty',
  'input-not-recognised',
  'picture-without-qr',
  'picture-unsupported',
]

/**
 * One look into one input, or into several that belong together.
 *
 *     const look = new PlainLook(collector)
 *     look.intoPlain(bytes)
 *     const license = meant(look, collector, ['license'])
 */
export class PlainLook {
  readonly messages: FoundMessage[] = []
  readonly faults: InputFault[] = []
  /** The last piece of a message that was seen. */
  progress: Extract<Collected, { kind: 'progress' }> | undefined
  readonly #collector: Collector
  readonly #onProgress: OnProgress | undefined

  constructor(collector: Collector, onProgress?: OnProgress) {
    this.#collector = collector
    this.#onProgress = onProgress
  }

  /** Looks for what can be read at once: no pictures, no packages. */
  intoPlain(bytes: Uint8Array, at: FoundAt = {}, depth = 0): void {
    if (this.isSimple(bytes, at)) return
    const text = pictureFormat(bytes) === undefined ? textOf(bytes) : undefined
    const before = this.mark()
    const files = this.text(text, bytes, at)
    if (depth < MOST_UNPACKED.depth) for (const file of files) this.intoPlain(file, at, depth + 1)
    this.settle(before, text, at)
  }

  /** The texts of symbols, as a camera or a picture has them. */
  symbols(texts: readonly string[], at: FoundAt = {}): void {
    for (const text of texts) this.#symbol(text, at)
  }

  /** What was damaged; else, where nothing was found, why. */
  telling(): readonly InputFault[] {
    const ours = this.faults.filter(isOurs)
    const isNothing = this.messages.length === 0 && this.progress === undefined
    return ours.length > 0 || !isNothing ? ours : this.faults.slice(0, 1)
  }

  /** The first of them, with its place. */
  fault(): AirlatchError | undefined {
    const { at, error } = this.telling()[0] ?? {}
    if (error === undefined || at?.name === undefined) return error
    return 'path' in error.details ? error : error.with({ path: at.name })
  }

  /** Whether it is nothing, a message as it is, or a drawing with its message written into it. */
  protected isSimple(bytes: Uint8Array, at: FoundAt): boolean {
    if (bytes.length === 0) this.wrong(at, new AirlatchError('input-empty', {}))
    else if (bytes[0] === SIGN1_TAG_BYTE) this.messages.push({ message: bytes, at })
    else return this.#isOwnDrawing(bytes, at)
    return true
  }

  #isOwnDrawing(bytes: Uint8Array, at: FoundAt): boolean {
    const format = pictureFormat(bytes)
    if (format !== 'PDF' && format !== 'SVG') return false
    const before = this.mark()
    for (const one of armorsIn(lettersOf(bytes).replace(/^% /gm, ''))) this.#armored(one, at)
    return this.gainedSince(before)
  }

  /** Gives files that stand in the text as base64, when there is nothing else in it. */
  protected text(text: string | undefined, bytes: Uint8Array, at: FoundAt): readonly Uint8Array[] {
    if (text === undefined) {
      this.wrong(at, new AirlatchError('input-not-recognised', { looks: unreadableFile(bytes) ?? 'binary' }))
      return []
    }
    const before = this.mark()
    const forms = [text, unquotedPrintable(text), isHtml(text) ? textOfHtml(text) : undefined]
    for (const one of forms) if (one !== undefined) this.shown(one, at)
    return this.gainedSince(before) ? [] : base64FilesIn(text)
  }

  /** What a person sees of a text. */
  protected shown(text: string, at: FoundAt): void {
    for (const one of armorsIn(text)) this.#armored(one, at)
    this.symbols(symbolsIn(text), at)
    for (const link of linksIn(text)) this.#reading(at, () => messageFromLink(link))
  }

  /** Says what a text is in which nothing was found. */
  protected settle(before: LookMark, text: string | undefined, at: FoundAt): void {
    if (text === undefined || this.gainedSince(before)) return
    // what was tried as base64
    this.faults.length = before.faults
    const looks = isOtherKeyboard(text) ? 'other-keyboard' : 'text'
    this.wrong(
      at,
      bare(text) === ''
        ? new AirlatchError('input-empty', {})
        : new AirlatchError('input-not-recognised', { looks }),
    )
  }

  #armored({ line, ...one }: Armored, at: FoundAt): void {
    if ('error' in one) this.wrong({ ...at, line }, one.error)
    else this.messages.push({ message: one.message, at: { ...at, line } })
  }

  #symbol(text: string, at: FoundAt): void {
    if (!isFrameText(text)) {
      const read = isQrText(text) ? messageFromQrText : isLink(text) ? messageFromLink : undefined
      if (read !== undefined) this.#reading(at, () => read(text))
      return
    }
    const one = this.#collector.add(text)
    if (one.kind === 'done') this.messages.push({ message: one.message, at })
    if (one.kind === 'damaged') this.wrong(at, one.error)
    if (one.kind !== 'progress') return
    this.progress = one
    this.#onProgress?.(one.have, one.need)
  }

  #reading(at: FoundAt, read: () => Uint8Array): void {
    const message = this.tried(at, read)
    if (message !== undefined) this.messages.push({ message, at })
  }

  protected tried<T>(at: FoundAt, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof AirlatchError) || error.code === 'package-over-limit') throw error
      this.wrong(at, error)
      return undefined
    }
  }

  protected wrong(at: FoundAt, error: AirlatchError): void {
    this.faults.push({ at, error })
  }

  protected mark(): LookMark {
    return { messages: this.messages.length, faults: this.faults.length, progress: this.progress }
  }

  protected gainedSince({ messages, faults, progress }: LookMark): boolean {
    return (
      this.messages.length > messages || this.progress !== progress || this.faults.slice(faults).some(isOurs)
    )
  }
}

/** How much was there before something was looked into. */
export interface LookMark {
  readonly messages: number
  readonly faults: number
  readonly progress: PlainLook['progress']
}

function isOurs({ error }: InputFault): boolean {
  return !NOT_OURS.includes(error.code)
}

/** The largest file that is read: a photograph. A message itself is at most 1 MiB (bytes/cbor.ts). */
export const MOST_INPUT_BYTES = 33_554_432

/**
 * The one message in whatever was handed over, at once: pictures, mails and archives are input-not-recognised. Errors: those of
 * messageFromInput.
 */
export function messageFromFile(bytes: Uint8Array, wanted?: Wanted): Uint8Array {
  requireInput(bytes)
  if (bytes[0] === SIGN1_TAG_BYTE) return bytes
  const collector = frameCollector()
  const look = new PlainLook(collector)
  look.intoPlain(bytes)
  return meant(look, collector, wanted)
}

/** A message that was handed over. */
export interface HandedMessage {
  readonly message: Uint8Array
  /** As the message says, which nobody has verified; undefined for one that is damaged, or of a newer version. */
  readonly kind: MessageName | undefined
  /** The file in a package that it was in; undefined for what was in none. */
  readonly name: string | undefined
}

/** All that was in an input. */
export interface HandedOver {
  /** Each once, in their order. */
  readonly messages: readonly HandedMessage[]
  /** What could not be read: where messages were found, only what looks like one; else why there are none. */
  readonly damaged: readonly DamagedPart[]
}

/** Something in an input that looked like a message of ours and is damaged, or a file in a package that was no help. */
export interface DamagedPart {
  readonly name: string | undefined
  readonly error: AirlatchError
}

/** Every message in whatever was handed over, at once: not those in pictures, mails and archives. Error: input-too-large. */
export function messagesFromFile(bytes: Uint8Array): HandedOver {
  requireInput(bytes)
  const collector = frameCollector()
  const look = new PlainLook(collector)
  look.intoPlain(bytes)
  return handedOver(look, collector)
}

export function handedOver(look: PlainLook, collector: Collector): HandedOver {
  const messages = different(look.messages).map(({ message, at: { name } }) => ({
    message,
    kind: kindOf(message),
    name,
  }))
  const damaged = look.telling().map(({ at, error }) => ({ name: at.name, error }))
  try {
    chosen([], collector.sets(), undefined)
    return { messages, damaged }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    // pieces without the rest of their message
    return { messages, damaged: [...damaged, { name: undefined, error }] }
  }
}

/**
 * What is meant of all that was found. Without a collector, pieces that were found before do not count. Errors:
 * several-messages, frames-missing; those of what is damaged; input-not-recognised.
 */
export function meant(
  look: PlainLook,
  collector: Collector | undefined,
  wanted: Wanted | undefined,
): Uint8Array {
  const message = chosen(look.messages, collector?.sets() ?? [], wanted)
  if (message !== undefined) return message
  throw look.fault() ?? new AirlatchError('input-not-recognised', { looks: 'binary' })
}

/** Before anything looks into it. Errors: invalid-value, for what are no bytes; input-too-large. */
export function requireInput(input: Uint8Array): void {
  requireField('input', input, needed(BYTES))
  const { length } = input
  if (length > MOST_INPUT_BYTES)
    throw new AirlatchError('input-too-large', { most: MOST_INPUT_BYTES, got: length })
}
