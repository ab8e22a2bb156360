/** Owns the scripts of the pages as they are served. The pages do without them all that they can do without. */
import { type StaticFile, staticFile } from '../../src/http/static.ts'

export interface Scripts {
  /** Reads requests by camera, from pictures and by drag and drop; of pages/serve/start.ts. */
  readonly start: StaticFile
  /** Copies what the license page shows; of pages/serve/license.ts. */
  readonly license: StaticFile
  /** Keeps what is half typed in the console; of pages/console/keep.ts. */
  readonly keep: StaticFile
}

/** Of the built texts. */
export function scriptsOf(texts: { readonly [name in keyof Scripts]: string }): Scripts {
  const script = (name: keyof Scripts) => staticFile(`script/${name}`, 'js', 'text/javascript', texts[name])
  return { start: script('start'), license: script('license'), keep: script('keep') }
}
