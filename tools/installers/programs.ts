/** Owns the programs of the system that make installers, and what is said where one is missing. */
import { spawnSync } from 'node:child_process'
import { environment } from '../../test/world/environment.ts'

/** By name, with the package of Debian and Ubuntu that has it. */
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

/** Throws with every program that is missing, and how to get them. */
export function requirePrograms(programs: readonly Program[]): void {
  const missing = programs.filter(program => spawnSync(program, ['--help']).error !== undefined)
  if (missing.length === 0) return
  const packages = missing.map(program => PACKAGES[program])
  throw new Error(
    `expected the programs ${missing.join(', ')}; on Debian and Ubuntu: apt-get install ${packages.join(' ')}`,
  )
}

/** Runs one to its end, with fixed times and a fixed language, and gives its standard output. */
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

/** The key that signs may be kept by an SSH agent. */
function agent(): Record<string, string> {
  const { SSH_AUTH_SOCK } = process.env
  return SSH_AUTH_SOCK === undefined ? {} : { SSH_AUTH_SOCK }
}
