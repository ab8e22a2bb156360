/**
 * Owns the call of pkg: one bundle, its embedded files and one Node become one executable. Uses pkg's own step for
 * single executables, because its command line passes on neither the embedded files nor the settings below. The bytes
 * depend on what goes in, and not on the folders that it lies in.
 */
import { homedir } from 'node:os'
import { basename, dirname } from 'node:path'
import options from '@yao-pkg/pkg/lib-es5/options.js'
import sea, { type SeaConfig } from '@yao-pkg/pkg/lib-es5/sea.js'
import type { Pin } from './nodes.ts'

export interface Executable {
  /** The first code, one CommonJS file. */
  readonly main: string
  /** Paths by the names that the bundle asks for. */
  readonly embedded: Readonly<Record<string, string>>
  readonly pin: Pin
  /** Holds pkg's cache, filled by nodes.ts. */
  readonly home: string
  readonly output: string
}

export async function makeExecutable({ main, embedded, pin, home, output }: Executable): Promise<void> {
  const { os, arch, version } = pin
  const seaConfig: SeaConfig & { main: string; execArgv: readonly string[]; execArgvExtension: 'none' } = {
    // Stands in the executable as it is written here. pkg works in a folder of its own beside it.
    main: `../${basename(main)}`,
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    // Knows no function that runs later than the start; train.ts does.
    useCodeCache: false,
    assets: { ...embedded },
    execArgvExtension: 'none',
    execArgv: [
      // OPENSSL_CONF is sealed (seal.ts); this is for the file that OpenSSL would read without it.
      `--openssl-config=${os === 'win' ? 'NUL' : '/dev/null'}`,
      // No signal opens a debugger. In Windows, no other process can ask for one either.
      '--disable-sigusr1',
      // megabytes in which new objects lie: a start does not fill them, so none waits for a collection
      '--min-semi-space-size=4',
    ],
  }
  options.default.set({})
  const folder = dirname(main)
  const variables = { HOME: home, USERPROFILE: home, TMPDIR: folder, TEMP: folder, TMP: folder }
  await withoutNetwork(variables, () =>
    sea.default(main, {
      seaConfig,
      // An ad-hoc signature needs a Mac; package.ts says what to do there.
      signature: false,
      targets: [{ platform: os, arch, nodeRange: `node${version}`, output }],
    }),
  )
}

/**
 * pkg looks below the home folder, and fetches what it does not find there. It shall find everything, or fail.
 * `variables` are those of the environment while it runs.
 */
async function withoutNetwork(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<void>,
): Promise<void> {
  const { fetch } = globalThis
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const)
  globalThis.fetch = input => {
    throw new Error(`pkg wanted ${String(input)}, which the cache in ${homedir()} should have held`)
  }
  for (const [name, value] of Object.entries(variables)) process.env[name] = value
  try {
    await run()
  } finally {
    globalThis.fetch = fetch
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}
