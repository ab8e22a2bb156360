/**
 * The verbs about seats of a site server (SPEC.md 17.3 to 17.5): take one and hold it, take or borrow one to be kept in
 * hand, give one back, list those in hand; and the requests to do so by file, for a computer without a network.
 */
import type { Program } from '../../core/check/case.ts'
import { programOf } from '../../core/check/program.ts'
import { openLicense } from '../../core/envelope.ts'
import { AirlatchError, succeeds, unlessRefused } from '../../core/errors.ts'
import type { VerifiedLease } from '../../core/lease/verify.ts'
import type { Pools } from '../../core/message/lending.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { keepHeld } from '../current-kit.ts'
import { ClientTrust } from '../trust.ts'
import type { World } from '../world.ts'
import { LeaseAsker, type LentSeat } from './asker.ts'
import { handOver, returnRequest } from './give-back.ts'
import type { LeaseInHand } from './hand.ts'
import { leaseInHand, obtain } from './obtain.ts'
import {
  addressesIfAny,
  addressesOf,
  type BorrowOptions,
  type LeaseOptions,
  type ReturnOptions,
} from './options.ts'
import { forAMoment } from './parts.ts'
import { Seat, type SeatSettings } from './seat.ts'

/** A lease in hand, and whether the program may run under it here and now. */
export interface SeatInHand extends VerifiedLease {
  /** Of its server; undefined: it came as a file. */
  readonly address: string | undefined
  /** Processes on this computer that use it. */
  readonly usedBy: readonly number[]
}

/** A seat that was given back: it is over here. */
export interface ReturnedSeat {
  readonly leaseId: string
  /** Whether a server said that it took it. */
  readonly returned: boolean
  /** When its seat is free at the latest, by the clock of its server; undefined: of one that was given back before. */
  readonly endsAt: number | undefined
  /** The request that gives it back, signed: to be handed to the server where none has answered. */
  readonly message: Uint8Array
}

/** Takes a seat and holds it. Errors: site-not-named, site-unreachable, seat-denied; those of LeaseAsker.asking. */
export async function takeSeat(
  world: World,
  options: LeaseOptions,
  onOver: (seat: Seat) => void,
): Promise<Seat> {
  const { signal, sites } = options
  const looking = await lookingIn(world, programOf(options.program), signal)
  const inHand = leaseInHand(looking)
  if (inHand !== undefined) {
    // whoever has a seat needs no server now
    const addresses = addressesIfAny(world, sites)
    return opened(looking, inHand, { options, addresses, settled: Promise.resolve(), onOver })
  }
  const { asker, addresses, ...obtained } = await obtainedFor(world, looking, options)
  const { granted, settled, newer } = obtained
  const listen = newer.tellTo.bind(newer)
  return opened(asker, granted, { options, addresses, settled, onOver, listen })
}

/** Takes a seat to be kept until it ends, also between programs. Errors: as takeSeat; seat-of-process {product}. */
export async function keepSeat(world: World, options: LeaseOptions): Promise<SeatInHand> {
  const looking = await lookingIn(world, programOf(options.program), options.signal)
  const inHand = leaseInHand(looking)
  const { leases } = world
  if (inHand !== undefined && isFresh(world, inHand)) return keptForUser(world, inHand)
  let obtained: Awaited<ReturnType<typeof obtainedFor>>
  try {
    obtained = await obtainedFor(world, looking, options)
  } catch (error) {
    if (inHand === undefined || !(error instanceof AirlatchError) || error.kind === 'usage') throw error
    return keptForUser(world, inHand)
  }
  const { asker, granted, settled } = obtained
  const { lease } = granted.verified
  if (lease.seatUnit === 'process') {
    const { address, serverKey } = granted
    const message = returnRequest(asker, lease)
    await handOver(asker, message, { serverKey, addresses: address === undefined ? [] : [address] })
    throw new AirlatchError('seat-of-process', { product: world.productId })
  }
  leases.keep({ ...granted.pair, address: granted.address }, granted.serverKey)
  await forAMoment(settled, world.leasing, granted.askedAt)
  return keptForUser(world, granted)
}

/** Whether less than a third of its time is gone: then it need not be renewed yet. A borrowed one is not renewed at all. */
function isFresh(world: World, { verified: { lease } }: LentSeat): boolean {
  return lease.borrowed || (world.now() - lease.issuedAt) * 3 < lease.expiresAt - lease.issuedAt
}

function keptForUser(world: World, granted: LentSeat): SeatInHand {
  world.leases.keepForUser(granted.verified.lease.leaseId)
  return seatOf(world, granted)
}

/** Borrows a seat for days. Errors: as takeSeat; computer-unreadable, cannot-write. */
export async function borrowSeat(world: World, options: BorrowOptions): Promise<SeatInHand> {
  const looking = await lookingIn(world, programOf(options.program), options.signal)
  const { granted, settled } = await obtainedFor(world, looking, options)
  world.leases.keep({ ...granted.pair, address: granted.address }, granted.serverKey)
  await forAMoment(settled, world.leasing, granted.askedAt)
  return seatOf(world, granted)
}

/** A request to borrow, for a server that is not on a network: its answer is installed. Errors: computer-unreadable, cannot-write. */
export async function borrowRequest(world: World, options: BorrowOptions): Promise<Uint8Array> {
  const program = programOf(options.program)
  const asker = askingAs(await lookingIn(world, program, options.signal))
  // the answer is verified by it
  succeeds(() => keepHeld(world.folder, world.kit, world.kit))
  const wanted = options.days * DAY_SECONDS
  return asker.request('borrow', { wanted, pools: poolsKnown(world, program) }).message
}

