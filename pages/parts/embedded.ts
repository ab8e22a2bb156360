/**
 * Owns the readers' files inside of a page: the build puts them here as text. Nothing is fetched.
 * It stands in the place of src/carrier/picture/assets.ts and scripts.ts.
 */
import files from 'airlatch:embedded'
import type { AssetName } from '../../src/carrier/picture/assets.ts'
import type { ScriptName } from '../../src/carrier/picture/scripts.ts'

export type EmbeddedName = AssetName | ScriptName

const decoded = new Map<EmbeddedName, Uint8Array<ArrayBuffer>>()

/** The bytes of one reader's file. */
export function readEmbedded(name: EmbeddedName): Uint8Array<ArrayBuffer> {
  const known = decoded.get(name)
  if (known !== undefined) return known
  const bytes = Uint8Array.from(atob(files[name] as string), character => character.charCodeAt(0))
  decoded.set(name, bytes)
  return bytes
}

export { readEmbedded as readAsset, readEmbedded as readScript }
