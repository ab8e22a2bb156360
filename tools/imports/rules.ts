/**
 * Owns the rules for which folder may import which (docs/explanation/architecture.md shows them). One row per folder. A
 * folder without a row is an error, and so is an import that no row allows. check.ts applies the table.
 */

/** The modules of Node that a folder may use: all, none, or all except the file system. */
export type NodeUse = 'none' | 'all but files' | 'all'

export interface Folder {
  /** A short description for the picture. */
  readonly what: string
  /** Folders of the project that it may import, besides itself. */
  readonly imports: readonly string[]
  readonly node: NodeUse
  /** The only file that other folders may import; without it, every file. */
  readonly door?: string
  /** Further files, each of which only the named folder may import. No published door exports them. */
  readonly sideDoors?: Readonly<Record<string, string>>
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
  'src/web',
  'src/serving',
  'pages',
]

export const RULES: ImportRules = {
  'src/core': { what: 'messages, signatures, readings, the check', imports: [], node: 'none' },
  'src/crypto': {
    what: "Ed25519 and keys by Node's own crypto",
    imports: ['src/core'],
    node: 'all but files',
  },
  'src/disk': { what: 'every access to a file', imports: ['src/core'], node: 'all' },
  'src/carrier': {
    what: 'text, QR codes, pictures, typed codes',
    imports: ['src/core', 'src/disk'],
    node: 'all but files',
  },
  'src/words': {
    what: 'every sentence that a person reads',
    imports: ['src/core', 'src/carrier'],
    node: 'none',
  },
  'src/log': {
    what: 'hash chain, transactions; SQLite, PostgreSQL',
    imports: ['src/core', 'src/crypto', 'src/disk'],
    node: 'all but files',
  },
  'src/client': {
    what: 'request, install, status; probes and state',
    imports: ['src/core', 'src/crypto', 'src/carrier', 'src/words', 'src/disk'],
    node: 'all but files',
    door: 'src/client/door.ts',
    sideDoors: { 'site-tool': 'src/client/site-server.ts' },
  },
  'src/vendor': {
    what: 'issue, release, publish; catalog, ledger',
    imports: ['src/core', 'src/crypto', 'src/carrier', 'src/words', 'src/disk', 'src/log'],
    node: 'all but files',
    door: 'src/vendor/door.ts',
  },
  'src/site': {
    what: 'lends the seats of a site server',
    imports: ['src/core', 'src/crypto', 'src/words', 'src/log'],
    node: 'all but files',
  },
  'src/browser': {
    what: 'verifies and draws in a page',
    imports: ['src/core', 'src/carrier', 'src/words'],
    node: 'none',
    door: 'src/browser/door.ts',
  },
  'src/cli': {
    what: 'commands, help, output, prompts',
    imports: ['src/core', 'src/words', 'src/disk'],
    node: 'all but files',
  },
  'src/http': {
    what: 'one shell for every server',
    imports: ['src/core', 'src/words', 'src/disk'],
    node: 'all but files',
  },
  'src/web': {
    what: 'what pages are made of: HTML, tables, charts',
    imports: ['src/core', 'src/words', 'src/disk', 'src/http'],
    node: 'all but files',
  },
  'src/exchange': {
    what: 'messages in and out of a command line',
    imports: ['src/core', 'src/carrier', 'src/words', 'src/disk', 'src/cli'],
    node: 'all but files',
  },
  'src/serving': {
    what: 'flags, signals and log of commands that serve',
    imports: ['src/core', 'src/words', 'src/disk', 'src/cli', 'src/exchange', 'src/http'],
    node: 'all but files',
  },
  // no Node: the build replaces Node's parts by files of the page (tools/page-bundle.ts)
  pages: {
    what: 'for phones and desks, in a browser',
    imports: ['src/core', 'src/carrier', 'src/words', 'src/browser'],
    node: 'none',
  },
  'client-tool': { what: 'airlatch', imports: ['src/client', ...TOOL], node: 'all but files' },
  'vendor-tool': { what: 'airlatch-vendor', imports: ['src/vendor', ...TOOL], node: 'all but files' },
  'site-tool': { what: 'airlatch-site', imports: ['src/client', 'src/site', ...TOOL], node: 'all but files' },
}

/** The folders that the table covers. */
export const ROOTS: readonly string[] = ['src', 'client-tool', 'vendor-tool', 'site-tool', 'pages']

/** Returns all folders that a folder reaches, including itself: what a bundle that starts there may contain. */
export function reachable(folder: string, rules: ImportRules = RULES): ReadonlySet<string> {
  const found = new Set([folder])
  // Iterating over a Set includes entries that are added meanwhile.
  for (const one of found) for (const next of rules[one]?.imports ?? []) found.add(next)
  return found
}
