/**
 * Owns the kit that was baked into the executable that runs. It comes out of the executable alone: no variable, no
 * file beside it and no flag is looked at here, so none of them can put another one in its place.
 */
import { messageInPlace } from '../src/carrier/kit-place.ts'
import { embedded } from '../src/disk/installed.ts'

/** What tools/package.ts calls the place among the files inside the executable. */
export const KIT_PLACE = 'kit.place'

/** Undefined from the sources, from the npm package, and in an executable as it is shipped. Error: baked-kit-damaged. */
export function bakedKit(): Uint8Array<ArrayBuffer> | undefined {
  // not a copy of the file: only the bytes that are looked at are read from it
  const place = embedded(KIT_PLACE)
  return place && messageInPlace(place)
}
