/** A text as large as any that is read is read to its end. */
import { expect, test } from 'vitest'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'

test('a text of megabytes is read', () => {
  const large = new Uint8Array(8_000_000)
  expect(decodeArmor(encodeArmor('license', large)).length).toBe(large.length)
})
