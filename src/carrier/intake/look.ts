/**
 * Owns searching one input and everything packed in it, within one common limit. Adds pictures, saved mails and
 * archives to what plain.ts reads synchronously.
 */
import type { FoundAt } from '../../core/error-details.ts'
import { AirlatchError } from '../../core/errors.ts'
import { AMONG_OTHERS, type TimeBudget } from '../picture/budget.ts'
import { pictureFormat } from '../picture/header.ts'
import type { PictureReadOptions } from '../picture/read.ts'
import type { Collector, OnProgress } from '../qr/frames/collector.ts'
import type { PackedFile } from './archive.ts'
import { type ArchiveFormat, archiveFormat } from './formats.ts'
import { isMail } from './mail-header.ts'
import { type InputFault, PlainLook } from './plain.ts'
import { MOST_UNPACKED, overLimit, Room } from './room.ts'
import { isLeftBySystem } from './system-files.ts'
import { textOf } from './text.ts'

/** How an input is read, and how progress is reported. */
export interface ReadingOptions extends Pick<PictureReadOptions, 'budget' | 'clock' | 'signal'> {
  /** Called with the number of frames collected so far and the number needed. */
  readonly onProgress?: OnProgress | undefined
}

export interface LookOptions extends ReadingOptions {
  /** Whether to read pictures, which may take seconds (default: true). If false, they are input-not-recognised. */
  readonly pictures?: boolean | undefined
  /** The limit for everything unpacked from the input. */
  readonly room?: Room | undefined
  /** Called before each packed file is read. It may throw to stop the search. */
  readonly onPacked?: (() => Promise<void>) | undefined
  /** Returns the texts of the symbols in a picture (default: readPicture in picture/read.ts). */
  readonly readPicture?: (bytes: Uint8Array, how: PictureReadOptions) => Promise<readonly string[]>
}

/** A search that also reads pictures and packages. Example: `await new Look(collector).into(bytes)` */
export class Look extends PlainLook {
  readonly #options: LookOptions
  readonly #room: Room
  #pictureMs: number = MOST_UNPACKED.pictureMs

  constructor(collector: Collector, options: LookOptions = {}) {
    super(collector, options.onProgress)
    this.#options = options
    this.#room = options.room ?? new Room()
  }

  /** Searches `bytes`. `depth`: how many packages they are nested in. Errors: package-over-limit, signal reason. */
  async into(bytes: Uint8Array, at: FoundAt = {}, depth = 0): Promise<void> {
    if (this.isSimple(bytes, at)) return
    const isPicture = pictureFormat(bytes) !== undefined
    if (isPicture && this.#options.pictures !== false) return this.#picture(bytes, at, depth)
    const archive = archiveFormat(bytes)
    if (archive !== undefined) return this.#archive(bytes, archive, at, depth)
    const text = isPicture ? undefined : textOf(bytes)
    if (text !== undefined && isMail(text) && (await this.#mail(bytes, text, at, depth))) return
    const before = this.mark()
    const files = this.text(text, bytes, at)
    if (depth < MOST_UNPACKED.depth) for (const file of files) await this.into(file, at, depth + 1)
    this.settle(before, text, at)
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
      this.wrong(at, error)
    } finally {
      if (depth > 0) this.#pictureMs -= clock() - begun
    }
  }

  /** The time that remains for all pictures of a package. */
  #shared(): TimeBudget {
    const left = Math.max(1, this.#pictureMs)
    return { stillMs: Math.min(AMONG_OTHERS.stillMs, left), movingMs: Math.min(AMONG_OTHERS.movingMs, left) }
  }

  async #archive(bytes: Uint8Array, format: ArchiveFormat, at: FoundAt, depth: number): Promise<void> {
    if (depth >= MOST_UNPACKED.depth) throw overLimit('depth')
    const { filesInArchive } = await import('./archive.ts')
    const files = this.tried(at, () =>
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

  /** Returns false if the text only begins like a mail. */
  async #mail(bytes: Uint8Array, text: string, at: FoundAt, depth: number): Promise<boolean> {
    if (depth >= MOST_UNPACKED.depth) throw overLimit('depth')
    const { partsOfMail } = await import('./mail.ts')
    const parts = await partsOfMail(bytes, this.#room)
    if (parts === undefined) return false
    const before = this.mark()
    await this.#packed(parts, at, { looks: 'mail', depth })
    if (this.gainedSince(before)) return true
    // perhaps a text that has lines like a mail header above the message
    const fault = this.faults.splice(before.faults)
    this.shown(text, at)
    if (!this.gainedSince(before)) this.faults.push(...fault)
    return true
  }

  /** Searches every file in a package. If nothing is found, records a single fault that names the files. */
  async #packed(
    files: readonly PackedFile[],
    at: FoundAt,
    { looks, depth }: { readonly looks: 'mail' | 'archive'; readonly depth: number },
  ): Promise<void> {
    const before = this.mark()
    for (const { name, bytes } of files) {
      if (isLeftBySystem(name)) continue
      await this.#options.onPacked?.()
      await this.into(bytes, inside(at, name), depth + 1)
    }
    if (this.gainedSince(before)) return
    const unread = this.faults.splice(before.faults)
    // For example, an unreadable photograph in a mail with a logo and a greeting: report only the photograph.
    const [first, second] = files.length === 1 ? unread : unread.filter(isNamed)
    if (first !== undefined && second === undefined) return void this.faults.push(first)
    const named = unread.flatMap(({ at: { name }, error }) =>
      name === undefined || name === at.name ? [] : [{ name, code: error.code }],
    )
    this.wrong(at, new AirlatchError('input-not-recognised', { looks, unread: named }))
  }
}

/** Whether a fault is about a recognised file format, for which there is specific advice. */
function isNamed({ error }: InputFault): boolean {
  if (error.code !== 'input-not-recognised') return error.code === 'picture-unsupported'
  const { looks } = error.details
  return looks !== undefined && looks !== 'text' && looks !== 'binary'
}

/** The name of a packed file in errors, such as `mail.eml/request.txt`. */
function inside({ name }: FoundAt, part: string): FoundAt {
  if (part === '') return name === undefined ? {} : { name }
  return { name: name === undefined ? part : `${name}/${part}` }
}
