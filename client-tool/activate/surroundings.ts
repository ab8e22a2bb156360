/**
 * Owns the checks of the environment of a command: whether there is a terminal to ask in, and whether a browser opened
 * here would be visible to the user. They are made before anything is created.
 */
import { AirlatchError } from '../../src/client/door.ts'

export interface TerminalSurroundings {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether standard input and standard error are terminals, so that questions can be answered. */
  readonly canAsk: boolean
}

/** Whether the user is at another computer. */
export function isRemote({ env }: TerminalSurroundings): boolean {
  return Boolean(env.SSH_CONNECTION || env.SSH_TTY)
}

/** Throws unless there is a terminal. Error: terminal-missing. */
export function requireTerminal({ canAsk }: TerminalSurroundings): void {
  if (!canAsk) throw new AirlatchError('terminal-missing', {})
}

/** Whether a browser opened here would be visible to the user. */
export function hasBrowser(surroundings: TerminalSurroundings): boolean {
  const { platform, env } = surroundings
  const hasDesktop = platform === 'win32' || platform === 'darwin' || env.DISPLAY || env.WAYLAND_DISPLAY
  return !isRemote(surroundings) && Boolean(hasDesktop)
}

/** Throws unless there is a browser. Error: browser-missing {remote}. */
export function requireBrowser(surroundings: TerminalSurroundings): void {
  if (!hasBrowser(surroundings))
    throw new AirlatchError('browser-missing', { remote: isRemote(surroundings) })
}
