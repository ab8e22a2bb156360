/**
 * Owns the location of the built scan page: inside the executable, in the npm package, or in dist/ of a checkout where
 * `npm run pages` has made it.
 */
import { fileURLToPath } from 'node:url'
import { AirlatchError } from '../../src/client/door.ts'
import { systemCode } from '../../src/disk/faults.ts'
import { embedded, readInstalled } from '../../src/disk/installed.ts'

/** The name that tools/package.ts gives it inside the executable. */
export const PAGE_ASSET = 'scan.html'

/** Returns the page as it was built, with an empty block of data. Error: page-missing. */
export function builtPage(): string {
  const inside = embedded(PAGE_ASSET)
  if (inside !== undefined) return new TextDecoder().decode(inside)
  // when compiled, this file is one folder deeper, in dist/lib
  const here = import.meta.url.endsWith('.ts') ? '../../dist/' : '../../../'
  const path = fileURLToPath(new URL(`${here}pages/${PAGE_ASSET}`, import.meta.url))
  try {
    return readInstalled(path).toString('utf8')
  } catch (cause) {
    throw new AirlatchError('page-missing', { path, system: systemCode(cause) }, cause)
  }
}
