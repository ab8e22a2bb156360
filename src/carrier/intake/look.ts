/**
 * Owns looking into one input, and into whatever is packed in it, within one limit for all of it: which messages are
 * there, and what was wrong with what looks like one. Pieces of messages go to a collector, which other inputs may share.
 */
import { SIGN1_TAG_BYTE } from '../../core/cose/labels.ts'
import type { FoundAt } from '../../core/error-details.ts'
import { AirlatchError, type ErrorCode } from '../../core/errors.ts'
import { type Armored, armorsIn } from '../armor.ts'
import { isLink, linksIn, messageFromLink } from '../link.ts'
import { AMONG_OTHERS, type TimeBudget } from '../picture/budget.ts'
import { pictureFormat } from '../picture/header.ts'
import type { PictureReadOptions } from '../picture/read.ts'
import type { Collected, Collector, OnProgress } from '../qr/frames/collector.ts'
import { isFrameText } from '../qr/frames/frame.ts'
import { isQrText, messageFromQrText } from '../qr/text.ts'
import type { PackedFile } from './archive.ts'
import { base64FilesIn } from './base64.ts'
import type { FoundMessage } from './choose.ts'
import { type ArchiveFormat, archiveFormat, unreadableFile } from './formats.ts'
import { isHtml, textOfHtml } from './html.ts'
import { isMail } from './mail-header.ts'
import { MOST_UNPACKED, overLimit, Room } from './room.ts'
import { isOtherKeyboard, symbolsIn } from './symbols.ts'
import { isLeftBySystem } from './system-files.ts'
import { bare, lettersOf, textOf } from './text.ts'

/** How an input is read, and what is told of it meanwhile. */
export interface ReadingOptions extends Pick<PictureReadOptions, 'budget' | 'clock' | 'signal'> {
  /** Told how far the codes of a message are. */
  readonly onProgress?: OnProgress | undefined
}

export interface LookOptions extends ReadingOptions {
  /** Gives the texts of the symbols in a picture; picture/read.ts does unless told. */
  readonly readPicture?: (bytes: Uint8Array, how: PictureReadOptions) => Promise<readonly string[]>
}

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

export class Look {
  readonly messages: FoundMessage[] = []
  readonly faults: InputFault[] = []
  /** The last piece of a message that was seen. */
  progress: Extract<Collected, { kind: 'progress' }> | undefined
  readonly #collector: Collector
  readonly #options: LookOptions
  readonly #room = new Room()
  #pictureMs: number = MOST_UNPACKED.pictureMs

  constructor(collector: Collector, options: LookOptions = {}) {
    this.#collector = collector
    this.#options = options
  }

  /** Looks for everything. `depth`: how many packages it is in. Errors: package-over-limit, the reason of a signal. */
  async into(bytes: Uint8Array, at: FoundAt = {}, depth = 0): Promise<void> {
    if (this.#isSimple(bytes, at)) return
    if (pictureFormat(bytes) !== undefined) return this.#picture(bytes, at, depth)
    const archive = archiveFormat(bytes)
    if (archive !== undefined) return this.#archive(bytes, archive, at, depth)
    const text = textOf(bytes)
    if (text !== undefined && isMail(text) && (await this.#mail(bytes, text, at, depth))) return
    const before = this.#mark()
    const files = depth < MOST_UNPACKED.depth ? this.#text(text, bytes, at) : []
    for (const file of files) await this.into(file, at, depth + 1)
    this.#settle(before, text, at)
  }

  /** Looks for what can be read at once: no pictures, no packages. */
  intoPlain(bytes: Uint8Array, at: FoundAt = {}, depth = 0): void {
    if (this.#isSimple(bytes, at)) return
    const text = pictureFormat(bytes) === undefined ? textOf(bytes) : undefined
    const before = this.#mark()
    const files = depth < MOST_UNPACKED.depth ? this.#text(text, bytes, at) : []
    for (const file of files) this.intoPlain(file, at, depth + 1)
    this.#settle(before, text, at)
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
  #isSimple(bytes: Uint8Array, at: FoundAt): boolean {
    if (bytes.length === 0) this.#wrong(at, new AirlatchError('input-empty', {}))
    else if (bytes[0] === SIGN1_TAG_BYTE) this.messages.push({ message: bytes, at })
    else return this.#isOwnDrawing(bytes, at)
    return true
  }

  #isOwnDrawing(bytes: Uint8Array, at: FoundAt): boolean {
    const format = pictureFormat(bytes)
    if (format !== 'PDF' && format !== 'SVG') return false
    const before = this.#mark()
    for (const one of armorsIn(lettersOf(bytes).replace(/^% /gm, ''))) this.#armored(one, at)
    return this.#gainedSince(before)
  }

  /** Gives files that stand in the text as base64, when there is nothing else in it. */
  #text(text: string | undefined, bytes: Uint8Array, at: FoundAt): readonly Uint8Array[] {
    if (text === undefined) {
      this.#wrong(at, new AirlatchError('input-not-recognised', { looks: unreadableFile(bytes) ?? 'binary' }))
      return []
    }
    const before = this.#mark()
    for (const one of isHtml(text) ? [text, textOfHtml(text)] : [text]) this.#shown(one, at)
    return this.#gainedSince(before) ? [] : base64FilesIn(text)
  }

  /** What a person sees of a text. */
  #shown(text: string, at: FoundAt): void {
    for (const one of armorsIn(text)) this.#armored(one, at)
    this.symbols(symbolsIn(text), at)
    for (const link of linksIn(text)) this.#reading(at, () => messageFromLink(link))
  }

  /** Says what a text is in which nothing was found. */
  #settle(before: Mark, text: string | undefined, at: FoundAt): void {
    if (text === undefined || this.#gainedSince(before)) return
    // what was tried as base64
    this.faults.length = before.faults
    const looks = isOtherKeyboard(text) ? 'other-keyboard' : 'text'
    this.#wrong(
      at,
      bare(text) === ''
        ? new AirlatchError('input-empty', {})
        : new AirlatchError('input-not-recognised', { looks }),
    )
  }

