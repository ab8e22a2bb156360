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
  'src/vendor/ledger/',
  'src/vendor/catalog/',
  'src/vendor/custody/',
  'src/vendor/issue/batch.ts',
  'src/vendor/issue/decision.ts',
  'src/vendor/issue/issue.ts',
  'src/vendor/issue/typed.ts',
  'src/vendor/release.ts',
  'src/vendor/publish/revocations.ts',
  'src/vendor/publish/clock-reset.ts',
  'src/desk-clock.ts',
  'src/activation-start.ts',
  'src/vendor/publish/checkpoint.ts',
  'src/vendor/decide/decide.ts',
  'src/vendor/decide/',
  'src/vendor/door.ts',
  'vendor-tool/',
]

const CLIENT_CODE = [
  'src/client/request-again.ts',
  'src/client/install/install.ts',
  'src/client/install/typed.ts',
  'src/client/status.ts',
  'src/client/watch.ts',
  'src/client/deactivate.ts',
  'src/client/state/',
  'src/client/probe/probe.ts',
  'src/client/probe/file-times.ts',
  'src/client/probe/ask.ts',
  'src/client/probe/linux.ts',
  'src/client/probe/linux-virtual.ts',
  'src/client/probe/linux-container.ts',
  'src/client/probe/macos.ts',
  'src/client/probe/windows.ts',
  'src/client/probe/bsd.ts',
  'src/client/probe/user.ts',
  'src/client/session/session.ts',
  'src/client/session/command.ts',
  'src/client/session/linux.ts',
  'src/client/session/ps.ts',
  'src/client/session/windows.ts',
  'src/client/door.ts',
  'client-tool/',
]

/** All that touches the disk. */
const DISK = ['src/disk/', 'src/disk/leftovers.ts', 'src/disk/files.ts']

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
    { name: 'version', paths: ['src/core/version.ts'] },
    { name: 'errors', paths: ['src/core/errors.ts'] },
    { name: 'explain', paths: ['src/words/explain.ts'] },
    { name: 'files', paths: DISK },
    { name: 'bytes', paths: ['src/core/bytes/'] },
    { name: 'cose', paths: ['src/core/cose/'] },
    { name: 'message', paths: ['src/core/message/'] },
    { name: 'carrier', paths: ['src/carrier/'] },
    { name: 'computer', paths: ['src/client/probe/'] },
    { name: 'rules', paths: ['src/core/terms/'] },
    { name: 'envelope', paths: ['src/core/envelope.ts'] },
    { name: 'ledger', paths: ['src/vendor/ledger/'] },
    { name: 'catalog', paths: ['src/vendor/catalog/'] },
    { name: 'custody', paths: ['src/vendor/custody/'] },
    { name: 'state', paths: ['src/client/state/'] },
    { name: 'verbs', paths: VERBS.map(verb => `src/${verb}.ts`) },
    { name: 'doors', paths: ['src/client/door.ts', 'src/vendor/door.ts', 'src/browser/door.ts'] },
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
  commonTable: 'src/core/cose/labels.ts',
  typesOnly: [{ from: 'message', to: 'cose' }],
  // what the system refuses becomes an error with a code and a hint there, and nowhere else
  keepers: [
    {
      modules: ['node:fs', 'node:fs/promises'],
      // a program as a text, made out of src/disk/ among others
      paths: [...DISK, 'src/client/share/reader-program.ts'],
    },
  ],
  node: {
    'src/disk/look.ts': ['node:path'],
    'src/disk/files.ts': ['node:path'],
    'src/disk/leftovers.ts': ['node:path'],
    'src/crypto/native.ts': ['node:crypto'],
    'src/crypto/pem.ts': ['node:crypto'],
    'src/carrier/picture/assets.ts': ['node:module'],
    'src/carrier/picture/scripts.ts': ['node:module', 'node:path'],
    'src/carrier/picture/inflate.ts': ['node:zlib'],
    'src/carrier/picture/thread.ts': ['node:worker_threads'],
    'src/carrier/qr/png.ts': ['node:zlib'],
    'src/client/probe/bsd.ts': ['node:os'],
    'src/client/probe/linux.ts': ['node:path'],
    'src/client/probe/macos.ts': ['node:os'],
    'src/client/session/command.ts': ['node:child_process'],
    'src/client/probe/user.ts': ['node:os'],
    'src/client/probe/windows.ts': ['node:os'],
    'src/vendor/issue/batch.ts': ['node:os'],
    'src/log/attempts.ts': ['node:timers/promises'],
    'src/log/chain.ts': ['node:crypto'],
    'src/vendor/ledger/entries.ts': ['node:crypto'],
    'src/log/postgres/connection.ts': ['node:timers/promises'],
    'src/vendor/ledger/sqlite-backup.ts': ['node:sqlite'],
    'src/log/sqlite/engine.ts': ['node:timers/promises'],
    'src/vendor/ledger/sqlite.ts': ['node:sqlite'],
    'src/vendor/custody/signing-key.ts': ['node:crypto', 'node:path'],
    'src/log/sqlite/file.ts': ['node:path', 'node:url'],
    'src/vendor/custody/signing-ring.ts': ['node:path'],
    'src/client/state/installation.ts': ['node:path'],
    'src/client/instances/folder.ts': ['node:path'],
    'src/client/instances/lock.ts': ['node:timers/promises'],
    'src/client/state/record.ts': ['node:path'],
    'src/client/share/copy.ts': ['node:path'],
    'src/client/share/paths.ts': ['node:path'],
    'src/client/state/revocation-list.ts': ['node:path'],
    'src/client/share/place-reader.ts': ['node:path'],
    'src/client/share/reader-program.ts': ['node:path'],
    'src/client/share/share-reader.ts': ['node:child_process', 'node:path', 'node:sea'],
    'src/client/share/shares.ts': ['node:path'],
    'src/client/state/state.ts': ['node:path'],
    'src/vendor/door.ts': ['node:crypto', 'node:path'],
  },
  unreachable: [
    { from: 'src/client/door.ts', never: VENDOR_CODE },
    { from: 'client-tool/main.ts', never: VENDOR_CODE },
    { from: 'src/vendor/door.ts', never: CLIENT_CODE },
    { from: 'vendor-tool/main.ts', never: CLIENT_CODE },
    {
      from: 'src/browser/door.ts',
      never: ['node:', ...VENDOR_CODE, 'src/client/state/', ...DISK],
    },
    // not node: the build puts files of the page's own in the place of Node's (tools/page-bundle.ts)
    {
      from: 'pages/',
      never: [...VENDOR_CODE, 'src/client/state/', ...DISK, 'src/client/door.ts'],
      replaced: ['src/carrier/picture/assets.ts', 'src/carrier/picture/scripts.ts'],
    },
    { from: 'src/core/terms/', never: ['node:'] },
  ],
  entrances: {
    // knows nothing of licensing, so that every server can have it
    'src/http/': ['src/core/errors.ts', 'src/disk/files.ts', ...DISK],
    'client-tool/': ['src/client/door.ts', 'src/cli/', 'src/http/', ...DISK],
    'vendor-tool/': ['src/vendor/door.ts', 'src/cli/', 'src/http/', ...DISK],
    'pages/': ['src/browser/door.ts', 'src/carrier/', 'src/cli/'],
  },
}
