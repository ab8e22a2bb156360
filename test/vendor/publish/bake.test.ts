/** Baking a kit in: only a whole kit, in any carrier but a picture, and the kind of executable is told. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { emptyPlace, messageInPlace, PLACE_BYTES } from '../../../src/carrier/kit-place.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { bakeKit, kitToBake } from '../../../src/vendor/publish/bake.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

let desk: Desk
let message: Uint8Array
beforeAll(async () => {
  desk = await openDesk()
  const published = await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })
  message = published.message
})
afterAll(() => desk.close())

test('a kit in each carrier is the same kit', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text)
  for (const input of [message, utf8(encodeArmor('kit', message)), utf8(qrText(message))]) {
    const { kit, kid, message: found } = kitToBake(input)
    expect(kit).toMatchObject({ productId: 'scope', sequence: 1 })
    expect(kid).toBe(desk.vendor.identity.kid)
    expect(found).toEqual(message)
  }
})

test('a kit of which one bit was changed is none', () => {
  const changed = new Uint8Array(message)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  expect(() => kitToBake(changed)).toThrow(expect.objectContaining({ code: 'signature-invalid' }))
})

test('nor is another message, a picture or an empty file', async () => {
  const { message: checkpoint } = await desk.signer.checkpoint()
  const refused = (code: string) => expect.objectContaining({ code })
  expect(() => kitToBake(checkpoint)).toThrow(refused('wrong-message-type'))
  expect(() => kitToBake(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toThrow(refused('input-not-recognised'))
  expect(() => kitToBake(new Uint8Array())).toThrow(refused('input-empty'))
})

test.each([
  ['elf', [0x7f, 0x45, 0x4c, 0x46]],
  ['pe', [0x4d, 0x5a, 0x90, 0x00]],
  ['mach-o', [0xcf, 0xfa, 0xed, 0xfe]],
  ['unknown', [0x23, 0x21]],
])('%s is told by its first bytes', (format, beginning) => {
  const plain = new Uint8Array([...beginning, ...emptyPlace()])
  const baked = bakeKit(plain, kitToBake(message))
  expect(baked.format).toBe(format)
  expect(messageInPlace(baked.executable.subarray(-PLACE_BYTES))).toEqual(message)
})
