/** Owns the sentences about shops and their orders. */
import type { ShopDetails } from '../../../core/shop-details.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { listOrNone } from './format.ts'

export const SHOPS: SentencesOf<keyof ShopDetails> = {
  'shop-not-found': d => [
    `there is no shop ${quoted(d.shop)}; known shops: ${listOrNone(d.known)}`,
    'correct the name, or add the shop with "shop add"',
  ],
  'shop-exists': d => [
    `shop ${quoted(d.shop)} already exists`,
    'change it with "shop set", or choose another name',
  ],
  'template-without-product': d => [
    `the template ${quoted(d.template)} is for any product`,
    'save a template for one product with "template save NAME PRODUCT", and use that one',
  ],
  'order-item-unknown': d => [
    `shop ${quoted(d.shop)} sold ${quoted(d.item)}, which is not one of its items: ${listOrNone(d.known)}`,
    `run "shop set ${d.shop} --sells ITEM=TEMPLATE", then have the shop send the order again`,
  ],
  'order-type-unknown': d => [
    `${quoted(d.type)} is not a type of event; known types: ${d.known.join(', ')}`,
    'correct the type. Nothing was changed',
  ],
  'order-refused': () => [
    'this request is not signed by a shop of this desk',
    'check the address, the secret and the clock. Nothing was changed',
  ],
}
