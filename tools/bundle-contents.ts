/** Owns what the client's bundle must not hold: whatever decides, records or signs for a vendor. */
import type { Metafile } from 'esbuild'
import { VENDOR_CODE } from './imports/rules.ts'

/** Folders end in a slash; a name without one is a file, a package or a module of Node's own. */
const VENDOR_ONLY = [...VENDOR_CODE, 'age-encryption', 'node:sqlite', 'pg', 'pgpass']

/** Every input and every outside import of the bundle that only the vendor's may have. */
export function vendorCodeIn({ inputs, outputs }: Metafile): readonly string[] {
  const outside = [...Object.values(inputs), ...Object.values(outputs)]
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external)
    .map(({ path }) => path)
  return [...new Set([...Object.keys(inputs), ...outside])].filter(isVendorOnly)
}

function isVendorOnly(path: string): boolean {
  return VENDOR_ONLY.some(
    place =>
      path === place ||
      (place.endsWith('/') && path.startsWith(place)) ||
      path.includes(`node_modules/${place}/`) ||
      `node:${path}` === place,
  )
}
