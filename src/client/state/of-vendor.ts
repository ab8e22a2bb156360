/**
 * Owns whether what takes the place of something older (a list of revocations, a clock reset) is of the kit's vendor and
 * product, and signed with a key that may still do so (SPEC.md section 9.4). Kits themselves: current-kit.ts.
 */
import { AirlatchError } from '../../core/errors.ts'
import { isRetired, type Kit } from '../../core/message/kit.ts'
import { formatInstant } from '../../core/terms/term.ts'

/** What of the present kit is asked for: a kit is one. */
export type KitTerms = Pick<Kit, 'vendor' | 'productId' | 'madeAt' | 'retired'>

export interface Replacing {
  readonly vendor: string
  readonly productId: string
  /** Seconds since 1970: what the message says of when it was made. */
  readonly at: number
  /** Key id of the key whose signature holds. */
  readonly kid: string
}

/** Errors: wrong-vendor, wrong-product {expected, got}, signing-key-retired {kid, from, issued}. */
export function requireOfVendor(terms: KitTerms, { vendor, productId, at, kid }: Replacing): void {
  if (vendor !== terms.vendor)
    throw new AirlatchError('wrong-vendor', { expected: terms.vendor, got: vendor })
  if (productId !== terms.productId)
    throw new AirlatchError('wrong-product', { expected: terms.productId, got: productId })
  if (isRetired(terms, kid, at))
    throw new AirlatchError('signing-key-retired', {
      kid,
      from: formatInstant(terms.retired.get(kid) ?? 0),
      issued: formatInstant(at),
    })
}