  async #picture(bytes: Uint8Array, at: FoundAt, depth: number): Promise<void> {
    const { budget, clock = () => performance.now(), signal } = this.#options
    const begun = clock()
    try {
      const read = this.#options.readPicture ?? (await import('../picture/read.ts')).readPicture
      const seen: string[] = []
      const onTexts = (texts: readonly string[]): void => {
        seen.push(...texts)
        this.symbols(texts, at)
      }
      const how = { budget: depth === 0 ? budget : this.#shared(), clock, signal, onTexts }
      const texts = await read(bytes, how)
      this.symbols(
        texts.filter(text => !seen.includes(text)),
        at,
      )
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      this.#wrong(at, error)
    } finally {
      if (depth > 0) this.#pictureMs -= clock() - begun
    }
  }

  /** What is left of the time for all pictures of a package. */
  #shared(): TimeBudget {
    const left = Math.max(1, this.#pictureMs)
    return { stillMs: Math.min(AMONG_OTHERS.stillMs, left), movingMs: Math.min(AMONG_OTHERS.movingMs, left) }
  }

  async #archive(bytes: Uint8Array, format: ArchiveFormat, at: FoundAt, depth: number): Promise<void> {
    if (depth >= MOST_UNPACKED.depth) throw overLimit('depth')
    const { filesInArchive } = await import('./archive.ts')
    const files = this.#tried(at, () =>
      filesInArchive(bytes, format, { name: at.name ?? '', room: this.#room }),
    )
    if (files === undefined) return
    const isOne = format === 'gzip'
    await this.#packed(
      files.map(file => (isOne ? { ...file, name: '' } : file)),
      at,
      { looks: 'archive', depth },
    )
  }

  /** False for a text that only begins like a mail. */
  async #mail(bytes: Uint8Array, text: string, at: FoundAt, depth: number): Promise<boolean> {
    if (depth >= MOST_UNPACKED.depth) throw overLimit('depth')
    const { partsOfMail } = await import('./mail.ts')
    const parts = await partsOfMail(bytes, this.#room)
    if (parts === undefined) return false
    const before = this.#mark()
    await this.#packed(parts, at, { looks: 'mail', depth })
    if (this.#gainedSince(before)) return true
    // a text with lines like a mail's above the message
    const fault = this.faults.splice(before.faults)
    this.#shown(text, at)
    if (!this.#gainedSince(before)) this.faults.push(...fault)
    return true
  }

  /** Everything in a package; where nothing is, one fault says so and names what was in it. */
  async #packed(
    files: readonly PackedFile[],
    at: FoundAt,
    { looks, depth }: { readonly looks: 'mail' | 'archive'; readonly depth: number },
  ): Promise<void> {
    const before = this.#mark()
    for (const { name, bytes } of files)
      if (!isLeftBySystem(name)) await this.into(bytes, inside(at, name), depth + 1)
    if (this.#gainedSince(before)) return
    const unread = this.faults.splice(before.faults)
    const [only] = unread
    if (unread.length === 1 && only !== undefined && files.length === 1) return void this.faults.push(only)
    const named = unread.flatMap(({ at: { name }, error }) =>
      name === undefined || name === at.name ? [] : [{ name, code: error.code }],
    )
    this.#wrong(at, new AirlatchError('input-not-recognised', { looks, unread: named }))
  }

  #armored({ line, ...one }: Armored, at: FoundAt): void {
    if ('error' in one) this.#wrong({ ...at, line }, one.error)
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
    if (one.kind === 'damaged') this.#wrong(at, one.error)
    if (one.kind !== 'progress') return
    this.progress = one
    this.#options.onProgress?.(one.have, one.need)
  }

  #reading(at: FoundAt, read: () => Uint8Array): void {
    const message = this.#tried(at, read)
    if (message !== undefined) this.messages.push({ message, at })
  }

  #tried<T>(at: FoundAt, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof AirlatchError) || error.code === 'package-over-limit') throw error
      this.#wrong(at, error)
      return undefined
    }
  }

  #wrong(at: FoundAt, error: AirlatchError): void {
    this.faults.push({ at, error })
  }

  #mark(): Mark {
    return { messages: this.messages.length, faults: this.faults.length, progress: this.progress }
  }

  #gainedSince({ messages, faults, progress }: Mark): boolean {
    return (
      this.messages.length > messages || this.progress !== progress || this.faults.slice(faults).some(isOurs)
    )
  }
}

/** How much was there before something was looked into. */
interface Mark {
  readonly messages: number
  readonly faults: number
  readonly progress: Look['progress']
}

function isOurs({ error }: InputFault): boolean {
  return !NOT_OURS.includes(error.code)
}

/** As errors name it: `mail.eml/request.txt`. */
function inside({ name }: FoundAt, part: string): FoundAt {
  if (part === '') return name === undefined ? {} : { name }
  return { name: name === undefined ? part : `${name}/${part}` }
}
