/**
 * Owns that webhooks are told what happens, while a server runs. It looks at the log of the ledger every two seconds, and
 * soon when it is poked; queues a message for each entry that a webhook wants; sends what is due, and records the
 * outcome.
 *
 * A message is handed over at least once. It is recorded after it was sent, so a server that ends between the two has it
 * sent again, with the same id. Each webhook has a few places of its own, so a slow receiver delays no other; and
 * memory holds no more than what is in these places. Several servers may do this over one ledger: a row is sent by the
 * one that holds it.
 */
import type { Webhook } from '../../../core/terms/outside.ts'
import {
  beginDeliveries,
  countWaiting,
  DELIVERIES_KEPT,
  type HeldDelivery,
  holdDeliveries,
  isGone,
  queueDeliveries,
  readDeliveredUntil,
  readDue,
  returnDelivery,
  type Settled,
  settleDelivery,
  sweepDeliveries,
} from '../../ledger/deliveries.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Vendor } from '../../vendor.ts'
import type { OutsideWorld } from '../outside-world.ts'
import { type Attempted, type Send, sender, systemTimer, type Timer } from './deliver.ts'
import { bodyOf, isWanted } from './events.ts'
import { readKeys } from './keys.ts'
import { settledOf } from './schedule.ts'
import { signedHeaders } from './sign.ts'
import { messageId } from './webhooks.ts'

/** What became of a message, for the log of a server. */
export interface WebhookNews extends Settled {
  readonly webhook: string
  readonly id: string
  readonly kind: string
}

/** What the sending of webhooks needs of its server. */
export interface DispatchOptions {
  readonly clock?: Timer | undefined
  /** Makes one attempt; by default over the network. */
  readonly send?: Send | undefined
  /** Called after each attempt. */
  readonly onAttempt?: ((news: WebhookNews) => void) | undefined
  /** The ledger could not be read or written; it is tried again at the next look. */
  readonly broken?: ((error: unknown) => void) | undefined
}

/** Sends the messages of webhooks until it is stopped. */
export interface WebhookDispatcher {
  /** Something was recorded: it is looked at soon. Cheap, for each request that a server answers. */
  poke(): void
  /** When it neither looks nor sends: all that is due was tried. */
  settled(): Promise<void>
  /** Ends what it sends, which is due again then. Resolves when nothing is left to do; never rejects. */
  stop(): Promise<void>
}

/** Milliseconds between two looks. */
const LOOK_MS = 2_000
/** Milliseconds in which all pokes are one: a look costs the ledger some reads. */
const POKE_MS = 100
/** Messages to one webhook that are sent at one time. */
export const AT_ONCE = 4
/** Entries that are looked at together. */
const PAGE = 100
/** For how long a server holds what it sends: longer than an attempt takes, in seconds. */
export const HELD_SECONDS = 60
const SWEEP_SECONDS = 3600
const DAY_SECONDS = 86_400

/** Begins at once. `vendor`: an open one, which is closed after `stop`. */
export function dispatchWebhooks(
  { webhooks }: Pick<Vendor, 'webhooks'>,
  options: DispatchOptions = {},
): WebhookDispatcher {
  const dispatcher = new Dispatcher(webhooks.world, options)
  dispatcher.ask()
  return dispatcher
}

class Dispatcher implements WebhookDispatcher {
  readonly #world: OutsideWorld
  readonly #ledger: Ledger
  readonly #clock: Timer
  readonly #send: Send
  readonly #options: DispatchOptions
  readonly #stopping = new AbortController()
  /** By the name of the webhook. */
  readonly #sending = new Map<string, Set<Promise<void>>>()
  #isAsked = false
  #looking: Promise<void> | undefined
  #cancelLook: () => void = () => undefined
  #isPoked = false
  #cancelPoke: () => void = () => undefined
  #sweptAt = 0

  constructor(world: OutsideWorld, options: DispatchOptions) {
    this.#world = world
    this.#ledger = world.ledger
    this.#options = options
    this.#clock = options.clock ?? systemTimer
    this.#send = options.send ?? sender({ timer: this.#clock })
  }

