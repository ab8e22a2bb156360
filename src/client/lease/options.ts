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

/** What happened to a seat that a program holds, with the seat as it is now. */
export interface SeatNotices {
  /** A server has no free seat, and this program waits: its place in the queue, 1 is next. */
  onQueued?(place: number, address: string): unknown
  /** The seat runs longer. After sleep, or when its server was lost, it may be another one. */
  onRenewed?(endsAt: number): unknown
  /** The seat cannot be renewed now: why, and when it ends unless that changes; seconds since 1970. */
  onWarning?(reason: Reason, endsAt: number): unknown
  /** The seat is over, and the program should stop what it is for. */
  onEnded?(reason: Reason): unknown
}

/** How a seat is asked for. */
export interface LeaseOptions extends SeatNotices, Abortable {
  /** The program that asks, as in `status`. A feature that is lent by places is asked for by its name. */
  readonly program?: ProgramInput | undefined
  /** Addresses of site servers, the one to prefer first; those of AIRLATCH_SITE, and then of the kit, unless told. */
  readonly sites?: readonly string[] | undefined
  /** Seconds that the seat is wanted for at one time, 60 to 2,678,400; the server may lend it for fewer. */
  readonly wanted?: number | undefined
  /** Wait for a seat where none is free, for as long as it takes. */
  readonly queue?: boolean | undefined
}

/** How a seat is borrowed. */
export interface BorrowOptions extends Pick<LeaseOptions, 'program' | 'sites'>, Abortable {
  /** Days that it is wanted for, 1 to 366; the server may lend it for fewer. */
  readonly days: number
}

/** How a seat is given back. */
export interface ReturnOptions extends Pick<LeaseOptions, 'sites'> {
  /** Of the lease, 16 hexadecimal digits; not needed where one alone is in hand. */
  readonly leaseId?: string | undefined
  /** Asks no server: the request is handed over as a file or a picture. */
  readonly offline?: boolean | undefined
  /** Also while programs use it, which lose it then. */
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
