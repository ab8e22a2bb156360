/** Owns the list of the shops that can send orders; a new one is an adapter and a line here. */
import type { ShopKind } from '../../src/vendor/door.ts'
import type { ShopAdapter } from './adapter.ts'
import { FASTSPRING } from './fastspring.ts'
import { PADDLE } from './paddle.ts'
import { SIGNED } from './signed.ts'
import { STRIPE } from './stripe.ts'

export const ADAPTERS: Readonly<Record<ShopKind, ShopAdapter>> = {
  signed: SIGNED,
  stripe: STRIPE,
  paddle: PADDLE,
  fastspring: FASTSPRING,
}
