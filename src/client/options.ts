/**
 * Owns what an application says to the client and is told by it, and that what it says is of the right kind: a host may be
 * plain JavaScript.
 */
import type { Program } from '../core/check/case.ts'
import type { Computer } from '../core/computer/computer.ts'
import type { Fingerprint } from '../core/computer/fingerprint.ts'
import { AirlatchError } from '../core/errors.ts'
import { isFeatureName } from '../core/message/names.ts'
import { isVersion } from '../core/terms/version.ts'
import type { InstanceOptions } from './instances/gate.ts'
import type { Probe } from './probe/probe.ts'
import type { WhoRuns } from './probe/user.ts'
import type { Variables } from './share/paths.ts'
import type { ShareReader } from './share/share-reader.ts'

export interface ClientOptions {
  /** The folder that the client keeps its files in, one folder below it for each product. */
  readonly home: string
  /** Requests are for every account of this computer (RequestOptions.everyAccount), as a home for all users needs it. */
  readonly everyAccount?: boolean
  /**
   * The vendor's kit for the product, in any carrier but a picture. Without it, the one that an earlier call kept in `home`.
   * A client without `bakedKit` trusts whoever supplies the first one: each status and installation has the warning
   * `kit-not-built-in`.
   */
  readonly kit?: Uint8Array | undefined
  /**
   * The kit that is built into the program, in any carrier but a picture: a constant of the code, never read from a file
   * that the customer can exchange. What an earlier call kept, and what `kit` gives, takes effect only when a key of this
   * one signed it and it is newer.
   */
  readonly bakedKit?: Uint8Array | undefined
  /** Chooses among several products in `home` when no kit is given. */
  readonly product?: string | undefined
  /**
   * Folders elsewhere, on the same computer, for a second copy of the client's record: an older copy of `home` put back
   * is then overruled. None unless told.
   */
  readonly copies?: readonly string[]
  readonly probe?: Probe
  /** Waits for so many milliseconds before this computer is read once more; a timer unless told. */
  readonly pause?: (ms: number) => Promise<unknown>
  /**
   * When files of the operating system were written, seconds since 1970, as evidence of what time it has been; those of
   * this computer unless a probe of another one is given.
   */
  readonly fileTimes?: () => readonly number[]
  /** Who runs the program; the account of this process unless told. */
  readonly user?: WhoRuns
  /** The environment, for the variables in the kit's search path; this process's own unless told. */
  readonly variables?: Variables
  /** Seconds that `status` waits for shares at the most, all together; 3 unless told. */
  readonly shareSeconds?: number
  /** How places that may hang are read: by this Node in a process of its own unless told. */
  readonly shareReader?: ShareReader | undefined
  /**
   * The floating seats of the license limit how many sessions of users run the program on this computer at once
   * (checklist QC-11..13): `status` then takes an instance for this process, or refuses `no-instances-left`.
   */
  readonly limitTerminalServerInstances?: boolean
  /** Where instances are kept and what tells of processes; the machine's own unless told. */
  readonly instances?: InstanceOptions
  /** Seconds since 1970. */
  readonly now?: () => number
}

/** What this computer is to one product. */
export interface ComputerReport {
  readonly computer: Computer
  /** As a request carries it: eight values of a kind at most. */
  readonly fingerprint: Fingerprint
  /** Kinds that a license would count, ascending. */
  readonly counted: readonly number[]
  readonly computerId: string
}

/** `message` is what the vendor needs; the computer ID is for people. */
export interface Requested {
  readonly message: Uint8Array
  readonly computerId: string
  /** What can be read to the vendor in its place, one line of six groups; undefined for a computer that no code can say. */
  readonly code: string | undefined
}

export interface RequestOptions {
  /**
   * For a code: the request that was made before is taken again while it is of the same key and still of this computer,
   * so that the code is the same each time. Error: typed-cannot-carry, when no code can say it.
   */
  readonly typed?: boolean
  /**
   * The code is shown beside the message: the same one each time, as above, and kept for its answer as well, while the
   * message is a new one.
   */
  readonly withCode?: boolean
  /**
   * Only readings that every account of this computer can see are to count, so that an account without rights survives a
   * changed part. On some virtual machines a copy then passes for the computer. A seat that is held stays as it was asked for.
   */
  readonly everyAccount?: boolean
}

export interface StatusOptions {
  /** Whether this is a run of the program, which begins days from the first run; true unless told. */
  readonly isRun?: boolean
}

/** Error: invalid-value {field, expected, got}. */
export function programOf({ version, releasedAt, features = [] }: Partial<Program>): Program {
  if (version !== undefined && (typeof version !== 'string' || !isVersion(version)))
    throw invalid('version', 'a version such as "2.1"', version)
  if (releasedAt !== undefined && !Number.isSafeInteger(releasedAt))
    throw invalid('releasedAt', 'seconds since 1970', releasedAt)
  if (!Array.isArray(features) || !features.every(name => typeof name === 'string' && isFeatureName(name)))
    throw invalid('features', 'names of features', features)
  return { version, releasedAt, features }
}

function invalid(field: string, expected: string, got: unknown): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected, got })
}
