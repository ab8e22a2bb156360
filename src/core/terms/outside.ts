/**
 * Owns the records of what the desk has to do with outside of it: programs that may ask it over HTTP, shops whose orders
 * it fills, addresses that it tells what happened, and the mails that it sends. No secret is in any of them.
 */

/** What a program may do over HTTP with its key; one scope contains no other. */
export const SCOPES = ['read', 'sell', 'activate', 'manage'] as const
/** What an API key may do. */
export type Scope = (typeof SCOPES)[number]

/** A key of the HTTP interface. */
export interface ApiKey {
  /** What people call it; stands in the ledger with every entry that it made. */
  readonly name: string
  /** In front in its text, in the open. */
  readonly id: string
  /** SHA-256 of the whole text, 64 hexadecimal digits. */
  readonly hash: string
  readonly scopes: readonly Scope[]
  /** Seconds since 1970. */
  readonly createdAt: number
  /** Seconds since 1970; undefined: never. */
  readonly expiresAt: number | undefined
  /** Calls. */
  readonly perMinute: number
  /** From how many addresses it may be used; undefined: from any number. */
  readonly mostDevices: number | undefined
}

/** The systems whose orders are understood. */
export const SHOP_KINDS = ['signed', 'stripe', 'paddle', 'fastspring'] as const
/** The system of a shop. */
export type ShopKind = (typeof SHOP_KINDS)[number]

/** A shop whose orders become keys. */
export interface Shop {
  readonly name: string
  readonly kind: ShopKind
  /** What it sells, by the name that it has there: the name of a template; empty: no keys are made of it. */
  readonly products: ReadonlyMap<string, string>
  /** Whether keys are made of test orders. */
  readonly takesTests: boolean
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** A server that receives messages about what happens. */
export interface Webhook {
  readonly name: string
  readonly url: string
  /** Kinds of entries; empty: all that are told at all. */
  readonly events: readonly string[]
  /** Whether it may be an address of a private network. */
  readonly allowPrivate: boolean
  /** Its Ed25519 public key, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** How mail is sent (`server`), or a text of the vendor's own, by its name. */
export interface Mail {
  readonly name: string
  /** What is said of it, by the names of its fields. */
  readonly fields: ReadonlyMap<string, string>
}

/** A line of an order that became keys; of a whole order that was refunded, without keys. */
export interface SoldOrder {
  readonly shop: string
  /** What the shop calls the order. */
  readonly reference: string
  /** What the shop calls the line; empty: the whole order. */
  readonly line: string
  /** The ids of the keys. */
  readonly keyIds: readonly string[]
  /** Seconds since 1970; undefined while it was not refunded. */
  readonly refundedAt: number | undefined
}

/** By the noun that it is in the ledger. */
export interface OutsideRecords {
  readonly 'api-key': ApiKey
  readonly shop: Shop
  readonly webhook: Webhook
  readonly mail: Mail
}
export type OutsideNoun = keyof OutsideRecords
