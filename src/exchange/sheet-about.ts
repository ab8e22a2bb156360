/** Owns what a printed sheet says about the message on it, so that a desk that gets it by fax knows whose it is (DY-12). */
import type { Kit } from '../core/message/kit.ts'
import { formatDay } from '../words/dates.ts'
import { describeWords } from '../words/describe-words.ts'
import type { SheetAbout } from './deliver.ts'

export function sheetAbout(
  { vendor, productId, productName, contact }: Kit,
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
