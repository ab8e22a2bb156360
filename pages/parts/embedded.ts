/**
 * Owns the readers' files inside of a page: the build puts them here as text. Nothing is fetched.
 * It stands in the place of src/carrier/picture/assets.ts.
 */
import files from 'airlatch:embedded'
import type { AssetName } from '../../src/carrier/picture/assets.ts'

const decoded = new Map<AssetName, Uint8Array<ArrayBuffer>>()

/** The bytes of one reader's file. */
export function readAsset(name: AssetName): Uint8Array<ArrayBuffer> {
  const known = decoded.get(name)
  if (known !== undefined) return known
  const bytes = Uint8Array.from(atob(files[name] as string), character => character.charCodeAt(0))
  decoded.set(name, bytes)
  return bytes
}
