/**
 * Owns the entries about what the desk has to do with outside, in words and in JSON, as entry-text.ts does. Of the address of
 * a webhook they have its host alone: the rest is often all that opens it, and many may read the log.
 */
import type { HistoryEntry } from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'
import { shortened } from './terms.ts'

export type OutsideEntry = Extract<
  HistoryEntry['change'],
  {
    readonly kind:
      | `api-key.${string}`
      | `shop.${string}`
      | `webhook.${string}`
      | `mail.${string}`
      | `order.${string}`
  }
>

export function sentenceOfOutside(change: OutsideEntry): string {
  const say = vendorWords().entries
  switch (change.kind) {
    case 'api-key.added':
      return say.apiKeyAdded(change.apiKey.name, change.apiKey.id, change.apiKey.scopes)
    case 'api-key.revoked':
      return say.apiKeyRevoked(change.id, shortened(change.reason))
    case 'shop.saved':
      return say.shopSaved(change.shop.name, change.shop.kind)
    case 'webhook.saved':
      return say.webhookSaved(change.webhook.name, new URL(change.webhook.url).origin)
    case 'mail.saved':
      return say.mailSaved(change.mail.name)
    case 'shop.removed':
      return say.shopRemoved(change.name)
    case 'webhook.removed':
      return say.webhookRemoved(change.name)
    case 'mail.removed':
      return say.mailRemoved(change.name)
    case 'order.filled': {
      const { shop, reference, line, keyIds } = change.order
      return say.orderFilled(shop, reference, line, keyIds)
    }
    case 'order.refunded':
      return say.orderRefunded(change.order.shop, change.order.reference, change.order.line)
  }
}

export function detailsOfOutside(change: OutsideEntry): Record<string, unknown> {
  switch (change.kind) {
    case 'api-key.added': {
      const { name, id, scopes, expiresAt, perMinute, mostDevices = null } = change.apiKey
      const expires = expiresAt === undefined ? null : formatInstant(expiresAt)
      return { name, apiKeyId: id, scopes, apiKeyExpiresAt: expires, perMinute, mostDevices }
    }
    case 'api-key.revoked':
      return { apiKeyId: change.id, reason: change.reason ?? null }
    case 'shop.saved': {
      const { name, kind, products } = change.shop
      return { name, shopKind: kind, sells: Object.fromEntries(products) }
    }
    case 'webhook.saved': {
      const { name, url, events, allowPrivate, publicKey } = change.webhook
      return { name, url: new URL(url).origin, events, allowPrivate, publicKey }
    }
    case 'mail.saved':
      return { name: change.mail.name }
    case 'shop.removed':
    case 'webhook.removed':
    case 'mail.removed':
      return { name: change.name }
    case 'order.filled':
    case 'order.refunded': {
      const { shop, reference, line, keyIds } = change.order
      return { shop, order: reference, line, keyIds }
    }
  }
}
