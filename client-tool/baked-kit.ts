/**
 * Owns the kit that was baked into the executable that runs. It comes out of the executable alone: no variable, no
 * file beside it and no flag is looked at here, so none of them can put another one in its place.
 */
import { getRawAsset, isSea } from 'node:sea'
import { messageInPlace } from '../src/carrier/kit-place.ts'

/** What tools/package.ts calls the place among the files inside the executable. */
export const KIT_PLACE = 'kit.place'

/** Undefined from the sources, from the npm package, and in an executable as it is shipped. Error: baked-kit-damaged. */
export function bakedKit(): Uint8Array<ArrayBuffer> | undefined {
  // not a copy of the file: only the bytes that are looked at are read from it
  return isSea() ? messageInPlace(new Uint8Array(getRawAsset(KIT_PLACE) as ArrayBuffer)) : undefined
}
