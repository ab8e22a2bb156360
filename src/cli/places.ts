/** Owns where a tool keeps its files when nobody says otherwise: the system's own place for a user's data. */
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `airlatch` below XDG_DATA_HOME, Application Support or LOCALAPPDATA; an empty variable is as good as none. */
export function dataFolder(name: string, platform: string, env: Environment): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), name)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name)
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), name)
}
