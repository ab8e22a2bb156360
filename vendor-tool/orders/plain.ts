/** Owns what the adapters of most shops have in common. */
import { AirlatchError, type Expected, type OrderEvent } from '../../src/vendor/door.ts'
import type { ShopAdapter, ShopAnswer } from './adapter.ts'
import { jsonOf, type ShopJson } from './json.ts'
import { isSignedWithTime, type TimedHeader } from './signature.ts'

/** To a shop that keeps our answers in a log: no keys are in it. */
const DONE: ShopAnswer = { status: 200, type: 'application/json', body: JSON.stringify({ ok: true }) }

const LEAST_CHARACTERS = 16
const EXPECTED: Expected = { is: 'at-least', least: LEAST_CHARACTERS, of: 'characters' }

/** For a shop that posts its events as JSON, under a signature with a time. */
export function eventAdapter(
  signature: TimedHeader,
  eventsOf: (json: ShopJson) => readonly OrderEvent[],
): ShopAdapter {
  return {
    methods: ['POST'],
    answersKeys: false,
    requireSecret: requireSecretText,
    read: (request, secrets, now) =>
      isSignedWithTime(signature, request, secrets, now) ? eventsOf(jsonOf(request.body)) : undefined,
    answer: () => DONE,
  }
}

/** A secret that the shop made, as its pages show it. Error: invalid-value; never with the secret. */
export function requireSecretText(field: string, secret: string): void {
  if (!/^[!-~]+$/.test(secret) || secret.length < LEAST_CHARACTERS)
    throw new AirlatchError('invalid-value', { field, expected: EXPECTED })
}
