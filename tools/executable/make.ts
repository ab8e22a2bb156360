/**
 * Owns the call of pkg: one bundle, its embedded files and one Node become one executable. Uses pkg's own step for
 * single executables, because its command line passes on neither the embedded files nor the settings below.
 */
import { homedir } from 'node:os'
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
  const seaConfig: SeaConfig & { execArgv: readonly string[]; execArgvExtension: 'none' } = {
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
    ],
  }
  options.default.set({})
  await withoutNetwork(home, () =>
    sea.default(main, {
      seaConfig,
      // An ad-hoc signature needs a Mac; package.ts says what to do there.
      signature: false,
      targets: [{ platform: os, arch, nodeRange: `node${version}`, output }],
    }),
  )
}

/** pkg looks below the home folder, and fetches what it does not find there. It shall find everything, or fail. */
async function withoutNetwork(home: string, run: () => Promise<void>): Promise<void> {
  const { fetch } = globalThis
  const { HOME, USERPROFILE } = process.env
  globalThis.fetch = input => {
    throw new Error(`pkg wanted ${String(input)}, which the cache in ${homedir()} should have held`)
  }
  process.env.HOME = home
  process.env.USERPROFILE = home
  try {
    await run()
  } finally {
    globalThis.fetch = fetch
    restore('HOME', HOME)
    restore('USERPROFILE', USERPROFILE)
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
