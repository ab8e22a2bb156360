/**
 * Owns which folder may import which (docs/architecture.md has the picture of it). One row a folder; a folder that is
 * not here is a mistake, and so is an import that no row allows. How the table is applied: check.ts.
 */

/** What a folder may use of Node: every module, none, or every one except the file system. */
export type NodeUse = 'none' | 'all but files' | 'all'

export interface Folder {
  /** Folders of ours that it may import, beside itself. */
  readonly imports: readonly string[]
  readonly node: NodeUse
  /** The only file that other folders may import; without it, every file. */
  readonly door?: string
}

export type ImportRules = Readonly<Record<string, Folder>>

const TOOL = [
  'src/core',
  'src/carrier',
  'src/words',
  'src/disk',
  'src/cli',
  'src/exchange',
  'src/http',
  'pages',
]

export const RULES: ImportRules = {
  'src/core': { imports: [], node: 'none' },
  'src/crypto': { imports: ['src/core'], node: 'all but files' },
  'src/disk': { imports: ['src/core'], node: 'all' },
  'src/carrier': { imports: ['src/core', 'src/disk'], node: 'all but files' },
  'src/words': { imports: ['src/core', 'src/carrier'], node: 'none' },
  'src/log': { imports: ['src/core', 'src/crypto', 'src/disk'], node: 'all but files' },
  'src/client': {
    imports: ['src/core', 'src/crypto', 'src/carrier', 'src/words', 'src/disk'],
    node: 'all but files',
    door: 'src/client/door.ts',
  },
  'src/vendor': {
    imports: ['src/core', 'src/crypto', 'src/carrier', 'src/words', 'src/disk', 'src/log'],
    node: 'all but files',
    door: 'src/vendor/door.ts',
  },
  'src/browser': {
    imports: ['src/core', 'src/carrier', 'src/words'],
    node: 'none',
    door: 'src/browser/door.ts',
  },
  'src/cli': { imports: ['src/core', 'src/words', 'src/disk'], node: 'all but files' },
  'src/http': { imports: ['src/core', 'src/words', 'src/disk'], node: 'all but files' },
  'src/exchange': {
    imports: ['src/core', 'src/carrier', 'src/words', 'src/disk', 'src/cli'],
    node: 'all but files',
  },
  // not node: the build puts files of the page's own in the place of Node's (tools/page-bundle.ts)
  pages: { imports: ['src/core', 'src/carrier', 'src/words', 'src/browser'], node: 'none' },
  'client-tool': { imports: ['src/client', ...TOOL], node: 'all but files' },
  'vendor-tool': { imports: ['src/vendor', ...TOOL], node: 'all but files' },
}

/** The folders whose files the table is about, as the file system has them. */
export const ROOTS: readonly string[] = ['src', 'client-tool', 'vendor-tool', 'pages']

/** Every folder that a folder reaches by the table, itself included: what a bundle that starts there may contain. */
export function reachable(folder: string, rules: ImportRules = RULES): ReadonlySet<string> {
  const found = new Set([folder])
  // A Set is walked in the order of its entries, those added on the way included.
  for (const one of found) for (const next of rules[one]?.imports ?? []) found.add(next)
  return found
}
