/**
 * Owns who is told what happens (checklist HT-03): webhooks with their keys, and what became of the messages to them. The
 * messages are sent by dispatch.ts, which a server runs.
 */

import { invalidValue } from '../../../core/arguments.ts'
import { AirlatchError } from '../../../core/errors.ts'
import type { Webhook } from '../../../core/terms/outside.ts'
import { requireName } from '../../catalog/limits.ts'
import {
  beginDeliveries,
  countWaiting,
  DELIVERIES_KEPT,
  type Delivery,
  type DeliveryTrouble,
  forgetDeliveries,
  isGone,
  readDeliveries,
  readTrouble,
  resendDelivery,
} from '../../ledger/deliveries.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { OutsideWorld } from '../outside-world.ts'
import { webhookAddress } from './address.ts'
import { type Attempted, type Send, sender } from './deliver.ts'
import { EVENT_TYPES, pingBody } from './events.ts'
import { forgetKeys, keepKeys, readKeys } from './keys.ts'
import { newWebhookKeys, signedHeaders } from './sign.ts'

/** So many webhooks there may be: each has connections of its own. */
export const MOST_WEBHOOKS = 20

/** A webhook to be added. */
export interface NewWebhook {
  readonly url: string
  /** By default the host of the address. */
  readonly name?: string | undefined
  /** Types of events; empty: all. */
  readonly events?: readonly string[] | undefined
  readonly allowPrivate?: boolean | undefined
}

/** A webhook with its secret, which is shown only once. */
export interface WebhookWithSecret {
  readonly webhook: Webhook
  /** `whsec_…`. */
  readonly secret: string
}

/** A webhook, and how it goes. */
export interface ListedWebhook extends DeliveryTrouble {
  readonly webhook: Webhook
  /** Whether messages can be signed; not after a restore, until its keys are rotated. */
  readonly hasKeys: boolean
  /** It answered 410, so that nothing is sent to it until a delivery is sent again by hand. */
  readonly isGone: boolean
  /** Messages that are to be sent, now or later. */
  readonly waiting: number
  /** The newest first. */
  readonly deliveries: readonly Delivery[]
}

/** Errors of all methods also: those of the ledger. */
export class Webhooks {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /** @internal For dispatch.ts. */
  get world(): OutsideWorld {
    return this.#world
  }

