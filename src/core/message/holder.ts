/**
 * Owns the holder in leases and lease requests: the account, the host, the name of a workload, the process, and the
 * computer's readings. The names are the client's own statement; each server decides how far to rely on them.
 */
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, type ClaimValues, TEXT_LIMITS } from './claims.ts'
import { type CountedFingerprint, readCounted, readFingerprint } from './fingerprint.ts'
import { requireWorkload } from './request.ts'
import { isUserName, USER_LIMITS } from './users.ts'

/** Length in bytes of the ids of leases, of a server's start, and of processes that hold leases. */
export const ID_BYTES = 8

/** Who holds or requests a seat. */
export interface LeaseHolder {
  /** The account's name in the operating system; undefined if it has none. */
  readonly account: string | undefined
  /** The name of the computer, for people. Clients decide nothing by it. */
  readonly host: string
  /** The name that the site has given to a container; undefined if none. */
  readonly workload: string | undefined
  /** The holding process's random number, 16 hexadecimal digits; undefined: a session or host holds the seat. */
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

/** Reads the name of an account or a computer, which must be a single line. */
function readName(reader: ClaimReader, name: 'account' | 'host'): string | undefined {
  const value = reader.optionalText(name, USER_LIMITS.nameBytes)
  if (value === undefined || isUserName(value)) return value
  reader.problem(name, 'one-line')
  return undefined
}

/** Reads an id of 8 bytes as 16 hexadecimal digits; undefined if the claim is absent. */
export function optionalId(reader: ClaimReader, name: 'instance' | 'lease-id'): string | undefined {
  return reader.raw(name) === undefined ? undefined : encodeHex(reader.bytes(name, ID_BYTES))
}

/** Reads the holder's computer with its counted kinds; undefined if both claims are absent, or one is bad. */
export function readComputer(
  reader: ClaimReader,
  productId: string,
  workload: string | undefined,
): CountedFingerprint | undefined {
  const fingerprint = readFingerprint(reader)
  const counted = readCounted(reader)
  const hasReadings = reader.raw('fingerprint') !== undefined
  const hasCounted = reader.raw('counted') !== undefined
  if (!hasReadings && hasCounted) reader.problem('counted', 'absent-without-fingerprint')
  if (hasReadings && !hasCounted) reader.problem('counted', 'present')
  if (!hasReadings && workload !== undefined) reader.problem('fingerprint', 'workload-alone')
  if (fingerprint === undefined || counted === undefined) return undefined
  if (counted.some(kind => !fingerprint.has(kind))) reader.problem('counted', 'kinds-of-fingerprint')
  else requireWorkload(reader, { productId, fingerprint, counted, workload })
  return { fingerprint, counted }
}
