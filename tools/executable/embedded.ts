/**
 * Stands in executables for src/carrier/picture/assets.ts: what few commands need lies in the
 * executable as files of its own, read when it is needed, so that no start pays for it. Nothing is ever fetched.
 */
import { createRequire } from 'node:module'
import { getAsset } from 'node:sea'

/** The bytes of one embedded file. Throws when the executable was made without it. */
export function readEmbedded(name: string): Uint8Array {
  return new Uint8Array(getAsset(name))
}

/** What an embedded CommonJS file exports. It may require Node's own modules. */
export function runEmbedded(name: string): unknown {
  const module = { exports: {} }
  const run = new Function('require', 'module', 'exports', getAsset(name, 'utf8'))
  run(createRequire(import.meta.url), module, module.exports)
  return module.exports
}
