/**
 * Owns the directions of the imports (DESIGN section 1) as data. A path that ends in a slash is a folder with all
 * that is in it. How the table is applied stands in graph.ts and check.ts.
 */

export interface Layer {
  readonly name: string
  readonly paths: readonly string[]
}

export interface ImportRules {
  /** From the lowest to the highest: a file imports from its own layer and from those before it. */
  readonly layers: readonly Layer[]
  /** Layers that do not know each other, though one stands before the other. */
  readonly strangers: readonly (readonly [string, string])[]
  /** The one file that strangers may import all the same: a table of numbers. */
  readonly commonTable: string
  /** Who may import the types, never the code, of which stranger. */
  readonly typesOnly: readonly { readonly from: string; readonly to: string }[]
  /** The only places that may use these modules of Node's own, of all folders; types of them are free. */
  readonly keepers: readonly { readonly modules: readonly string[]; readonly paths: readonly string[] }[]
  /** The only files that may use Node's other modules, and which; types of them are free. */
  readonly node: Readonly<Record<string, readonly string[]>>
  /** What must not be reached from a file, by however many steps; `node:` is every module of Node's own. */
  readonly unreachable: readonly {
    readonly from: string
    readonly never: readonly string[]
    /** Files in whose place the build puts others: what they import does not matter. */
    readonly replaced?: readonly string[]
  }[]
  /** A folder, and all that it may enter of the project outside of itself. */
  readonly entrances: Readonly<Record<string, readonly string[]>>
}

/** Whatever decides, records or signs for a vendor: the client never reaches it, and its bundle never holds it. */
export const VENDOR_CODE: readonly string[] = [
  'src/ledger/',
  'src/catalog/',
  'src/custody/',
  'src/issue-batch.ts',
  'src/issue-decision.ts',
  'src/issue.ts',
  'src/issue-typed.ts',
  'src/release.ts',
  'src/revocations.ts',
  'src/clock-reset.ts',
  'src/desk-clock.ts',
  'src/activation-start.ts',
  'src/checkpoint.ts',
  'src/rules/decide.ts',
  'src/rules/decide/',
  'src/vendor.ts',
  'vendor-tool/',
]

const CLIENT_CODE = [
  'src/request-again.ts',
  'src/install.ts',
  'src/install-typed.ts',
  'src/status.ts',
  'src/watch.ts',
  'src/deactivate.ts',
  'src/state/',
  'src/computer/probe.ts',
  'src/computer/file-times.ts',
  'src/computer/ask.ts',
  'src/computer/linux.ts',
  'src/computer/linux-virtual.ts',
  'src/computer/linux-container.ts',
  'src/computer/macos.ts',
  'src/computer/windows.ts',
  'src/computer/bsd.ts',
  'src/computer/user.ts',
  'src/computer/session.ts',
  'src/computer/session-command.ts',
  'src/computer/session-linux.ts',
  'src/computer/session-ps.ts',
  'src/computer/session-windows.ts',
  'src/client.ts',
  'client-tool/',
]

/** All that touches the disk. */
const DISK = ['src/disk/', 'src/leftovers.ts', 'src/files.ts']

const VERBS = [
  'current-kit',
  'request',
  'request-again',
  'issue',
  'issue-batch',
  'issue-decision',
  'issue-typed',
  'install',
  'install-typed',
  'verify',
  'status',
  'watch',
  'deactivate',
  'release',
  'revocations',
  'clock-reset',
  'desk-clock',
  'activation-start',
  'checkpoint',
  'inspect',
]

