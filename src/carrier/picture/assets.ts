/**
 * Owns where the two QR readers' files come from: beside the code, in node_modules.
 * The bundler puts another file in this one's place in executables and pages (see tools/), with the same export.
 */
import { createRequire } from 'node:module'
import { readInstalled } from '../../disk/installed.ts'

const PATHS = {
  'zxing_reader.wasm': 'zxing-wasm/reader/zxing_reader.wasm',
  'jsQR.js': 'jsqr/dist/jsQR.js',
} as const

export type AssetName = keyof typeof PATHS

/** The bytes of one reader's file. Throws when the installation is incomplete. */
export function readAsset(name: AssetName): Uint8Array {
  return readInstalled(createRequire(import.meta.url).resolve(PATHS[name]))
}
