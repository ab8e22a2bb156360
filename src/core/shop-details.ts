/** Owns the error codes of shops and their orders, with the types of their details: part of error-details.ts. */

export interface ShopDetails {
  /** Reported at the desk. Senders of orders are not told which shops exist. */
  'shop-not-found': { readonly shop: string; readonly known: readonly string[] }
  'shop-exists': { readonly shop: string }
  /** A shop creates keys from this template, so it must specify a product. */
  'template-without-product': { readonly template: string }
  /** A shop sold an item for which it has no template. */
  'order-item-unknown': { readonly shop: string; readonly item: string; readonly known: readonly string[] }
  /** Only for the generic shop, whose types of events Airlatch defines. */
  'order-type-unknown': { readonly type: string; readonly known: readonly string[] }
  /** Not signed by the shop, too old, or for an unknown shop: which of these is not disclosed to the caller. */
  'order-refused': Readonly<Record<string, never>>
}
