import { expect, test } from 'vitest'
import { isLink, linkOf } from '../../../src/carrier/link.ts'
import { requestText } from '../../../src/carrier/qr/request-text.ts'
import { capacityBytes, drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'

const PAGE = 'https://activate.example.com'

function request(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => [0xd2, 0x84][i] ?? i)
}

test('of a request is a link where there is a page, and the request itself where there is none', () => {
  expect(requestText(PAGE, request(240))).toBe(linkOf(PAGE, request(240)))
  expect(requestText(undefined, request(240))).toBe(qrText(request(240)))
})

test('is a link up to the largest symbol there is, as no phone opens frames', () => {
  const lengths = [300, 500, 586].map(
    bytes => drawSymbol(requestText(PAGE, request(bytes)) as string).version,
  )
  expect(lengths).toEqual([14, 19, 20])
  expect(requestText(PAGE, request(587))).toBeUndefined()
  expect(requestText(PAGE, request(2000))).toBeUndefined()
})

test('is no larger than was asked for: then the request itself, and then nothing', () => {
  const message = request(250)
  expect(isLink(requestText(PAGE, message, 13) as string)).toBe(true)
  expect(requestText(PAGE, message, 12)).toBe(qrText(message))
  expect(requestText(PAGE, message, 11)).toBeUndefined()
})

test('without a page takes the usual version at most', () => {
  expect(requestText(undefined, request(capacityBytes(13)))).toBeDefined()
  expect(requestText(undefined, request(capacityBytes(13) + 1))).toBeUndefined()
})
