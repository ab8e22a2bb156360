/** Owns how a program asks for a seat of a site server, and at which addresses. */
import {
  type ArgumentShape,
  FLAG,
  FUNCTION,
  field,
  needed,
  OBJECT,
  requireShape,
  SIGNAL,
  secondsBetween,
  TEXT,
  TEXTS,
} from '../../core/arguments.ts'
import type { ProgramInput } from '../../core/check/program.ts'
import { AirlatchError } from '../../core/errors.ts'
import { LEASE_SECONDS, MOST_BORROW_DAYS } from '../../core/message/lending.ts'
import type { Reason } from '../../core/rule.ts'
import { parseSiteAddresses } from '../../core/site/address.ts'
import type { Abortable } from '../aborted.ts'
import type { World } from '../world.ts'

/**
 * What a program hears about the seat that it holds. Times are seconds since 1970, by the clock of this computer. What a
 * notice throws is an unhandled rejection of the process.
 */
export interface SeatNotices {
  /** No seat is free, and this program waits in the queue of a server. `place`: 1 is the next. */
  onQueued?(place: number, address: string): unknown
  /** The seat was renewed until `endsAt`. After sleep, or when its server was lost, it may be another seat. */
  onRenewed?(endsAt: number): unknown
  /**
   * Something is wrong, and the program may still run until `endsAt`. The seat could not be renewed: `site-unreachable` or
   * `seat-denied`; it is tried again. Or the lease is valid and has a warning, such as `server-went-back`.
   */
  onWarning?(reason: Reason, endsAt: number): unknown
  /** The seat has ended (`lease-ended`): the program should save its work and stop. */
  onEnded?(reason: Reason): unknown
}

/** How a program asks for a seat. */
export interface LeaseOptions extends SeatNotices, Abortable {
  /** The program that asks, as in `status`. It asks by name for a feature that has seats of its own. */
  readonly program?: ProgramInput | undefined
  /**
   * Addresses of site servers, such as `licenses.example:7632`; the preferred one is first. Default: those of the environment
   * variable AIRLATCH_SITE, with commas or spaces between them, else those of the kit.
   */
  readonly sites?: readonly string[] | undefined
  /** For how many seconds the seat is wanted, 60 to 2,678,400. The server may lend it for fewer, and chooses by default. */
  readonly wanted?: number | undefined
  /** If no seat is free, wait in the queue until one is, without a time limit: `signal` ends the wait. Default: false. */
  readonly queue?: boolean | undefined
}

/** How a user borrows a seat. */
export interface BorrowOptions extends Pick<LeaseOptions, 'program' | 'sites'>, Abortable {
  /** For how many days, 1 to 366. The server may lend it for fewer. */
  readonly days: number
}

/** How a user gives a seat back. */
export interface ReturnOptions extends Pick<LeaseOptions, 'sites'> {
  /** Which lease, 16 hexadecimal digits. Not needed if only one is in hand. */
  readonly leaseId?: string | undefined
  /** Contact no server: `message` of the answer is carried to it as a file or a picture. Default: false. */
  readonly offline?: boolean | undefined
  /** Also while programs use the seat; they lose it. Default: false, and the error is `seat-in-use`. */
  readonly force?: boolean | undefined
}

const DAYS = field(
  { is: 'whole-number', least: 1, most: MOST_BORROW_DAYS },
  value => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_BORROW_DAYS,
)

const NOTICES: ArgumentShape<SeatNotices> = {
  onQueued: FUNCTION,
  onRenewed: FUNCTION,
  onWarning: FUNCTION,
  onEnded: FUNCTION,
}
const LEASE: ArgumentShape<LeaseOptions> = {
  ...NOTICES,
  program: OBJECT,
  sites: TEXTS,
  wanted: secondsBetween(LEASE_SECONDS.least, LEASE_SECONDS.most),
  queue: FLAG,
  signal: SIGNAL,
}
const BORROW: ArgumentShape<BorrowOptions> = {
  days: needed(DAYS),
  program: OBJECT,
  sites: TEXTS,
  signal: SIGNAL,
}
const RETURN: ArgumentShape<ReturnOptions> = {
  sites: TEXTS,
  leaseId: TEXT,
  offline: FLAG,
  force: FLAG,
}

/** Errors: invalid-value {field, expected, got}, of these and of those that follow. */
export function requireLeaseOptions(options: unknown): asserts options is LeaseOptions {
  requireShape('lease', options, LEASE)
}
export function requireBorrowOptions(options: unknown): asserts options is BorrowOptions {
  requireShape('borrow', options, BORROW)
}
export function requireReturnOptions(options: unknown): asserts options is ReturnOptions {
  requireShape('return', options, RETURN)
}

/** The variable with addresses of site servers, between commas or spaces. */
export const SITE_VARIABLE = 'AIRLATCH_SITE'

/**
 * The addresses to ask, each once: of the call, of the variable, of the kit; the first list that is not empty. Errors:
 * invalid-value; site-not-named {product}.
 */
export function addressesOf(world: World, sites: readonly string[] = []): readonly string[] {
  const { kit } = world.kit
  const variable = world.variables[SITE_VARIABLE] ?? ''
  const addresses =
    listed('sites', sites.join(' ')) ?? listed(SITE_VARIABLE, variable) ?? listed('kit', kit.sites.join(' '))
  if (addresses === undefined) throw new AirlatchError('site-not-named', { product: kit.productId })
  return addresses
}

/** The same; none where none is known, as for whoever has a seat already. Error: invalid-value. */
export function addressesIfAny(world: World, sites?: readonly string[]): readonly string[] {
  try {
    return addressesOf(world, sites)
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'site-not-named') return []
    throw error
  }
}

/** Undefined where there is none. Error: invalid-value. */
function listed(name: string, text: string): readonly string[] | undefined {
  const addresses = parseSiteAddresses(text)
  if (addresses === undefined)
    throw new AirlatchError('invalid-value', { field: name, expected: { is: 'site-addresses' }, got: text })
  return addresses.length === 0 ? undefined : addresses
}
