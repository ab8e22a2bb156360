/**
 * Owns the records of the desk's connections to the outside: programs that may call its HTTP API, shops whose orders it
 * fulfills, webhooks that it notifies, and the mails that it sends. None of them contains a secret.
 */

/** What a program may do over HTTP with its key; no scope includes another. */
export const SCOPES = ['read', 'sell', 'activate', 'manage'] as const
/** What an API key may do. */
export type Scope = (typeof SCOPES)[number]

/** A key for the HTTP API. */
export interface ApiKey {
  /** The name for people; the ledger has it with every entry that the key made. */
  readonly name: string
  /** The public part, at the start of the key's text. */
  readonly id: string
  /** SHA-256 of the whole text, 64 hexadecimal digits. */
  readonly hash: string
  readonly scopes: readonly Scope[]
  /** Seconds since 1970. */
  readonly createdAt: number
  /** Seconds since 1970; undefined: never. */
  readonly expiresAt: number | undefined
  /** Maximum calls per minute. */
  readonly perMinute: number
  /** Maximum number of addresses that may use the key; undefined: no limit. */
  readonly mostDevices: number | undefined
}

/** The shop systems whose orders can be read. */
export const SHOP_KINDS = ['signed', 'stripe', 'paddle', 'fastspring'] as const
/** The system of a shop. */
export type ShopKind = (typeof SHOP_KINDS)[number]

/** A shop whose orders become keys. */
export interface Shop {
  readonly name: string
  readonly kind: ShopKind
  /** Template names by the shop's names of items. An empty one: no keys are created for the item. */
  readonly products: ReadonlyMap<string, string>
  /** Whether keys are created for test orders. */
  readonly takesTests: boolean
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** A server that receives messages about what happens. */
export interface Webhook {
  readonly name: string
  readonly url: string
  /** Kinds of entries to send; empty: all kinds that can be sent. */
  readonly events: readonly string[]
  /** Whether its address may be in a private network. */
  readonly allowPrivate: boolean
  /** Its Ed25519 public key, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** The settings for sending mail (`server`), or a text of the vendor's own, by its name. */
export interface Mail {
  readonly name: string
  /** The values, by the names of the fields. */
  readonly fields: ReadonlyMap<string, string>
}

/** A line of an order for which keys were created; for a whole order that was refunded, without keys. */
export interface SoldOrder {
  readonly shop: string
  /** The shop's name of the order. */
  readonly reference: string
  /** The shop's name of the line; empty: the whole order. */
  readonly line: string
  /** The ids of the keys. */
  readonly keyIds: readonly string[]
  /** Seconds since 1970; undefined if it was not refunded. */
  readonly refundedAt: number | undefined
}

/** The records, by their nouns in the ledger. */
export interface OutsideRecords {
  readonly 'api-key': ApiKey
  readonly shop: Shop
  readonly webhook: Webhook
  readonly mail: Mail
}
export type OutsideNoun = keyof OutsideRecords
