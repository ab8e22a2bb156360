/** Owns what an entry of the ledger says: every change that a vendor's ledger can record, as plain values. */
import type { CustomerRecord } from '../../core/terms/customer.ts'
import type {
  Activation,
  Affiliate,
  KeyRecord,
  Product,
  Revocation,
  Settings,
} from '../../core/terms/entitlement.ts'
import type { Defaults, Template } from '../../core/terms/fields.ts'
import type { ApiKey, Mail, Shop, SoldOrder, Webhook } from '../../core/terms/outside.ts'

/** The vendor, as the first entry of the ledger has it. */
export interface VendorRecord {
  readonly name: string
  /** The signing key's public half, 64 hexadecimal digits. */
  readonly publicKey: string
  readonly createdAt: number
}

/** One thing that happens. The ledger grows by these and nothing else; `kind` is what entries and exports show. */
export type Change =
  | { readonly kind: 'vendor.created'; readonly vendor: VendorRecord }
  | { readonly kind: 'setting.changed'; readonly name: keyof Settings; readonly value: SettingValue }
  | { readonly kind: 'affiliate.added'; readonly affiliate: Affiliate }
  | { readonly kind: 'customer.added'; readonly customer: CustomerRecord }
  | { readonly kind: 'customer.changed'; readonly customer: CustomerRecord }
  /** The keys of `from` belong to `into` from now on; `from` stays and points to it. Both by their ids. */
  | { readonly kind: 'customer.merged'; readonly from: string; readonly into: string }
  /** The customer asked for it: all that was said of them is gone, here and in every entry before. */
  | { readonly kind: 'customer.erased'; readonly customerId: string }
  /** What the next new keys start from; undefined: cleared. */
  | { readonly kind: 'defaults.changed'; readonly defaults: Defaults | undefined }
  /** From now on this is the template of its name, in the place of an earlier one. */
  | { readonly kind: 'template.saved'; readonly template: Template }
  | { readonly kind: 'template.deleted'; readonly name: string }
  | { readonly kind: 'product.created'; readonly product: Product }
  | { readonly kind: 'product.changed'; readonly product: Product }
  /** `template`: the name of the template that the key was made from. */
  | { readonly kind: 'key.created'; readonly key: KeyRecord; readonly template?: string | undefined }
  | { readonly kind: 'key.changed'; readonly key: KeyRecord }
  | { readonly kind: 'key.revoked'; readonly keyId: string; readonly revocation: Revocation }
  | { readonly kind: 'key.suspended'; readonly keyId: string; readonly suspension: Revocation }
  | { readonly kind: 'key.archived'; readonly keyId: string; readonly archivedAt: number }
  /** It is neither suspended nor archived from now on. */
  | { readonly kind: 'key.reinstated'; readonly keyId: string; readonly reason: string | undefined }
  /** The desk has the key take request codes again. `wrong`: how many in a row were wrong. */
  | { readonly kind: 'key.codes-allowed'; readonly keyId: string; readonly wrong: number }
  | { readonly kind: 'activation.recorded'; readonly activation: Activation }
  | { readonly kind: 'activation.renewed'; readonly activation: Activation }
  /** The seat is free again; the activation stays, as what was. */
  | { readonly kind: 'activation.released'; readonly activation: Activation }
  /** The day on which its days began was put right, as a wrong clock had recorded it. */
  | { readonly kind: 'activation.start-set'; readonly activation: Activation }
  | { readonly kind: 'license.issued'; readonly license: IssuedLicense }
  /**
   * A request that was answered before is answered anew, as the key that signed its license was retired; or a
   * code, as it would be granted something else now.
   */
  | { readonly kind: 'license.reissued'; readonly license: IssuedLicense }
  | {
      readonly kind: 'kit.published'
      readonly productId: string
      readonly sequence: number
      readonly payload: Uint8Array
    }
  /** `publicKey`: 64 hexadecimal digits. */
  | { readonly kind: 'signing-key.added'; readonly publicKey: string; readonly at: number }
  /** What the key signs from that time on is no longer valid. */
  | {
      readonly kind: 'signing-key.retired'
      readonly kid: string
      readonly from: number
      readonly reason: string
    }
  | ({ readonly kind: 'revocations.published' } & PublishedRevocations)
  /** One computer's clock was put right; `installation`: key id of its installation key. */
  | {
      readonly kind: 'clock.reset'
      readonly keyId: string
      readonly activationId: string
      readonly installation: string
      readonly at: number
    }
  /** What a site server of the activation has reported, as it signed it: the next report is held against this one. */
  | {
      readonly kind: 'usage-report.received'
      readonly keyId: string
      readonly activationId: string
      readonly message: Uint8Array
    }
  /**
   * The time of this entry is right, and those of earlier ones need not be: what comes next is held against this one.
   * `newest`: the time that it was held against until then.
   */
  | { readonly kind: 'clock.accepted'; readonly reason: string; readonly newest: number }
  /** A program may ask over HTTP; `id`: of a key that was added. */
  | { readonly kind: 'api-key.added'; readonly apiKey: ApiKey }
  | { readonly kind: 'api-key.revoked'; readonly id: string; readonly reason: string | undefined }
  /** From now on this is the one of its name, in the place of an earlier one; the next ones too. */
  | { readonly kind: 'shop.saved'; readonly shop: Shop }
  | { readonly kind: 'shop.removed'; readonly name: string }
  | { readonly kind: 'webhook.saved'; readonly webhook: Webhook }
  | { readonly kind: 'webhook.removed'; readonly name: string }
  | { readonly kind: 'mail.saved'; readonly mail: Mail }
  | { readonly kind: 'mail.removed'; readonly name: string }
  /** A line of a shop's order, which is filled once and no more; also one that was refunded before it was filled. */
  | { readonly kind: 'order.filled'; readonly order: SoldOrder }
  /** What was filled is refunded. */
  | { readonly kind: 'order.refunded'; readonly order: SoldOrder }
  /** The customer asked for it: e-mail and comments of the key are gone, here and in every entry before. */
  | { readonly kind: 'personal.erased'; readonly keyId: string }

/** The value of any setting. */
export type SettingValue = Settings[keyof Settings]

/** A list of revocations as it is remembered: not what is on it, which the ledger says itself. */
export interface PublishedRevocations {
  readonly productId: string
  readonly sequence: number
  /** Activations on it. */
  readonly count: number
  /** SHA-256 of their ids in ascending order, 64 hexadecimal digits: whether the next list is another one. */
  readonly hash: string
}

/** A license as it was recorded, before it was signed. Signing it again gives the same bytes. */
export interface IssuedLicense {
  /** SHA-256 of the request's bytes, or of its code, 64 hexadecimal digits; undefined when issued on the customer's behalf. */
  readonly requestHash: string | undefined
  /** The id of the activation key. */
  readonly keyId: string
  /** 16 hexadecimal digits. */
  readonly activationId: string
  /** Key id of the signing key. */
  readonly kid: string
  /** The claims, in CBOR. */
  readonly payload: Uint8Array
  /** Seconds since 1970. */
  readonly issuedAt: number
}
