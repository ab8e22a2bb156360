/**
 * Owns the calls of `systeminformation`, which spawns processes: it is loaded when the first call is made (Linux never
 * pays for it), and a call that hangs or fails is no answer, never an error.
 * Known limit: it finds system programs by WINDIR and PATH, so who starts the program with other ones can forge what
 * they print, as who exchanges the program could. It cannot be told otherwise from outside. On Windows that is PowerShell,
 * for the disks, and where the registry did not answer; see windows.ts.
 */
import type * as SystemInformation from 'systeminformation'

/** A first PowerShell behind a virus scanner takes seconds; beyond this it hangs. */
const LIMIT_MS = 15_000

/** What `call` answers, or undefined when it fails or does not answer within the limit (15 seconds unless told). */
export async function ask<T>(
  call: (si: typeof SystemInformation) => Promise<T>,
  limitMs = LIMIT_MS,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, limitMs, undefined)
  })
  try {
    // a CommonJS package: its exports are the default, whatever its types say
    const { default: si } = (await import('systeminformation')) as unknown as {
      default: typeof SystemInformation
    }
    return await Promise.race([call(si), tooLate])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
