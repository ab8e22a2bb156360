/** Owns what a printed sheet says about the message on it, so that a desk that gets it by fax knows whose it is (DY-12). */
import type { Client } from '../src/client/door.ts'
import type { SheetAbout } from '../src/exchange/deliver.ts'
import { formatDay } from '../src/words/dates.ts'
import { describeWords } from '../src/words/describe-words.ts'

export function sheetAbout(
  { vendor, productId, productName, contact }: Client['kit'],
  of: { readonly computerId?: string; readonly keyId?: string } = {},
): SheetAbout {
  const { labels } = describeWords()
  return {
    title: productName,
    lines: [
      [
        [labels.vendor, vendor],
        [labels.product, productId],
        [labels.made, formatDay(Date.now() / 1000)],
      ],
      [
        [labels.computerId, of.computerId],
        [labels.key, of.keyId],
      ],
      [[labels.contact, contact]],
    ],
  }
}
