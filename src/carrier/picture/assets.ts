/**
 * Owns where the two QR readers' files come from: beside the code, in node_modules.
 * The bundler puts another file in this one's place in executables and pages (see tools/), with the same export.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readInstalled } from '../../disk/installed.ts'

const require = createRequire(import.meta.url)

const zxing = (): string => require.resolve('zxing-wasm/reader/zxing_reader.wasm')

/** The scripts are classic ones, one file each, without imports: they run in a thread of their own. */
const PATHS = {
  'zxing_reader.wasm': zxing,
  // The package does not export this file by name, only the wasm that it belongs to.
  'zxing_reader.js': () => join(dirname(zxing()), '../iife/reader/index.js'),
  'jsQR.js': () => require.resolve('jsqr/dist/jsQR.js'),
} as const

export type AssetName = keyof typeof PATHS

/** The bytes of one reader's file; scripts are UTF-8. Throws when the installation is incomplete. */
export function readAsset(name: AssetName): Uint8Array {
  return readInstalled(PATHS[name]())
}
