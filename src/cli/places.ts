/** Owns where a tool keeps its files when nobody says otherwise: the system's own places for a user's data and state. */
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `airlatch` below XDG_DATA_HOME, Application Support or LOCALAPPDATA; an empty variable is as good as none. */
export function dataFolder(name: string, platform: string, env: Environment): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), name)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name)
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), name)
}

/**
 * Where the client keeps copies of its record: local to the computer, and not within its home, so that an older copy of
 * the home that is put back is told from it. `airlatch` below XDG_STATE_HOME or Preferences; beside the home on Windows,
 * as the one other place there, APPDATA, roams between computers.
 */
export function recordFolder(name: string, platform: string, env: Environment): string {
  if (platform === 'win32') return `${dataFolder(name, platform, env)}-record`
  if (platform === 'darwin') return join(homedir(), 'Library', 'Preferences', name)
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), name)
}

/** The places for all users of a computer, which an administrator writes: the home, and the copies of the record. */
export function machineFolders(
  name: string,
  platform: string,
  env: Environment,
): { readonly home: string; readonly record: string } {
  if (platform === 'win32') {
    const home = join(env.ProgramData || 'C:\\ProgramData', name)
    return { home, record: `${home}-record` }
  }
  if (platform === 'darwin')
    return { home: join('/Library/Application Support', name), record: join('/Library/Preferences', name) }
  return { home: join('/var/lib', name), record: join('/var/lib/misc', name) }
}
