/**
 * Owns running one of the system's own programs: by its whole path, with an environment of our own, bounded in time and
 * output. Loaded when it is needed: Linux never pays for it.
 */
import { AirlatchError } from '../../core/errors.ts'

const LIMITS = { timeout: 10_000, maxBuffer: 16 * 1024 * 1024 } as const

/**
 * What the program prints, each byte one character, whatever its exit code (ps has one for "none of them"). Error:
 * instances-unavailable {problem} when it cannot be started, as where a policy forbids it, or does not end within the
 * limit (10 seconds by default).
 */
export async function runBounded(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  limitMs: number = LIMITS.timeout,
): Promise<string> {
  const { execFile } = await import('node:child_process')
  const options = {
    ...LIMITS,
    timeout: limitMs,
    env: { ...environment },
    encoding: 'latin1',
    killSignal: 'SIGKILL',
    windowsHide: true,
  } as const
  try {
    return await new Promise((resolve, reject) => {
      execFile(program, words, options, (error, text) => {
        if (error === null || (typeof error.code === 'number' && !error.killed)) resolve(text)
        else reject(error)
      })
    })
  } catch (error) {
    throw new AirlatchError(
      'instances-unavailable',
      { problem: 'program', program, system: why(error as Failure) },
      error,
    )
  }
}

interface Failure {
  readonly code?: unknown
  readonly killed?: boolean
}

/** Undefined for one that did not answer in time. */
function why(error: Failure): string | undefined {
  return error.killed ? undefined : String(error.code ?? 'unknown')
}
