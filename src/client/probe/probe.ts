/**
 * Owns the choice of the probe by the operating system. We read no environment variable for it or for the readings
 * (who could set one could be any computer); what systeminformation does is said in ask.ts.
 */

import type { Computer, Platform } from '../../core/computer/computer.ts'
import { readBsd } from './bsd.ts'
import { readLinux } from './linux.ts'
import { readMacos } from './macos.ts'
import { readWindows } from './windows.ts'

/** Reads the computer; a parameter of whoever needs one, so that tests and demos bring their own. Never rejects. */
export type Probe = () => Promise<Computer>

/** The platform of a `process.platform`. */
export function platformOf(nodePlatform: string): Platform {
  switch (nodePlatform) {
    case 'win32':
      return 'windows'
    case 'darwin':
      return 'macos'
    case 'linux':
    case 'android':
      return 'linux'
    case 'freebsd':
    case 'openbsd':
    case 'netbsd':
      return 'bsd'
    default:
      return 'other'
  }
}

/** Reads this computer: some milliseconds on Linux, up to seconds on Windows and macOS (bounded, see ask.ts). */
export const probeComputer: Probe = async () => {
  const platform = platformOf(process.platform)
  switch (platform) {
    case 'windows':
      return readWindows()
    case 'macos':
      return readMacos()
    case 'linux':
      return readLinux()
    default:
      return readBsd(platform)
  }
}
