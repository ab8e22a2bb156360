/**
 * Owns the kit that was built into the running executable. It is read only from the executable. No variable, no file
 * next to it and no flag is considered, so none of them can replace the kit.
 */
import { messageInPlace } from '../src/carrier/kit-place.ts'
import { embedded } from '../src/disk/installed.ts'

/** The name that tools/package.ts gives the place inside the executable. */
export const KIT_PLACE = 'kit.place'

/** Returns the kit; undefined from the sources, the npm package or a shipped executable. Error: baked-kit-damaged. */
export function bakedKit(): Uint8Array<ArrayBuffer> | undefined {
  // this is a view, not a copy: only the bytes that are used are read from the file
  const place = embedded(KIT_PLACE)
  return place && messageInPlace(place)
}
