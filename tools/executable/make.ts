/**
 * Owns the call of pkg, which makes one executable from one bundle, its embedded files and one Node. It calls pkg's own
 * step for single executables, because pkg's command line passes on neither the embedded files nor the settings below.
 * The resulting bytes depend only on the inputs, not on their folders.
 */
import { homedir } from 'node:os'
import { basename, dirname } from 'node:path'
import options from '@yao-pkg/pkg/lib-es5/options.js'
import sea, { type SeaConfig } from '@yao-pkg/pkg/lib-es5/sea.js'
import type { Pin } from './nodes.ts'

export interface Executable {
  /** The code that runs first, one CommonJS file. */
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
    // The path is visible in the executable. pkg works in a folder of its own next to it.
    main: `../${basename(main)}`,
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    // Node's code cache would not include functions that run after the start; train.ts does.
    useCodeCache: false,
    assets: { ...embedded },
    execArgvExtension: 'none',
    execArgv: [
      // OPENSSL_CONF is sealed (seal.ts); this disables the file that OpenSSL would read by default.
      `--openssl-config=${os === 'win' ? 'NUL' : '/dev/null'}`,
      // No signal can open a debugger. On Windows, no other process can request one either.
      '--disable-sigusr1',
      // megabytes for new objects: a start does not fill them, so no start waits for a garbage collection
      '--min-semi-space-size=4',
    ],
  }
  options.default.set({})
  const folder = dirname(main)
  const variables = { HOME: home, USERPROFILE: home, TMPDIR: folder, TEMP: folder, TMP: folder }
  await withoutNetwork(variables, () =>
    sea.default(main, {
      seaConfig,
      // An ad-hoc signature needs a Mac; package.ts prints what to do there.
      signature: false,
      targets: [{ platform: os, arch, nodeRange: `node${version}`, output }],
    }),
  )
}

/**
 * Runs pkg so that it cannot download: it looks in the home folder and would fetch what is missing, so everything must
 * be there, or it must fail. `variables`: environment variables for the run.
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
