/**
 * Replaces src/carrier/picture/assets.ts in executables: files that few commands need are separate files inside the
 * executable and are read only when needed, so that they do not slow down the start. Nothing is ever downloaded.
 */
import { createRequire } from 'node:module'
import { getAsset } from 'node:sea'

/** Returns the bytes of an embedded file. Throws if the executable was made without it. */
export function readEmbedded(name: string): Uint8Array {
  return new Uint8Array(getAsset(name))
}

/** Runs an embedded CommonJS file and returns its exports. It may require Node's own modules. */
export function runEmbedded(name: string): unknown {
  const module = { exports: {} }
  const run = new Function('require', 'module', 'exports', getAsset(name, 'utf8'))
  run(createRequire(import.meta.url), module, module.exports)
  return module.exports
}
