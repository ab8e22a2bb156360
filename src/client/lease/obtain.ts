/** Owns getting a seat: the lease in hand, else one of the site servers; where none is free, in the queue. */
import { AirlatchError } from '../../core/errors.ts'
import type { Lease } from '../../core/message/lease.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import type { World } from '../world.ts'
import type { LeaseAsker, LentSeat } from './asker.ts'
import { giveBack } from './give-back.ts'
import type { LeaseOptions } from './options.ts'
import { askSeveral, type Several } from './several.ts'
import { noSeat, type SiteRefusal } from './site-errors.ts'

/** How often a client in the queue asks again; a server keeps its place for 30 seconds. */
const QUEUE_SECONDS = 6

/** The first lease in hand that is valid here and now. No server is asked, and one that cannot be read is passed over. */
export function leaseInHand(asker: LeaseAsker): LentSeat | undefined {
  const { world } = asker
  for (const { address, claims, lease, license } of world.leases.inHand()) {
    // a farm has one of each process; it would be refused, and that costs two signatures
    if (claims.seatUnit === 'process' && claims.holder.instance !== world.instance) continue
    const askedAt = askedAtOf(world, claims)
    const pair = { lease, license }
    try {
      const verified = asker.verify(pair, undefined, { heldFor: heldFor(world, claims) })
      const serverKey = verified.license.lending?.serverKey ?? ''
      if (verified.valid) return { pair, verified, serverKey, askedAt, address }
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
    }
  }
  return undefined
}

/** When this process asked for the very message, by the steady clock; undefined: it did not. */
function askedAtOf({ measured }: World, { leaseId, sequence }: Lease): number | undefined {
  const own = measured.get(leaseId)
  return own?.sequence === sequence ? own.askedAt : undefined
}

/** Whole seconds for which this process has held a lease; undefined: it has not measured it. */
export function heldFor(world: World, lease: Lease): number | undefined {
  const askedAt = askedAtOf(world, lease)
  return askedAt === undefined ? undefined : Math.floor(world.leasing.steady() - askedAt)
}

/** A seat that was taken, and what is still on its way. */
export interface Obtained {
  readonly granted: LentSeat
  readonly settled: Promise<void>
}

export interface ObtainOptions extends Pick<LeaseOptions, 'wanted' | 'queue' | 'signal' | 'onQueued'> {
  readonly addresses: readonly string[]
  /** For so many days away from the server. */
  readonly days?: number | undefined
  readonly inBackground?: boolean | undefined
  /** A server that is asked at two addresses grants one seat twice: the newer of both is told. */
  onNewer?(granted: LentSeat): void
}

/** Takes a seat. Errors: site-unreachable, seat-denied; the reason of the signal. */
export async function obtain(first: LeaseAsker, options: ObtainOptions): Promise<Obtained> {
  const { addresses, days, queue = false, signal, inBackground } = options
  const wanted = days === undefined ? options.wanted : days * DAY_SECONDS
  let place: number | undefined
  for (let asker = first; ; asker = asker.again(signal)) {
    const { leases } = asker.world
    const spare = new Spare(asker, options)
    const several = await spare.told(() =>
      askSeveral(asker, {
        addresses,
        operation: days !== undefined ? 'borrow' : queue ? 'queue' : 'take',
        about: address => ({ sequence: leases.sequenceAt(address), wanted }),
        signal,
        inBackground,
        spare: granted => spare.take(granted),
      }),
    )
    const { granted, settled } = several
    if (granted !== undefined) return { granted, settled }
    const refused = refusedIn(several)
    if (!queue || !mayWait(refused, place !== undefined)) throw noSeat(refused)
    place = placeIn(refused, place, options)
    await pause(asker, signal)
  }
}

/** What is granted and not taken is given back, unless it is the seat that is taken, once more. */
class Spare {
  readonly #asker: LeaseAsker
  readonly #options: ObtainOptions
  #decide: (taken: LentSeat | undefined) => void = () => undefined
  readonly #taken = new Promise<LentSeat | undefined>(resolve => {
    this.#decide = resolve
  })

  constructor(asker: LeaseAsker, options: ObtainOptions) {
    this.#asker = asker
    this.#options = options
  }

  /** Asks, and knows from then on what was taken; nothing, where that ended early. */
  async told(ask: () => Promise<Several>): Promise<Several> {
    try {
      const several = await ask()
      this.#decide(several.granted)
      return several
    } finally {
      this.#decide(undefined)
    }
  }

  /** Never rejects. */
  async take(granted: LentSeat): Promise<void> {
    const taken = await this.#taken
    const { verified, serverKey, address } = granted
    const own = taken?.verified.lease
    if (serverKey === taken?.serverKey && verified.lease.leaseId === own?.leaseId) {
      if (verified.valid && verified.lease.sequence > own.sequence) this.#options.onNewer?.(granted)
      return
    }
    try {
      const addresses = address === undefined ? [] : [address]
      await giveBack(this.#asker, { lease: verified.lease, serverKey, addresses })
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
    }
  }
}

type Refusals = readonly (readonly [address: string, refused: SiteRefusal])[]

function refusedIn({ attempts }: Several): Refusals {
  return attempts.flatMap(([address, attempt]) =>
    attempt.kind === 'granted' ? [] : [[address, attempt] as const],
  )
}

/** For want of a seat; and once a server has said so, also while none answers. */
function mayWait(refused: Refusals, hasWaited: boolean): boolean {
  const isFull = refused.some(
    ([, one]) =>
      one.kind === 'denied' &&
      one.reasons.every(reason => reason === 'no-seats-left' || reason === 'no-place-in-pool'),
  )
  return isFull || (hasWaited && refused.every(([, { kind }]) => kind === 'fault'))
}

/** The best place, and where that is; it is told when it changes. */
function placeIn(refused: Refusals, before: number | undefined, { onQueued }: ObtainOptions): number {
  const places = refused.flatMap(([address, one]) =>
    one.kind === 'denied' && one.place !== undefined ? [{ address, place: one.place }] : [],
  )
  const [best] = places.toSorted((a, b) => a.place - b.place)
  if (best !== undefined && best.place !== before) void (async () => onQueued?.(best.place, best.address))()
  return best?.place ?? before ?? 0
}

async function pause(asker: LeaseAsker, signal: AbortSignal | undefined): Promise<void> {
  const { later, jitter } = asker.world.leasing
  await new Promise<void>((resolve, reject) => {
    const callOff = later(done, QUEUE_SECONDS * (0.75 + jitter() / 2), true)
    function done(): void {
      signal?.removeEventListener('abort', aborted)
      resolve()
    }
    function aborted(): void {
      callOff()
      reject(signal?.reason)
    }
    if (signal?.aborted) aborted()
    signal?.addEventListener('abort', aborted, { once: true })
  })
}
