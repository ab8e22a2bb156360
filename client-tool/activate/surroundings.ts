/**
 * Owns what can be done where the command was called: whether there is a terminal to ask in, and whether a browser that
 * is opened here would stand before the person who called. Where not, it says so before anything is made.
 */
import { AirlatchError } from '../../src/client/door.ts'

export interface TerminalSurroundings {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Standard input and standard error are terminals: there is somebody to ask. */
  readonly canAsk: boolean
}

/** Whether the person sits at another computer. */
export function isRemote({ env }: TerminalSurroundings): boolean {
  return Boolean(env.SSH_CONNECTION || env.SSH_TTY)
}

/** Error: terminal-missing. */
export function requireTerminal({ canAsk }: TerminalSurroundings): void {
  if (!canAsk) throw new AirlatchError('terminal-missing', {})
}

/** Whether a browser that is opened here would stand before the person. */
export function hasBrowser(surroundings: TerminalSurroundings): boolean {
  const { platform, env } = surroundings
  const hasDesktop = platform === 'win32' || platform === 'darwin' || env.DISPLAY || env.WAYLAND_DISPLAY
  return !isRemote(surroundings) && Boolean(hasDesktop)
}

/** Error: browser-missing {remote}. */
export function requireBrowser(surroundings: TerminalSurroundings): void {
  if (!hasBrowser(surroundings))
    throw new AirlatchError('browser-missing', { remote: isRemote(surroundings) })
}
