/** Owns the system programs that make installers, and the error if one is missing. */
import { spawnSync } from 'node:child_process'
import { environment } from '../../test/world/environment.ts'

/** Programs by name, with the package of Debian and Ubuntu that contains them. */
const PACKAGES = {
  '7z': 'p7zip-full',
  'dpkg-deb': 'dpkg',
  git: 'git',
  rpmbuild: 'rpm',
  'ssh-keygen': 'openssh-client',
  tar: 'tar',
  xz: 'xz-utils',
} as const

export type Program = keyof typeof PACKAGES

/** Throws an error that lists every missing program and how to install it. */
export function requirePrograms(programs: readonly Program[]): void {
  const missing = programs.filter(program => spawnSync(program, ['--help']).error !== undefined)
  if (missing.length === 0) return
  const packages = missing.map(program => PACKAGES[program])
  throw new Error(
    `expected the programs ${missing.join(', ')}; on Debian and Ubuntu: apt-get install ${packages.join(' ')}`,
  )
}

/** Runs a program with a fixed time and a fixed language, and returns its standard output. */
export function runProgram(
  program: Program,
  words: readonly string[],
  { folder, epoch, input }: { folder: string; epoch: number; input?: Uint8Array },
): string {
  const env = environment({ SOURCE_DATE_EPOCH: String(epoch), LC_ALL: 'C.UTF-8', ...agent() })
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd: folder, env, input })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? `${stdout}${stderr}`}`)
  return stdout.toString()
}

/** Passes on the SSH agent, which may hold the signing key. */
function agent(): Record<string, string> {
  const { SSH_AUTH_SOCK } = process.env
  return SSH_AUTH_SOCK === undefined ? {} : { SSH_AUTH_SOCK }
}
