/**
 * Owns opening the files that a search has read, saved mails and archives too, within the time of the search. One file after
 * another, because an opened mail takes many times the memory of its file. Each may unpack to little, because looking
 * through what was unpacked cannot be interrupted when the time is over.
 *
 *     const opened = new OpenedFiles(seconds, over)
 *     opened.add(file)
 *     await opened.all()
 *     const { messages } = opened.messagesIn(file)
 */
import { setImmediate } from 'node:timers/promises'
import { type HandedOver, messagesFromFile, messagesFromFileOrPackage, Room } from '../../carrier/intake.ts'
import { AirlatchError } from '../../core/errors.ts'

/** Bytes that one file may unpack to, and all together. A message has at most 1 MiB (bytes/cbor.ts). */
const MOST_UNPACKED_HERE = { one: 4_194_304, all: 67_108_864 } as const

/** A file, as it was read. */
export interface ReadFile {
  readonly source: string
  readonly bytes: Uint8Array
}

export class OpenedFiles {
  /** What the search may take. */
  readonly seconds: number
  /** Aborted when that time is over. */
  readonly over: AbortSignal
  readonly #opened = new Map<ReadFile, () => HandedOver>()
  #unpacked = 0
  #last: Promise<void> = Promise.resolve()

  constructor(seconds: number, over: AbortSignal) {
    this.seconds = seconds
    this.over = over
  }

  /** Opens a file after those that were added before it. */
  add(file: ReadFile): void {
    this.#last = this.#last.then(() => this.#open(file))
  }

  /** Waits for the files that were added so far. */
  all(): Promise<void> {
    return this.#last
  }

  /**
   * What is in a file. A file that was not opened in time is still read for what can be read at once.
   * Errors: share-unavailable, for one that was not opened in time; package-over-limit.
   */
  messagesIn(file: ReadFile): HandedOver {
    const opened = this.#opened.get(file)
    if (opened !== undefined) return opened()
    const atOnce = messagesFromFile(file.bytes)
    const isNothing = atOnce.damaged.every(({ error }) => error.code === 'input-not-recognised')
    if (atOnce.messages.length > 0 || !isNothing) return atOnce
    throw new AirlatchError('share-unavailable', { path: file.source, seconds: this.seconds })
  }

  async #open(file: ReadFile): Promise<void> {
    const { one, all } = MOST_UNPACKED_HERE
    const room = new Room(Math.min(one, Math.max(0, all - this.#unpacked)))
    const onPacked = () => this.#turn()
    try {
      await onPacked()
      const found = await messagesFromFileOrPackage(file.bytes, { room, onPacked })
      this.#opened.set(file, () => found)
    } catch (error) {
      if (this.over.aborted) return
      this.#opened.set(file, () => {
        throw error
      })
    } finally {
      this.#unpacked += room.unpacked
    }
  }

  /** The parsers never wait: without this neither the clock nor what is still being read would get a turn. */
  async #turn(): Promise<void> {
    await setImmediate()
    this.over.throwIfAborted()
  }
}
