/** Owns what the vendor's tool says about webhooks. */
import type { DeliveryProblem } from '../../../core/problems.ts'
import { quoted } from '../../values.ts'
import { counted } from '../explain/format.ts'
import { ADDRESS_PROBLEMS } from '../explain/webhooks.ts'

const NO_ANSWER: Readonly<Record<DeliveryProblem['is'], string>> = {
  address: 'the address is refused',
  'time-over': 'it took longer than 15 seconds',
  'not-http': 'the answer is not HTTP',
  tls: 'its certificate is not accepted',
  'not-reached': 'it cannot be reached',
  stopped: 'the server stopped',
  'no-keys': 'there are no keys to sign it with: run "webhook rotate"',
  'no-entry': 'its entry has no message',
}

const STATES = { waiting: 'waiting', delivered: 'delivered', failed: 'given up', gone: 'not wanted (410)' }

export const WEBHOOK = {
  none: 'no webhooks: add one with "webhook add URL"',
  noDeliveries: 'no messages yet',
  allEvents: 'all',
  states: STATES,

  added:
    'the secret is shown only once. Give the receiver the secret or the public key: either one verifies every message',
  rotated:
    'for 24 hours, messages are signed with the old keys too. Give the receiver the new secret or the new public key',
  try: (name: string) => `try it: airlatch-vendor webhook test ${quoted(name)}`,
  serves: 'messages are sent while "airlatch-vendor api" runs',
  removed: (name: string) => `removed: the webhook ${quoted(name)}`,
  resent: (name: string) =>
    `it is sent again while "airlatch-vendor api" runs. The outcome: airlatch-vendor webhook show ${quoted(name)}`,
  listArgument: 'the name of the webhook, as "webhook list" shows it',

  /** Of a webhook. */
  gone: 'it answered 410, so nothing is sent to it. When it is back: webhook resend ID',
  noKeys: (name: string) =>
    `it has no keys to sign with: a restored ledger has none. Make new ones: webhook rotate ${quoted(name)}`,
  failing: (since: string, next: string) =>
    `failing, messages since ${since} are not delivered; tried again at ${next}`,
  givenUp: (messages: number) => `${counted(messages, 'message')} given up: webhook resend ID`,
  ready: 'ready',

  answered: (status: number, text: string | undefined) => `${status}${text ? `: ${text}` : ''}`,
  isDelivered: 'delivered',
  notDelivered: 'not delivered',
  /** After a trial that failed; `isAnswered`: the receiver said something. */
  testNext: (isAnswered: boolean) =>
    isAnswered
      ? 'an answer from 200 to 299 is wanted: look into the log of the receiver'
      : 'check the address, and that the receiver runs and can be reached from this computer',
  /** `problem`: as a delivery keeps it, such as `not-reached ECONNREFUSED`. */
  noAnswer: (problem: string) => {
    const [is = '', more] = problem.split(' ')
    const phrase = NO_ANSWER[is as DeliveryProblem['is']] ?? problem
    if (more === undefined) return phrase
    return `${phrase} (${ADDRESS_PROBLEMS[more as keyof typeof ADDRESS_PROBLEMS] ?? more})`
  },

  log: {
    delivered: (webhook: string, kind: string, id: string) => `webhook ${webhook}: ${kind} ${id} delivered`,
    failed: (webhook: string, kind: string, id: string, why: string, next: string | undefined) =>
      `webhook ${webhook}: ${kind} ${id} not delivered, ${why}; ${next === undefined ? 'given up' : `again at ${next}`}`,
  },
}
