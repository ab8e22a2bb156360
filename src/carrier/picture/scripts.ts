/**
 * Owns where the scripts come from that run in a thread of their own: beside the code, in node_modules.
 * Like assets.ts it is replaced by the bundler in executables and pages, with the same export.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readInstalled } from '../../disk/installed.ts'

export type ScriptName = 'zxing_reader.js' | 'jpeg_decoder.js'

const require = createRequire(import.meta.url)

/** Classic scripts, one file each, without imports. */
const PATHS: Readonly<Record<ScriptName, () => string>> = {
  // The package does not export this file by name, only the wasm that it belongs to.
  'zxing_reader.js': () =>
    join(dirname(require.resolve('zxing-wasm/reader/zxing_reader.wasm')), '../iife/reader/index.js'),
  'jpeg_decoder.js': () => require.resolve('jpeg-js/lib/decoder.js'),
}

/** The bytes of one script, UTF-8. Throws when the installation is incomplete. */
export function readScript(name: ScriptName): Uint8Array {
  return readInstalled(PATHS[name]())
}
