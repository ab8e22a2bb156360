/** Owns the error codes of shops and their orders, with the names and types of their details: part of error-details.ts. */

export interface ShopDetails {
  /** At the desk. Who sends orders is not told which shops there are. */
  'shop-not-found': { readonly shop: string; readonly known: readonly string[] }
  'shop-exists': { readonly shop: string }
  /** Keys are made of a template of a shop's, so that it must say of which product. */
  'template-without-product': { readonly template: string }
  /** A shop sold an item that it has no template for. */
  'order-item-unknown': { readonly shop: string; readonly item: string; readonly known: readonly string[] }
  /** Of the generic shop, whose events are ours. */
  'order-type-unknown': { readonly type: string; readonly known: readonly string[] }
  /** Not signed by the shop, too long ago, or for no shop of ours: the caller is not told which. */
  'order-refused': Readonly<Record<string, never>>
}
