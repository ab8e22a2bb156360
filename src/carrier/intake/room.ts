/**
 * Owns how much one input may turn out to have in it, however it is packed: files, bytes, and packages inside of packages.
 * It is counted while it is unpacked, and a package that says less of itself than it has gains nothing.
 */
import { AirlatchError, type ErrorDetails } from '../../core/errors.ts'

/** `depth`: a mail in an archive in a mail is three. */
export const MOST_UNPACKED = { files: 1000, bytes: 67_108_864, depth: 3, pictureMs: 20_000 } as const

export class Room {
  #files = 0
  readonly #mostBytes: number
  #bytes = 0

  /** `mostBytes`: of all that is unpacked. */
  constructor(mostBytes: number = MOST_UNPACKED.bytes) {
    this.#mostBytes = mostBytes
  }

  /** Bytes that were unpacked so far. */
  get unpacked(): number {
    return this.#bytes
  }

  /** Error: package-over-limit. */
  file(): void {
    if (++this.#files > MOST_UNPACKED.files) throw overLimit('files')
  }

  /** Error: package-over-limit. */
  bytes(length: number): void {
    this.#bytes += length
    if (this.#bytes > this.#mostBytes) throw overLimit('bytes', this.#mostBytes)
  }
}

/** Of one mail, counted before it is parsed: 20 MB of attachments. */
export const MOST_MAIL = { parts: 1000, lines: 30_000, base64Lines: 250_000 } as const

const MOST = { ...MOST_UNPACKED, parts: MOST_MAIL.parts, lines: MOST_MAIL.lines } as const

export function overLimit(
  limit: ErrorDetails<'package-over-limit'>['limit'],
  most: number = MOST[limit],
): AirlatchError {
  return new AirlatchError('package-over-limit', { limit, most })
}
