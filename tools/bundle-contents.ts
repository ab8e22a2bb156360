/** Owns what the client's bundle must not contain: the vendor's folders, and what only they need. */
import type { Metafile } from 'esbuild'
import { folderOf } from './imports/check.ts'
import { RULES, reachable } from './imports/rules.ts'

/** Packages and modules of Node that decide, record or sign for a vendor. */
const VENDOR_ONLY = ['age-encryption', 'node:sqlite', 'pg', 'pgpass']

/** Returns the bundle's inputs that the client must not reach, and external imports that only a vendor needs. */
export function vendorCodeIn({ inputs, outputs }: Metafile): readonly string[] {
  const outside = [...Object.values(inputs), ...Object.values(outputs)]
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external)
    .map(({ path }) => path)
  return [...new Set([...Object.keys(inputs), ...outside])].filter(isVendorOnly)
}

const CLIENT_FOLDERS = reachable('client-tool')

function isVendorOnly(path: string): boolean {
  const folder = folderOf(path, RULES)
  if (folder !== undefined) return !CLIENT_FOLDERS.has(folder)
  return VENDOR_ONLY.some(
    name => path === name || path.includes(`node_modules/${name}/`) || `node:${path}` === name,
  )
}
