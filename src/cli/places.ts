/** Owns where a tool keeps its files when nobody says otherwise: the system's own places for a user's data and state. */
import { userInfo } from 'node:os'
import { join, posix, win32 } from 'node:path'
import { ifPossible } from '../disk/faults.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The home folder of the account: the variable, else what the system's list of accounts says. Undefined for an account
 * that has none, such as a user id without a name in a container. A variable that is empty or holds no whole path does
 * not count: the files would lie below whatever folder the command was started in (XDG Base Directory Specification).
 */
export function homeOf(platform: string, env: Environment): string | undefined {
  const variable = platform === 'win32' ? env.USERPROFILE : env.HOME
  return wholeOf(variable, platform) ?? wholeOf(ifPossible(() => userInfo().homedir) ?? undefined, platform)
}

function wholeOf(path: string | undefined, platform: string): string | undefined {
  const { isAbsolute } = platform === 'win32' ? win32 : posix
  return path !== undefined && isAbsolute(path) ? path : undefined
}

/** `variable` when it holds a whole path, else `folders` below the home of the account. */
function folderOf(
  variable: string | undefined,
  platform: string,
  env: Environment,
  folders: readonly string[],
) {
  const home = homeOf(platform, env)
  return wholeOf(variable, platform) ?? (home === undefined ? undefined : join(home, ...folders))
}

/**
 * `airlatch` below XDG_DATA_HOME, Application Support or LOCALAPPDATA. Undefined where neither such a variable nor the
 * home of the account is known.
 */
export function dataFolder(name: string, platform: string, env: Environment): string | undefined {
  const base =
    platform === 'win32'
      ? folderOf(env.LOCALAPPDATA, platform, env, ['AppData', 'Local'])
      : platform === 'darwin'
        ? folderOf(undefined, platform, env, ['Library', 'Application Support'])
        : folderOf(env.XDG_DATA_HOME, platform, env, ['.local', 'share'])
  return base === undefined ? undefined : join(base, name)
}

/**
 * Where the client keeps copies of its record: local to the computer, and not within its home, so that an older copy of
 * the home that is put back is told from it. `airlatch` below XDG_STATE_HOME or Preferences; beside the home on Windows,
 * as the one other place there, APPDATA, roams between computers. Undefined as dataFolder is.
 */
export function recordFolder(name: string, platform: string, env: Environment): string | undefined {
  if (platform === 'win32') return dataFolder(`${name}-record`, platform, env)
  const base =
    platform === 'darwin'
      ? folderOf(undefined, platform, env, ['Library', 'Preferences'])
      : folderOf(env.XDG_STATE_HOME, platform, env, ['.local', 'state'])
  return base === undefined ? undefined : join(base, name)
}

/** The places for all users of a computer, which an administrator writes: the home, and the copies of the record. */
export function machineFolders(
  name: string,
  platform: string,
  env: Environment,
): { readonly home: string; readonly record: string } {
  if (platform === 'win32') {
    const home = join(wholeOf(env.ProgramData, platform) ?? 'C:\\ProgramData', name)
    return { home, record: `${home}-record` }
  }
  if (platform === 'darwin')
    return { home: join('/Library/Application Support', name), record: join('/Library/Preferences', name) }
  return { home: join('/var/lib', name), record: join('/var/lib/misc', name) }
}

/**
 * The account that runs this, when what it installs for itself is probably meant for all users: root, or the account of
 * Windows itself, by which software is distributed (the home of that one lies in the system's folder).
 */
export function administratorHere(platform: string, env: Environment): string | undefined {
  if (platform === 'win32')
    return /[\\/]config[\\/]systemprofile(?:[\\/]|$)/i.test(homeOf(platform, env) ?? '')
      ? 'SYSTEM'
      : undefined
  return process.getuid?.() === 0 ? 'root' : undefined
}

/** The data folders of root, and of who called sudo, where their homes are in the usual places: what `dataFolder` gives there. */
export function sudoFolders(name: string, platform: string, env: Environment): readonly string[] {
  if (platform === 'win32') return []
  const isMac = platform === 'darwin'
  const homes = [isMac ? '/var/root' : '/root']
  const { SUDO_USER: user } = env
  if (user !== undefined && /^[a-z_][a-z0-9_-]{0,31}$/i.test(user))
    homes.push(join(isMac ? '/Users' : '/home', user))
  return homes.flatMap(HOME => dataFolder(name, platform, { HOME }) ?? [])
}
