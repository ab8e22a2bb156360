/** Owns a dispatcher whose time and network are a test's: it looks when it is poked, and receivers answer as the test says. */
import type { Attempted, Outgoing, Send, Timer } from '../../../../src/vendor/outside/webhooks/deliver.ts'
import {
  dispatchWebhooks,
  type WebhookDispatcher,
  type WebhookNews,
} from '../../../../src/vendor/outside/webhooks/dispatch.ts'
import type { Webhooks } from '../../../../src/vendor/outside/webhooks/webhooks.ts'

export interface Sent extends Outgoing {
  readonly id: string
  readonly type: string
  /** The number of the entry. */
  readonly entry: number
}

export interface Dispatching extends WebhookDispatcher {
  readonly sent: Sent[]
  readonly news: WebhookNews[]
  readonly errors: unknown[]
  /** Looks, and waits until all that is due was answered and recorded. */
  look(): Promise<void>
}

export const OK: Attempted = { status: 200, text: '' }
export const BUSY: Attempted = { status: 503, text: 'busy' }

/** A poke is a look now, and there is no other one. */
const STANDING: Timer = {
  after(milliseconds, work) {
    if (milliseconds < 1000) work()
    return () => undefined
  },
}

/** `answer`: what a receiver answers. */
export function dispatching(
  webhooks: Webhooks,
  answer: (sent: Sent, stopped: AbortSignal) => Attempted | Promise<Attempted>,
): Dispatching {
  const sent: Sent[] = []
  const news: WebhookNews[] = []
  const errors: unknown[] = []
  const send: Send = async (message, stopped) => {
    const { type, data } = JSON.parse(message.body)
    const one = { ...message, id: message.headers['webhook-id'] as string, type, entry: data.entry }
    sent.push(one)
    return answer(one, stopped)
  }
  const dispatcher = dispatchWebhooks(
    { webhooks },
    {
      clock: STANDING,
      send,
      told: one => news.push(one),
      broken: error => errors.push(error),
    },
  )
  return {
    sent,
    news,
    errors,
    poke: () => dispatcher.poke(),
    settled: () => dispatcher.settled(),
    stop: () => dispatcher.stop(),
    look() {
      dispatcher.poke()
      return dispatcher.settled()
    },
  }
}
