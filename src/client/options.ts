/**
 * Owns the types that an application and the client exchange, and the check of their values: a host may be plain
 * JavaScript.
 */
import {
  type ArgumentShape,
  BYTES,
  DAYS,
  FLAG,
  FUNCTION,
  field,
  needed,
  OBJECT,
  requireField,
  requireShape,
  SIGNAL,
  TEXT,
  TEXTS,
} from '../core/arguments.ts'
import { type Computer, PLATFORMS } from '../core/computer/computer.ts'
import type { Fingerprint } from '../core/computer/fingerprint.ts'
import { KINDS, type Reading } from '../core/computer/reading.ts'
import { isWorkloadName } from '../core/computer/workload.ts'
import type { Time } from '../core/time.ts'
import type { Abortable } from './aborted.ts'
import type { InstanceOptions } from './instances/gate.ts'
import type { LeasingParts } from './lease/parts.ts'
import type { SystemFile } from './probe/file-times.ts'
import type { Probe } from './probe/probe.ts'
import type { WhoRuns } from './probe/user.ts'
import type { Variables } from './share/paths.ts'
import { isShareSeconds, MOST_SECONDS } from './share/search.ts'
import type { ShareReader } from './share/share-reader.ts'

/** Options of openClient. A program needs `home` and `bakedKit`; the rest has defaults. */
export interface ClientOptions {
  /** The folder that the client keeps its files in, one folder below it for each product. */
  readonly home: string
  /**
   * Makes requests for every account of this computer (RequestOptions.everyAccount), as a home for all users needs it.
   */
  readonly everyAccount?: boolean | undefined
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
   * Folders elsewhere on the same computer for a second copy of the client's record, which overrules an older copy of
   * `home` that is put back. Default: none.
   */
  readonly copies?: readonly string[] | undefined
  /** Reads the computer. Default: the reader of this operating system. */
  readonly probe?: Probe | undefined
  /** Waits the given milliseconds before this computer is read once more. Default: a timer. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
  /**
   * Returns files of the operating system and when they were written, as evidence of past times. Default: those of this
   * computer, or none with a `probe` of another one.
   */
  readonly fileTimes?: (() => readonly SystemFile[]) | undefined
  /** Returns the user who runs the program. Default: the account of this process. */
  readonly user?: WhoRuns | undefined
  /**
   * The environment, for the variables in the kit's search path and for AIRLATCH_LICENSE, which has a license or the
   * path of one. Default: that of this process.
   */
  readonly variables?: Variables | undefined
  /**
   * Most seconds that `status` waits for all shares together, and before that for the path in AIRLATCH_LICENSE.
   * Default: 3.
   */
  readonly shareSeconds?: number | undefined
  /**
   * How places that may hang are read. Default: by this Node in a process of its own. An application that is part of
   * its executable (Electron, a single executable) passes one; without it, a share that hangs keeps its process from
   * ending.
   */
  readonly shareReader?: ShareReader | undefined
  /**
   * The floating seats of the license limit how many sessions of users run the program on this computer at once
   * (checklist QC-11..13): `status` then takes an instance for this process, or refuses `no-instances-left`.
   */
  readonly limitTerminalServerInstances?: boolean | undefined
  /** Where instances are kept, and what lists processes. Default: those of this computer. */
  readonly instances?: InstanceOptions | undefined
  /**
   * Days before its end from which a license has the warning `expires-soon`, and maintenance `maintenance-ends-soon`.
   * Default: 30. 0: never.
   */
  readonly warnDays?: number | undefined
  /**
   * The workload that the site names here instead of a computer that can be recognised: a container, a pod
   * (core/computer/workload.ts has the form). Default: AIRLATCH_WORKLOAD of `variables`, if set.
   */
  readonly workload?: string | undefined
  /**
   * @internal This is the home of a site server: licenses that lend seats are installed, and no others. A program does not
   * run under them (SPEC.md 17.1). False by default.
   */
  readonly lends?: boolean | undefined
  /**
   * Another folder for leases of site servers, and for the key that requests them: for an account that cannot write to
   * `home`, or cannot read the key there. Default: `home`.
   */
  readonly leaseHome?: string | undefined
  /** @internal The network and the clock that leases are measured by. Default: those of this computer. */
  readonly leasing?: Partial<LeasingParts> | undefined
  /** Returns the time. Default: the system's clock. */
  readonly now?: (() => Time) | undefined
}

/** How one product identifies this computer. */
export interface ComputerReport {
  readonly computer: Computer
  /** As in a request: at most eight values of a kind. */
  readonly fingerprint: Fingerprint
  /** The kinds that count in a license, ascending. */
  readonly counted: readonly number[]
  readonly computerId: string
  /**
   * The workload that the site names here, which the other members then describe; undefined: they describe the
   * computer.
   */
  readonly workload: string | undefined
}

