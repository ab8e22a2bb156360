/**
 * Owns files that a server keeps in memory: each at an address with its hash, kept by browsers for good, compressed for
 * those that can read it. Who has one does not ask again.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { IMMUTABLE } from './headers.ts'

export interface StaticFile {
  /** `/script/start.0123456789abcdef.js` */
  readonly path: string
  /** `accepted`: the header Accept-Encoding. */
  answer(accepted: string | undefined): Response
}

/** `text` at `/NAME.HASH.EXTENSION`, with 16 digits of its SHA-256. */
export function staticFile(name: string, extension: string, type: string, text: string): StaticFile {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const headers = { ...IMMUTABLE, 'content-type': `${type}; charset=utf-8`, vary: 'accept-encoding' }
  const whole = Buffer.from(text)
  let small: Uint8Array | undefined
  return {
    path: `/${name}.${hash}.${extension}`,
    answer(accepted = '') {
      if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(accepted)) return answered(whole, headers)
      small ??= gzipSync(text)
      return answered(small, { ...headers, 'content-encoding': 'gzip' })
    },
  }
}

const PIECE_BYTES = 65_536

/** Piece by piece, as fast as it is taken: many who take it slowly do not each have a copy of all of it. */
function answered(bytes: Uint8Array, headers: Readonly<Record<string, string>>): Response {
  const all = { ...headers, 'content-length': String(bytes.length) }
  if (bytes.length <= PIECE_BYTES) return new Response(Uint8Array.from(bytes), { headers: all })
  let at = 0
  const body = new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + PIECE_BYTES))
      at += PIECE_BYTES
      if (at >= bytes.length) controller.close()
    },
  })
  return new Response(body, { headers: all })
}
