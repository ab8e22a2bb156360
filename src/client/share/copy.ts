/**
 * Owns the copy of the license that last came from the search path (checklist QG-08): a share that is gone for a while
 * does not stop a program. It counts only when its place does not answer, and for a limited time: a file that was taken
 * away from a place that does answer has been taken away here as well. When it was last seen there stands in the signed
 * record (message/state.ts), not here, so that putting the file back later gains nothing.
 */
import { join } from 'node:path'
import { CBOR_LIMITS, type CborMap, type CborValue, decodeCbor, encodeCbor } from '../../core/bytes/cbor.ts'
import { succeeds, unlessRefused } from '../../core/errors.ts'
import { isEncodable } from '../../core/message/claims.ts'
import type { Reason } from '../../core/rule.ts'
import { DAY_SECONDS, formatInstant } from '../../core/terms/term.ts'
import { makeFolder, replaceOwn } from '../../disk/files.ts'
import { readOwn } from '../../disk/read.ts'
import type { Place } from './search.ts'

/** Days that the copy counts behind the last time that its license was seen on the share. */
export const COPY_DAYS = 30
const COPY_FILE = 'copy.cbor'

export interface Copy {
  /** The kit's path that led to it, as the kit writes it. */
  readonly place: string
  /** The file that it was read from. */
  readonly source: string
  /** Whether the place was on a share then: when it is not on one now, that share is not mounted. */
  readonly shared: boolean
  readonly message: Uint8Array
}

/** Undefined when there is none, also for one that is damaged or cannot be read. */
export function readCopy(folder: string): Copy | undefined {
  return unlessRefused(() => {
    const bytes = readOwn(join(folder, COPY_FILE), CBOR_LIMITS.bytes)
    return bytes === undefined ? undefined : decodeCopy(decodeCbor(bytes))
  })
}

/** False when it cannot be kept, as in a home that is read-only. Writes nothing when the same is there. */
export function keepCopy(folder: string, copy: Copy): boolean {
  const kept = readCopy(folder)
  const bytes = encodeCopy(copy)
  if (bytes.length > CBOR_LIMITS.bytes) return false
  if (kept !== undefined && Buffer.compare(encodeCopy(kept), bytes) === 0) return true
  return succeeds(() => {
    makeFolder(folder, true)
    replaceOwn(join(folder, COPY_FILE), bytes)
  })
}

function encodeCopy({ place, source, shared, message }: Copy): Uint8Array {
  // a name from a share may be no text that CBOR has
  const shown = isEncodable(source) ? source : place
  return encodeCbor(
    new Map<string, CborValue>([
      ['place', place],
      ['source', shown],
      ['shared', shared],
      ['message', message],
    ]),
  )
}

function decodeCopy(value: CborValue): Copy | undefined {
  if (!(value instanceof Map)) return undefined
  const map = value as CborMap
  const [place, source, shared, message] = ['place', 'source', 'shared', 'message'].map(key => map.get(key))
  if (typeof place !== 'string' || typeof source !== 'string') return undefined
  if (typeof shared !== 'boolean' || !(message instanceof Uint8Array)) return undefined
  return { place, source, shared, message }
}

/** What to do with the copy when no license was found valid. `counts`: it is still to be verified, like any other. */
export type CopyVerdict =
  | {
      readonly kind: 'counts'
      readonly source: string
      readonly message: Uint8Array
      /** license-from-copy {since, until, searched} */
      readonly warning: Reason
    }
  /** copy-too-old {since, until, searched} */
  | { readonly kind: 'too-old'; readonly reason: Reason }
  | { readonly kind: 'none' }

/**
 * @param seenAt when its license was last seen in its place (State.copySeenAt); undefined: nobody knows
 * @param now the later of the clock and the latest time that the client has seen: a clock that is set back gains nothing
 */
export function judgeCopy(
  copy: Copy | undefined,
  seenAt: number | undefined,
  places: readonly Place[],
  now: number,
): CopyVerdict {
  const place = places.find(({ path }) => path === copy?.place)
  // a kit that names the place no more has withdrawn it
  if (copy === undefined || seenAt === undefined || place === undefined) return { kind: 'none' }
  if (!isAway(place, copy)) return { kind: 'none' }
  const untilAt = seenAt + COPY_DAYS * DAY_SECONDS
  const details = {
    since: formatInstant(seenAt),
    until: formatInstant(untilAt),
    searched: [place.at ?? place.path],
  }
  if (now >= untilAt) return { kind: 'too-old', reason: { rule: 'copy', code: 'copy-too-old', details } }
  const { source, message } = copy
  return { kind: 'counts', source, message, warning: { rule: 'copy', code: 'license-from-copy', details } }
}

/** Whether nothing can be said of what is there now. The empty folder that a share was mounted on does answer. */
function isAway({ answer, shared }: Place, copy: Copy): boolean {
  return answer === 'silent' || answer === 'not-there' || (copy.shared && !shared)
}
