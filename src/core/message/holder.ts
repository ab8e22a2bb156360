/**
 * Owns who holds a lease, as lease and request have it: who runs the program, where, under which name of a workload, and
 * in which process; and on which computer. Names are the client's word: what a server makes of them is its
 * own matter.
 */
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, type ClaimValues, TEXT_LIMITS } from './claims.ts'
import { type CountedFingerprint, readCounted, readFingerprint } from './fingerprint.ts'
import { requireWorkload } from './request.ts'
import { isUserName, USER_LIMITS } from './users.ts'

/** Bytes of the id of a lease, of a server's start, and of a process that holds a lease. */
export const ID_BYTES = 8

/** Who has a seat, or asks for one. */
export interface LeaseHolder {
  /** The account, as the operating system has it; undefined: it has no name. */
  readonly account: string | undefined
  /** The name of the computer, for people; nothing is decided by it on the client. */
  readonly host: string
  /** The name that the site gives to a container; undefined: none. */
  readonly workload: string | undefined
  /** Random, made by the process that holds the seat alone: 16 hexadecimal digits; undefined: a session or host holds it. */
  readonly instance: string | undefined
}

export function holderClaims({ account, host, workload, instance }: LeaseHolder): ClaimValues {
  return { account, host, workload, instance: instance === undefined ? undefined : decodeHex(instance) }
}

export function readHolder(reader: ClaimReader): LeaseHolder {
  const host = readName(reader, 'host')
  if (reader.raw('host') === undefined) reader.problem('host', 'present')
  return {
    account: readName(reader, 'account'),
    host: host ?? '',
    workload: reader.optionalText('workload', TEXT_LIMITS.name),
    instance: optionalId(reader, 'instance'),
  }
}

/** The names of accounts and of computers: what a person reads on one line. */
function readName(reader: ClaimReader, name: 'account' | 'host'): string | undefined {
  const value = reader.optionalText(name, USER_LIMITS.nameBytes)
  if (value === undefined || isUserName(value)) return value
  reader.problem(name, 'one-line')
  return undefined
}

/** An id of 8 bytes, 16 hexadecimal digits; undefined when the claim is not there. */
export function optionalId(reader: ClaimReader, name: 'instance' | 'lease-id'): string | undefined {
  return reader.raw(name) === undefined ? undefined : encodeHex(reader.bytes(name, ID_BYTES))
}

/** The computer of the holder, with its kinds that count; undefined where neither claim is there. */
export function readComputer(
  reader: ClaimReader,
  productId: string,
  workload: string | undefined,
): CountedFingerprint | undefined {
  const fingerprint = readFingerprint(reader)
  const counted = readCounted(reader)
  const [hasReadings, hasCounted] = [
    reader.raw('fingerprint') !== undefined,
    reader.raw('counted') !== undefined,
  ]
  if (!hasReadings && hasCounted) reader.problem('counted', 'absent-without-fingerprint')
  if (hasReadings && !hasCounted) reader.problem('counted', 'present')
  if (!hasReadings && workload !== undefined) reader.problem('fingerprint', 'workload-alone')
  if (fingerprint === undefined || counted === undefined) return undefined
  if (counted.some(kind => !fingerprint.has(kind))) reader.problem('counted', 'kinds-of-fingerprint')
  else requireWorkload(reader, { productId, fingerprint, counted, workload })
  return { fingerprint, counted }
}