  /** It is told of what happens from now on. Errors: webhook-address-refused, webhook-exists, webhooks-too-many, invalid-value. */
  async add({ url, name, events = [], allowPrivate = false }: NewWebhook): Promise<WebhookWithSecret> {
    const address = webhookAddress(url, allowPrivate)
    const { random, now: clock } = this.#world
    const now = clock()
    const { keys, publicKey } = newWebhookKeys(random)
    const webhook: Webhook = {
      name: requireName('name', name ?? new URL(address).hostname),
      url: address,
      events: requireTypes(events),
      allowPrivate,
      publicKey,
      createdAt: now,
    }
    await this.#alone(async ledger => {
      const all = await ledger.outside('webhook')
      if (all.some(one => one.name === webhook.name))
        throw new AirlatchError('webhook-exists', { webhook: webhook.name })
      if (all.length >= MOST_WEBHOOKS) throw new AirlatchError('webhooks-too-many', { most: MOST_WEBHOOKS })
      await ledger.append([{ kind: 'webhook.saved', webhook }], now)
      await ledger.keep(async sql => {
        await sql.apply([keepKeys(webhook.name, keys, undefined, now)])
        // of a former one of this name, which a server was about to tell something when it was removed
        await forgetDeliveries(sql, webhook.name)
        await beginDeliveries(sql, webhook.name)
      })
    })
    return { webhook, secret: keys.secret }
  }

  /** New keys; the former ones sign too for a day. Error: webhook-not-found. */
  async rotate(name: string): Promise<WebhookWithSecret> {
    const { random, now: clock } = this.#world
    const now = clock()
    const { keys, publicKey } = newWebhookKeys(random)
    return this.#alone(async ledger => {
      const webhook = { ...(await required(ledger, name)), publicKey }
      await ledger.append([{ kind: 'webhook.saved', webhook }], now)
      await ledger.keep(async sql => {
        const [former] = await readKeys(sql, name, now)
        await sql.apply([keepKeys(name, keys, former, now)])
      })
      return { webhook, secret: keys.secret }
    })
  }

  /** Nothing more is sent to it, and what waited is forgotten. Error: webhook-not-found. */
  async remove(name: string): Promise<Webhook> {
    return this.#alone(async ledger => {
      const webhook = await required(ledger, name)
      await ledger.append([{ kind: 'webhook.removed', name }], this.#world.now())
      await ledger.keep(async sql => {
        await sql.apply([forgetKeys(name)])
        await forgetDeliveries(sql, name)
      })
      return webhook
    })
  }

  /** By their names; `most`: of the deliveries of each. */
  async list(most = 1): Promise<readonly ListedWebhook[]> {
    const all = await this.#world.ledger.outside('webhook')
    return Promise.all(all.map(webhook => this.#listed(webhook, most)))
  }

  /** Error: webhook-not-found. */
  async show(name: string, most: number = DELIVERIES_KEPT.done): Promise<ListedWebhook> {
    return this.#listed(await required(this.#world.ledger, name), most)
  }

  /** Sends a `ping` now, once. Errors: webhook-not-found, webhook-keys-missing. */
  async test(name: string, send: Send = sender()): Promise<Attempted> {
    const { ledger, now: clock, random } = this.#world
    const { url, allowPrivate } = await required(ledger, name)
    const now = clock()
    const keys = await ledger.look(sql => readKeys(sql, name, now))
    if (keys.length === 0) throw new AirlatchError('webhook-keys-missing', { webhook: name })
    const body = pingBody(name, now)
    const headers = signedHeaders({ id: messageId(random), timestamp: now, body }, keys)
    return send({ url, allowPrivate, headers, body }, new AbortController().signal)
  }

  /** It is sent again by a server that runs, under the same id. Error: delivery-not-found. */
  async resend(id: string): Promise<Delivery> {
    const { ledger, now } = this.#world
    const delivery = await ledger.keep(sql => resendDelivery(sql, id, now()))
    if (delivery === undefined) throw new AirlatchError('delivery-not-found', { delivery: id })
    return delivery
  }

  async #listed(webhook: Webhook, most: number): Promise<ListedWebhook> {
    const { ledger, now } = this.#world
    const { name } = webhook
    return ledger.look(async sql => ({
      webhook,
      hasKeys: (await readKeys(sql, name, now())).length > 0,
      isGone: await isGone(sql, name),
      waiting: await countWaiting(sql, name),
      ...(await readTrouble(sql, name)),
      deliveries: await readDeliveries(sql, name, most),
    }))
  }

  #alone<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    return this.#world.ledger.alone(work)
  }
}

/** Of a message, for all its attempts: 16 random bytes, in hexadecimal digits. */
export function messageId(random: (bytes: number) => Uint8Array): string {
  return `msg_${Buffer.from(random(16)).toString('hex')}`
}

/** Error: webhook-not-found {webhook, known}. */
async function required(ledger: Ledger, name: string): Promise<Webhook> {
  const all = await ledger.outside('webhook')
  const found = all.find(one => one.name === name)
  if (found !== undefined) return found
  throw new AirlatchError('webhook-not-found', { webhook: name, known: all.map(one => one.name) })
}

/** Error: invalid-value. */
function requireTypes(events: readonly string[]): readonly string[] {
  for (const type of events)
    if (!EVENT_TYPES.includes(type)) throw invalidValue('event', { is: 'one-of', words: EVENT_TYPES }, type)
  return [...new Set(events)]
}
