/**
 * Owns what a fault of the system becomes: an error with a stable code, the path, and the system's own word (such as
 * EACCES) in its details. Nothing in src/disk lets a fault through as it is, so a path can never end in a stack trace.
 */
import { AirlatchError, coded, detailOf, errorOf } from '../core/errors.ts'

/** Does the work; a fault becomes `code` with `path`. A path at which nothing is to be read is file-not-found. */
/** A file or folder that cannot be read, or written. */
export type FaultCode = 'cannot-read' | 'cannot-write'

export function attempt<T>(code: FaultCode, path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw faultAt(code, path, cause)
  }
}

export function faultAt(
  code: FaultCode,
  path: string,
  cause: unknown,
): AirlatchError<FaultCode | 'file-not-found'> {
  const system = systemCode(cause)
  if (code === 'cannot-read' && system === 'ENOENT')
    return new AirlatchError('file-not-found', { path }, cause)
  return errorOf(coded(code, { path, system }), cause)
}

/** Does the work; undefined when it cannot be done, for whatever reason. */
export function ifPossible<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Returns the system's name of a fault, such as ENOENT; also from an AirlatchError that attempt() made of it. */
export function systemCode(cause: unknown): string {
  if (cause instanceof AirlatchError) return String(detailOf(cause.details, 'system') ?? cause.code)
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown'
  // Node refuses a path with a NUL character before the system can
  return code === 'ERR_INVALID_ARG_VALUE' ? 'EINVAL' : code
}