/** A request. `message` is what the vendor needs; the computer ID is for people. */
export interface Requested {
  readonly message: Uint8Array
  readonly computerId: string
  /** The id of the activation key: its first two groups. */
  readonly keyId: string
  /**
   * The code that can be read to the vendor instead, one line of six groups; undefined if no code can express the
   * computer.
   */
  readonly code: string | undefined
}

/** How a request is made. */
export interface RequestOptions extends Abortable {
  /**
   * For a code: reuses the previous request while it is for the same key and still matches this computer, so that the
   * code is the same each time. Error: typed-cannot-carry, if no code can express it.
   */
  readonly typed?: boolean | undefined
  /**
   * Shows the code beside a new message. The code is the same each time, as above, and its request is kept for the
   * answer as well.
   */
  readonly withCode?: boolean | undefined
  /**
   * Counts only readings that every account of this computer can see, so that accounts without rights still work after
   * a changed part. On some virtual machines a copy then passes for the computer. A seat that is held keeps the kinds
   * that it was requested with.
   */
  readonly everyAccount?: boolean | undefined
}

/** How a status is made. */
export interface StatusOptions extends Abortable {
  /** Whether this is a run of the program, which starts days from the first run. Default: true. */
  readonly isRun?: boolean | undefined
}

/** How something is installed. */
export interface InstallOptions extends Abortable {}

/** The check of a workload's name; also of AIRLATCH_WORKLOAD, if the host passes none. */
export const WORKLOAD_NAME = field(
  { is: 'workload-name' },
  value => typeof value === 'string' && isWorkloadName(value),
)

const OPTIONS: ArgumentShape<ClientOptions> = {
  home: needed(TEXT),
  everyAccount: FLAG,
  kit: BYTES,
  bakedKit: BYTES,
  product: TEXT,
  copies: TEXTS,
  probe: FUNCTION,
  pause: FUNCTION,
  fileTimes: FUNCTION,
  user: FUNCTION,
  variables: OBJECT,
  shareSeconds: field({ is: 'seconds', most: MOST_SECONDS }, isShareSeconds),
  shareReader: field({ is: 'object' }, isShareReader),
  limitTerminalServerInstances: FLAG,
  instances: field({ is: 'object' }, isInstances),
  warnDays: DAYS,
  lends: FLAG,
  workload: WORKLOAD_NAME,
  leaseHome: TEXT,
  leasing: OBJECT,
  now: FUNCTION,
}
const REQUEST: ArgumentShape<RequestOptions> = {
  typed: FLAG,
  withCode: FLAG,
  everyAccount: FLAG,
  signal: SIGNAL,
}
const STATUS: ArgumentShape<StatusOptions> = { isRun: FLAG, signal: SIGNAL }
const INSTALL: ArgumentShape<InstallOptions> = { signal: SIGNAL }

/** Errors: invalid-value {field, expected, got}, of these and of all that follow. */
export function requireClientOptions(options: unknown): asserts options is ClientOptions {
  requireShape('options', options, OPTIONS)
}
export function requireRequestOptions(options: unknown): asserts options is RequestOptions {
  requireShape('options', options, REQUEST)
}
export function requireStatusOptions(options: unknown): asserts options is StatusOptions {
  requireShape('options', options, STATUS)
}
export function requireInstallOptions(options: unknown): asserts options is InstallOptions {
  requireShape('options', options, INSTALL)
}

/** Of a probe that an application brings. */
export function requireComputer(computer: unknown): asserts computer is Computer {
  requireField('probe', computer, needed(field({ is: 'computer' }, isComputer)))
}

function isShareReader(value: unknown): boolean {
  const { program, words } = (value ?? {}) as Partial<ShareReader>
  return typeof program === 'string' && Array.isArray(words)
}

function isInstances(value: unknown): boolean {
  return (
    OBJECT.allows(value) && Object.keys(value as object).every(name => ['folder', 'processes'].includes(name))
  )
}

function isComputer(value: unknown): boolean {
  const { readings, unreadable, unstable, platform } = (value ?? {}) as Partial<Computer>
  const isReading = (one: Partial<Reading> | null) =>
    Object.hasOwn(KINDS, String(one?.kind)) && typeof one?.value === 'string'
  return (
    [readings, unstable].every(list => Array.isArray(list) && list.every(isReading)) &&
    Array.isArray(unreadable) &&
    Object.hasOwn(PLATFORMS, String(platform))
  )
}