/** The leases in hand, the one that ends last first. One whose chain does not hold is left out. */
export async function seatsInHand(world: World, program: Program): Promise<readonly SeatInHand[]> {
  const looking = await lookingIn(world, program)
  return world.leases.inHand().flatMap(({ lease, license, address }) => {
    const pair = { lease, license }
    const verified = unlessRefused(() => looking.verify(pair, undefined))
    return verified === undefined
      ? []
      : [seatOf(world, { pair, verified, address, serverKey: '', askedAt: undefined })]
  })
}

/**
 * Gives a seat back; what was given back and no server has taken is handed over once more. Errors: no-seat-in-hand
 * {product}, seat-ambiguous {leases}, seat-in-use {lease, processes}; cannot-write.
 */
export async function giveSeatBack(world: World, options: ReturnOptions): Promise<ReturnedSeat> {
  const { leases } = world
  const chosen = chosenIn(world, options)
  const asker = askingAs(await lookingIn(world, programOf()))
  const isNew = 'claims' in chosen
  const { leaseId } = isNew ? chosen.claims : chosen
  const usedBy = leases.users(leaseId)
  if (isNew && usedBy.length > 0 && options.force !== true)
    throw new AirlatchError('seat-in-use', { lease: leaseId, processes: usedBy })
  const message = isNew ? returnRequest(asker, chosen.claims) : chosen.message
  const own = isNew && chosen.address !== undefined ? [chosen.address] : []
  const others = addressesIfAny(world, options.sites)
  const addresses = options.offline === true ? [] : [...new Set([...own, ...others])]
  const serverKey = isNew ? serverKeyOf(world, chosen) : undefined
  const returned = await handOver(asker, message, { addresses, serverKey })
  if (returned) leases.delivered(leaseId)
  return { leaseId, returned, endsAt: isNew ? chosen.claims.expiresAt : undefined, message }
}

type Chosen = LeaseInHand | { readonly leaseId: string; readonly message: Uint8Array }

function chosenIn({ leases, productId }: World, { leaseId }: ReturnOptions): Chosen {
  const inHand = leases.inHand().filter(({ claims }) => leaseId === undefined || claims.leaseId === leaseId)
  const again = [...leases.returnRequests()].map(([id, message]) => ({ leaseId: id, message }))
  const named = again.filter(one => leaseId === undefined || one.leaseId === leaseId)
  const all: readonly Chosen[] = inHand.length > 0 ? inHand : named
  const [only, second] = all
  if (only === undefined) throw new AirlatchError('no-seat-in-hand', { product: productId })
  if (second === undefined) return only
  const ids = all.map(one => ('claims' in one ? one.claims.leaseId : one.leaseId))
  throw new AirlatchError('seat-ambiguous', { leases: ids })
}

/** Undefined where its license does not hold: then whoever answers is believed, as all is over here anyway. */
function serverKeyOf({ kit }: World, { license }: LeaseInHand): string | undefined {
  return unlessRefused(() => openLicense(license, kit.keyring).claims.lending?.serverKey)
}

function opened(
  asker: LeaseAsker,
  granted: LentSeat,
  settings: Omit<SeatSettings, 'onOver'> & { onOver(seat: Seat): void },
): Seat {
  const seat: Seat = new Seat(asker, granted, { ...settings, onOver: () => settings.onOver(seat) })
  return seat
}

/** What an address grants late of the same seat, for the seat as soon as there is one. */
class NewerGrants {
  #tell: ((granted: LentSeat) => void) | undefined
  #granted: LentSeat[] = []

  note(granted: LentSeat): void {
    if (this.#tell === undefined) this.#granted.push(granted)
    else this.#tell(granted)
  }

  tellTo(listener: (granted: LentSeat) => void): void {
    this.#tell = listener
    for (const granted of this.#granted) listener(granted)
    this.#granted = []
  }
}

async function obtainedFor(world: World, looking: LeaseAsker, options: LeaseOptions | BorrowOptions) {
  const addresses = addressesOf(world, options.sites)
  const asker = askingAs(looking)
  world.leases.prune(world.now())
  const newer = new NewerGrants()
  const { signal } = options
  const asked = 'days' in options ? { days: options.days, signal } : options
  const obtained = await obtain(asker, { ...asked, addresses, onNewer: granted => newer.note(granted) })
  const { verified } = obtained.granted
  world.measured.set(verified.lease.leaseId, {
    sequence: verified.lease.sequence,
    askedAt: obtained.granted.askedAt ?? 0,
  })
  // a program that was given its kit from outside finds it there the next time
  succeeds(() => keepHeld(world.folder, world.kit, world.kit))
  asker.note()
  return { ...obtained, asker, addresses, newer }
}

async function lookingIn(world: World, program: Program, signal?: AbortSignal): Promise<LeaseAsker> {
  const trust = new ClientTrust(world, signal)
  return LeaseAsker.looking(trust, program, await world.computer(signal))
}

function askingAs(looking: LeaseAsker): LeaseAsker {
  return looking.again(looking.trust.signal)
}

function seatOf(world: World, { verified, address }: LentSeat): SeatInHand {
  return { ...verified, address, usedBy: world.leases.users(verified.lease.leaseId) }
}

/** Of the features that a program names, those that a server here has lent by places. */
function poolsKnown({ leases, kit }: World, { features }: Program): Pools {
  const known = leases.licenses().flatMap(license => {
    const lending = unlessRefused(() => openLicense(license, kit.keyring).claims.lending)
    return [...(lending?.pools.keys() ?? [])]
  })
  return new Map(features.filter(name => known.includes(name)).map(name => [name, 1]))
}
