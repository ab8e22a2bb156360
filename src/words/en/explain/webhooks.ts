/** Owns the sentences about webhooks. */
import type { WebhookAddressProblem } from '../../../core/problems.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { listOrNone } from './format.ts'

export const ADDRESS_PROBLEMS: Readonly<Record<WebhookAddressProblem, string>> = {
  'not-a-url': 'it is not a web address',
  'not-https': 'only https:// is accepted; http:// is for private addresses, with --allow-private',
  credentials: 'it contains a user name or a password',
  fragment: 'it contains a fragment, after #',
  private: 'it leads to a private or reserved network',
  'unknown-name': 'its name has no address',
}

const ADDRESS_HINTS: Readonly<Partial<Record<WebhookAddressProblem, string>>> = {
  credentials: 'leave them out: every message is signed, and the receiver checks the signature',
  private: 'if the receiver is in your own network, add the webhook with --allow-private',
}

export const WEBHOOKS = {
  'webhook-exists': d => [
    `webhook ${quoted(d.webhook)} already exists`,
    'choose another name with --name, or remove that one with "webhook remove"',
  ],
  'webhook-not-found': d => [
    `there is no webhook ${quoted(d.webhook)}; known webhooks: ${listOrNone(d.known)}`,
    'correct the name, or add it with "webhook add"',
  ],
  'webhook-address-refused': d => [
    `nothing is sent to ${quoted(d.address)}: ${ADDRESS_PROBLEMS[d.problem]}`,
    ADDRESS_HINTS[d.problem] ?? 'give an address such as https://hooks.example.com/airlatch',
  ],
  'webhook-keys-missing': d => [
    `webhook ${quoted(d.webhook)} has no keys to sign messages with; a restored ledger has none`,
    `make new ones with "webhook rotate ${d.webhook}", and give the receiver the new secret`,
  ],
  'webhooks-too-many': d => [
    `there are already ${d.most} webhooks, which is the limit`,
    'remove one that is no longer used with "webhook remove"',
  ],
  'delivery-not-found': d => [
    `there is no message ${quoted(d.delivery)}; old ones are removed after 30 days`,
    'run "webhook show NAME" to see the messages with their ids',
  ],
} satisfies SomeSentences
