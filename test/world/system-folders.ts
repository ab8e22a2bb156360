/**
 * Owns a computer whose fixed folders are a test's own: `/var/lib`, `/root` and `/home` are folders of the test, mounted
 * where nobody else sees them, for one process at a time. Linux alone has such mounts, and not every Linux lets everybody
 * make them.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import type { Environment } from './environment.ts'
import { type Ran, runProcess } from './process.ts'

/** Root, or an account that has no rights. */
export type Account = 'root' | 'user'

export interface SystemFolders {
  /** Runs `airlatch` on the computer. */
  run(account: Account, env: Environment, ...words: readonly string[]): Promise<Ran>
  /** Where a path of the computer, such as `/var/lib/airlatch`, is in the folder of the test. */
  at(path: string): string
}

const CLIENT = join(import.meta.dirname, 'simulated-client.ts')
const FOLDERS = ['/var/lib', '/root', '/home'] as const
/** `nobody` of most systems. */
export const USER_ID = 65_534
const AS_USER = ['setpriv', `--reuid=${USER_ID}`, `--regid=${USER_ID}`, '--clear-groups']

/** Mounts each of FOLDERS, from the folder in `$0`, and runs the program in the other words. */
const MOUNTED = `${FOLDERS.map(folder => `mount --bind "$0${folder}" ${folder}`).join(' && ')} && exec "$@"`

/** The words for `unshare`. With a mapped account no other account exists, so root goes without. */
function words(root: string, account: Account, program: readonly string[]): readonly string[] {
  const namespace = isRoot() ? ['--mount'] : ['--mount', '--map-root-user']
  return [...namespace, 'sh', '-c', MOUNTED, root, ...(account === 'user' ? AS_USER : []), ...program]
}

const isRoot = () => process.getuid?.() === 0

/** Why this computer has none for that account, for a test that is skipped; undefined when it has. */
export function missingSystemFolders(account: Account): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has mounts that a process has for itself'
  const needed = [process.execPath, import.meta.dirname, tmpdir()]
  const hidden = FOLDERS.find(folder => needed.some(path => path.startsWith(folder + sep)))
  if (hidden !== undefined) return `the tests run from ${hidden}, which would be hidden`
  if (account === 'user' && !isRoot()) return 'only root can act as another account'
  // the folders of the system itself, mounted where they are
  const { status } = spawnSync('unshare', [...words('', account, ['true'])])
  return status === 0 ? undefined : 'this account can make no mounts of its own'
}

/** Of the simulated computer `seed`; its files are below `root`, which nobody has used yet. */
export function systemFolders(seed: string, root: string): SystemFolders {
  const at = (path: string) => join(root, path)
  for (const folder of FOLDERS) mkdirSync(at(folder), { recursive: true })
  chmodSync(at('/root'), 0o700)
  return {
    at,
    run(account, env, ...rest) {
      const tool = [process.execPath, CLIENT, seed, ...rest]
      return runProcess('unshare', words(root, account, tool), { folder: '/', env })
    },
  }
}