export const RULES: ImportRules = {
  layers: [
    { name: 'version', paths: ['src/version.ts'] },
    { name: 'errors', paths: ['src/errors.ts'] },
    { name: 'explain', paths: ['src/explain.ts'] },
    { name: 'files', paths: DISK },
    { name: 'bytes', paths: ['src/bytes/'] },
    { name: 'cose', paths: ['src/cose/'] },
    { name: 'message', paths: ['src/message/'] },
    { name: 'carrier', paths: ['src/carrier/'] },
    { name: 'computer', paths: ['src/computer/'] },
    { name: 'rules', paths: ['src/rules/'] },
    { name: 'envelope', paths: ['src/envelope.ts'] },
    { name: 'ledger', paths: ['src/ledger/'] },
    { name: 'catalog', paths: ['src/catalog/'] },
    { name: 'custody', paths: ['src/custody/'] },
    { name: 'state', paths: ['src/state/'] },
    { name: 'verbs', paths: VERBS.map(verb => `src/${verb}.ts`) },
    { name: 'doors', paths: ['src/client.ts', 'src/vendor.ts', 'src/browser.ts'] },
    { name: 'cli', paths: ['src/cli/'] },
    { name: 'http', paths: ['src/http/'] },
    { name: 'pages', paths: ['pages/'] },
    { name: 'tools', paths: ['client-tool/', 'vendor-tool/'] },
  ],
  strangers: [
    ['cose', 'message'],
    ['cose', 'carrier'],
    ['message', 'carrier'],
  ],
  commonTable: 'src/cose/labels.ts',
  typesOnly: [{ from: 'message', to: 'cose' }],
  // what the system refuses becomes an error with a code and a hint there, and nowhere else
  keepers: [
    {
      modules: ['node:fs', 'node:fs/promises'],
      // a program as a text, made out of src/disk/ among others
      paths: [...DISK, 'src/state/reader-program.ts'],
    },
  ],
  node: {
    'src/disk/look.ts': ['node:path'],
    'src/files.ts': ['node:path'],
    'src/leftovers.ts': ['node:path'],
    'src/cose/native.ts': ['node:crypto'],
    'src/cose/pem.ts': ['node:crypto'],
    'src/carrier/picture/assets.ts': ['node:module'],
    'src/carrier/picture/scripts.ts': ['node:module', 'node:path'],
    'src/carrier/picture/inflate.ts': ['node:zlib'],
    'src/carrier/picture/thread.ts': ['node:worker_threads'],
    'src/carrier/qr/png.ts': ['node:zlib'],
    'src/computer/bsd.ts': ['node:os'],
    'src/computer/linux.ts': ['node:path'],
    'src/computer/macos.ts': ['node:os'],
    'src/computer/session-command.ts': ['node:child_process'],
    'src/computer/user.ts': ['node:os'],
    'src/computer/windows.ts': ['node:os'],
    'src/issue-batch.ts': ['node:os'],
    'src/ledger/attempts.ts': ['node:timers/promises'],
    'src/ledger/chain.ts': ['node:crypto'],
    'src/ledger/entries.ts': ['node:crypto'],
    'src/ledger/postgres-connection.ts': ['node:timers/promises'],
    'src/ledger/sqlite-backup.ts': ['node:sqlite'],
    'src/ledger/sqlite-engine.ts': ['node:timers/promises'],
    'src/ledger/sqlite.ts': ['node:sqlite'],
    'src/custody/signing-key.ts': ['node:crypto', 'node:path'],
    'src/ledger/sqlite-file.ts': ['node:path', 'node:url'],
    'src/custody/signing-ring.ts': ['node:path'],
    'src/state/installation.ts': ['node:path'],
    'src/state/instances-folder.ts': ['node:path'],
    'src/state/instances-lock.ts': ['node:timers/promises'],
    'src/state/record.ts': ['node:path'],
    'src/state/copy.ts': ['node:path'],
    'src/state/paths.ts': ['node:path'],
    'src/state/revocation-list.ts': ['node:path'],
    'src/state/place-reader.ts': ['node:path'],
    'src/state/reader-program.ts': ['node:path'],
    'src/state/share-reader.ts': ['node:child_process', 'node:path', 'node:sea'],
    'src/state/shares.ts': ['node:path'],
    'src/state/state.ts': ['node:path'],
    'src/vendor.ts': ['node:crypto', 'node:path'],
  },
  unreachable: [
    { from: 'src/client.ts', never: VENDOR_CODE },
    { from: 'client-tool/main.ts', never: VENDOR_CODE },
    { from: 'src/vendor.ts', never: CLIENT_CODE },
    { from: 'vendor-tool/main.ts', never: CLIENT_CODE },
    {
      from: 'src/browser.ts',
      never: ['node:', ...VENDOR_CODE, 'src/state/', ...DISK],
    },
    // not node: the build puts files of the page's own in the place of Node's (tools/page-bundle.ts)
    {
      from: 'pages/',
      never: [...VENDOR_CODE, 'src/state/', ...DISK, 'src/client.ts'],
      replaced: ['src/carrier/picture/assets.ts', 'src/carrier/picture/scripts.ts'],
    },
    { from: 'src/rules/', never: ['node:'] },
  ],
  entrances: {
    // knows nothing of licensing, so that every server can have it
    'src/http/': ['src/errors.ts', 'src/files.ts', ...DISK],
    'client-tool/': ['src/client.ts', 'src/cli/', 'src/http/', ...DISK],
    'vendor-tool/': ['src/vendor.ts', 'src/cli/', 'src/http/', ...DISK],
    'pages/': ['src/browser.ts', 'src/carrier/', 'src/cli/'],
  },
}
