/** Owns what the adapters of most shops have in common. */
import { AirlatchError, type Expected } from '../../src/vendor/door.ts'
import type { ShopAnswer } from './adapter.ts'

const DONE_JSON = JSON.stringify({ ok: true })

/** To a shop that keeps our answers in a log: the keys are none of its business. */
export const DONE: ShopAnswer = { status: 200, type: 'application/json', body: DONE_JSON }

const LEAST_CHARACTERS = 16
const EXPECTED: Expected = { is: 'at-least', least: LEAST_CHARACTERS, of: 'characters' }

/** A secret that the shop made, as its pages show it. Error: invalid-value; never with the secret. */
export function requireSecretText(field: string, secret: string): void {
  if (!/^[!-~]+$/.test(secret) || secret.length < LEAST_CHARACTERS)
    throw new AirlatchError('invalid-value', { field, expected: EXPECTED })
}
