/**
 * Owns the scripts of the pages as they are served: each at an address that has its hash, kept by browsers for ever,
 * smaller on the way for those that can. The pages do without them all that they can do without.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { FOR_EVER } from './headers.ts'

/** Of any script, as a route. */
export const SCRIPT_PATH = '/script/:name'

export interface Script {
  /** `/script/start.0123456789abcdef.js` */
  readonly path: string
  /** `accepted`: the header Accept-Encoding. */
  answer(accepted: string | undefined): Response
}

export interface Scripts {
  /** Reads requests by camera, from pictures and by drag and drop; of pages/serve/start.ts. */
  readonly start: Script
  /** Copies what the license page shows; of pages/serve/license.ts. */
  readonly license: Script
}

/** Of the built texts. */
export function scriptsOf(texts: { readonly [name in keyof Scripts]: string }): Scripts {
  return { start: script('start', texts.start), license: script('license', texts.license) }
}

function script(name: string, text: string): Script {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const headers = {
    ...FOR_EVER,
    'content-type': 'text/javascript; charset=utf-8',
    vary: 'accept-encoding',
  }
  const whole = Buffer.from(text)
  let small: Uint8Array | undefined
  return {
    path: `/script/${name}.${hash}.js`,
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
  let at = 0
  const body = new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + PIECE_BYTES))
      at += PIECE_BYTES
      if (at >= bytes.length) controller.close()
    },
  })
  return new Response(body, { headers: { ...headers, 'content-length': String(bytes.length) } })
}