  poke(): void {
    if (this.#isPoked || this.#isStopping) return
    this.#isPoked = true
    this.#cancelPoke = this.#clock.after(POKE_MS, () => {
      this.#isPoked = false
      this.ask()
    })
  }

  /** Looks now, or again when it is looking. */
  ask(): void {
    if (this.#isStopping) return
    this.#isAsked = true
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = undefined
      // in between
      if (this.#isAsked) this.ask()
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancelLook()
    this.#cancelPoke()
    await this.settled()
  }

  async settled(): Promise<void> {
    while (this.#looking !== undefined || this.#sending.size > 0) {
      const sending = [...this.#sending.values()].flatMap(all => [...all])
      await Promise.all([this.#looking, ...sending])
    }
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  async #lookWhileAsked(): Promise<void> {
    this.#cancelLook()
    while (this.#isAsked && !this.#isStopping) {
      this.#isAsked = false
      await this.#look().catch(error => this.#broken(error))
    }
    if (!this.#isStopping) this.#cancelLook = this.#clock.after(LOOK_MS, () => this.ask())
  }

  #broken(error: unknown): void {
    this.#options.broken?.(error)
  }

  async #look(): Promise<void> {
    const all = await this.#ledger.outside('webhook')
    for (const webhook of all) await this.#queue(webhook)
    const now = this.#world.now()
    const due = await this.#ledger.look(sql => readDue(sql, now))
    const ready = all.filter(({ name }) => due.has(name) && this.#room(name) > 0)
    if (ready.length > 0) await this.#sendDue(ready, now)
    if (all.length === 0) return
    if (now >= this.#sweptAt + SWEEP_SECONDS || now < this.#sweptAt) await this.#sweep(all, now)
  }

  #room(webhook: string): number {
    return AT_ONCE - (this.#sending.get(webhook)?.size ?? 0)
  }

  /** Queues what was recorded since, a page of it; nothing while the webhook is gone, or while too much of it waits. */
  async #queue({ name, events }: Webhook): Promise<void> {
    const seen = await this.#ledger.look(async sql => ({
      from: await readDeliveredUntil(sql, name),
      isFull: (await countWaiting(sql, name)) >= DELIVERIES_KEPT.waiting || (await isGone(sql, name)),
    }))
    const { from } = seen
    if (from === undefined) return this.#ledger.keep(sql => beginDeliveries(sql, name))
    if (seen.isFull) return
    const entries = await this.#ledger.entries(from, PAGE)
    const until = entries.at(-1)?.seq
    if (until === undefined) return
    const { random, now } = this.#world
    const messages = entries
      .filter(({ kind }) => isWanted(kind, events))
      .map(({ seq, kind }) => ({ id: messageId(random), seq, kind }))
    await this.#ledger.keep(sql => queueDeliveries(sql, name, { from, until }, messages, now()))
    if (entries.length === PAGE) this.#isAsked = true
  }

  async #sendDue(webhooks: readonly Webhook[], now: number): Promise<void> {
    const heldUntil = now + HELD_SECONDS
    const held = await this.#ledger.keep(async sql => {
      const all: (readonly [Webhook, HeldDelivery])[] = []
      for (const webhook of webhooks) {
        const most = this.#room(webhook.name)
        for (const one of await holdDeliveries(sql, webhook.name, { now, heldUntil, most }))
          all.push([webhook, one])
      }
      return all
    })
    for (const [webhook, delivery] of held) this.#begin(webhook, delivery)
  }

  #begin(webhook: Webhook, delivery: HeldDelivery): void {
    const all = this.#sending.get(webhook.name) ?? new Set()
    this.#sending.set(webhook.name, all)
    const work = this.#deliver(webhook, delivery)
      .catch(error => this.#broken(error))
      .finally(() => {
        all.delete(work)
        if (all.size === 0) this.#sending.delete(webhook.name)
        this.ask()
      })
    all.add(work)
  }

  async #deliver(webhook: Webhook, delivery: HeldDelivery): Promise<void> {
    const attempted = await this.#attempt(webhook, delivery)
    if ('problem' in attempted && attempted.problem.is === 'stopped')
      return this.#ledger.keep(sql => returnDelivery(sql, delivery))
    const chance = Buffer.from(this.#world.random(4)).readUInt32BE() / 0xffff_ffff
    const settled = settledOf(attempted, delivery.attempts + 1, this.#world.now(), chance)
    await this.#ledger.keep(sql => settleDelivery(sql, delivery, settled))
    const { id, kind } = delivery
    this.#options.onAttempt?.({ ...settled, webhook: webhook.name, id, kind })
  }

  async #attempt({ name, url, allowPrivate }: Webhook, { id, seq }: HeldDelivery): Promise<Attempted> {
    const { now: clock } = this.#world
    const timestamp = clock()
    const keys = await this.#ledger.look(sql => readKeys(sql, name, timestamp))
    if (keys.length === 0) return { problem: { is: 'no-keys' } }
    const [entry] = await this.#ledger.log(seq - 1, 1)
    const body = entry === undefined ? undefined : bodyOf(entry)
    if (body === undefined) return { problem: { is: 'no-entry' } }
    if (this.#isStopping) return { problem: { is: 'stopped' } }
    const headers = signedHeaders({ id, timestamp, body }, keys)
    return this.#send({ url, allowPrivate, headers, body }, this.#stopping.signal)
  }

  async #sweep(webhooks: readonly Webhook[], now: number): Promise<void> {
    this.#sweptAt = now
    const before = now - DELIVERIES_KEPT.days * DAY_SECONDS
    await this.#ledger.keep(async sql => {
      for (const { name } of webhooks) await sweepDeliveries(sql, name, before)
    })
  }
}
