/**
 * Intake against inputs that nobody thought of: what people send, with bytes lost, changed, doubled, cut, and mixed with one
 * another. Whatever it is, the answer is an error of ours or a message, within a second of the processor; and a message that
 * verifies is one that was there. `npm run test:long` tries 200,000. Pictures have tests of their own.
 */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { messageFromFile, messageFromInput, messagesFromInput } from '../../../src/carrier/intake.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import { framesOf } from '../../../src/carrier/qr/frames/split.ts'
import { symbolToSvg } from '../../../src/carrier/qr/svg.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { openReceipt, openRequest } from '../../../src/core/envelope.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { runs } from '../../effort.ts'
import { license, receipt, request } from '../../vectors/make/world.ts'
import { mailOf, mailWith, quotedPrintable, tarOf, zipOf } from '../../world/packing.ts'

const REQUEST = new Uint8Array(request())
const RECEIPT = new Uint8Array(receipt())
const THERE = [REQUEST, RECEIPT]
const TEXT = encodeArmor('request', REQUEST)
const LINK = linkOf('https://activate.example.com', REQUEST)
const FRAMES = framesOf(REQUEST, 5)
const SVG = symbolToSvg(drawSymbol(LINK), TEXT)

const SEEDS: readonly Uint8Array[] = [
  REQUEST,
  TEXT,
  TEXT.replaceAll('\n', ' '),
  encodeArmor('license', new Uint8Array(license())) + encodeArmor('receipt', RECEIPT).replace(/^/gm, 'ab> '),
  qrText(REQUEST),
  [0, 1, 2, 3, 4, 5].map(FRAMES.text).join('\r\n'),
  `Please open <${LINK}>.`,
  `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(LINK)}&data=05`,
  `<html><body><p>${TEXT.replaceAll('\n', '<br>')}</p><a href="${LINK}">here</a></body></html>`,
  Buffer.from(TEXT).toString('base64'),
  `data:text/plain;base64,${Buffer.from(TEXT).toString('base64')}`,
  Buffer.from(TEXT, 'utf16le'),
  SVG,
  `%PDF-1.4\n${TEXT.replace(/^(?=.)/gm, '% ')}1 0 obj\n`,
  mailOf('text/plain', 'quoted-printable', quotedPrintable(TEXT)),
  mailWith({ 'pc1.txt': TEXT, 'pc1.cbor': REQUEST }),
  mailWith({ 'all.zip': zipOf({ 'pc1.txt': TEXT }) }, `> ${LINK}`),
  zipOf({ 'a/pc1.txt': TEXT, 'b.cbor': RECEIPT, 'c.eml': mailWith({ 'pc1.cbor': REQUEST }) }),
  new Uint8Array(gzipSync(tarOf({ 'pc1.txt': new TextEncoder().encode(TEXT) }))),
].map(seed => (typeof seed === 'string' ? new TextEncoder().encode(seed) : new Uint8Array(seed)))

/** What means something to one of the readers. */
const WORDS = [
  '-----BEGIN AIRLATCH REQUEST-----\n',
  '-----END AIRLATCH REQUEST-----',
  '\n=_b0undary--\n',
  '\r\n--=_b0undary\r\n',
  'Content-Type: multipart/mixed; boundary=a\r\n\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'MIME-Version: 1.0\r\n',
  'PK\x03\x04',
  'PK\x01\x02',
  'PK\x05\x06',
  '\x1f\x8b\x08',
  'AL1:',
  'AL1M:',
  'data:;base64,',
  'https%3a%2f%2fa%2fa%2f2kc',
  '<br>',
  '<!--',
  '&#x0;',
  '=\r\n',
  '\\n',
  '\u00ad\u2014',
  '\xff\xfe',
  '\xd2\x84',
  '%PDF-',
  '<svg',
  '\0\0\0\0',
].map(word => Uint8Array.from(Buffer.from(word, 'latin1')))

type Mutation = (bytes: Uint8Array) => Uint8Array

const part = fc.double({ min: 0, max: 1, noNaN: true })
const at = (bytes: Uint8Array, where: number) => Math.floor(where * bytes.length)
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))

const MUTATION: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(part, fc.nat(255)).map(
    ([where, byte]): Mutation =>
      bytes => {
        if (bytes.length === 0) return bytes
        return bytes.with(Math.min(at(bytes, where), bytes.length - 1), byte)
      },
  ),
  fc.tuple(part, fc.constantFrom(...WORDS)).map(
    ([where, word]): Mutation =>
      bytes => {
        const cut = at(bytes, where)
        return joined(bytes.subarray(0, cut), word, bytes.subarray(cut))
      },
  ),
  fc.tuple(part, part).map(
    ([from, length]): Mutation =>
      bytes => {
        const start = at(bytes, from)
        return joined(bytes.subarray(0, start), bytes.subarray(start + Math.ceil(length * 40)))
      },
  ),
  fc.tuple(part, part, part).map(
    ([from, to, where]): Mutation =>
      bytes => {
        const cut = at(bytes, where)
        return joined(
          bytes.subarray(0, cut),
          bytes.subarray(at(bytes, from), at(bytes, to)),
          bytes.subarray(cut),
        )
      },
  ),
  part.map(
    (where): Mutation =>
      bytes =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(part, fc.constantFrom(...SEEDS), part).map(
    ([where, other, from]): Mutation =>
      bytes => {
        const cut = at(bytes, where)
        return joined(bytes.subarray(0, cut), other.subarray(at(other, from)), bytes.subarray(cut))
      },
  ),
)

const INPUT = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(MUTATION, { maxLength: 6 }))
  .map(([seed, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), seed))

test('DY-13: whatever it is, an error of ours or a message that was there, within a second', async () => {
  const tried = runs(10_000)
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(INPUT, async input => {
      const begun = process.cpuUsage()
      const readers = [
        () => messageFromInput(input, { wanted: ['request', 'receipt'] }),
        async () => messageFromFile(input),
        async () => (await messagesFromInput(input)).messages[0]?.message,
      ]
      for (const read of readers) {
        const message = await answerOf(read)
        if (message === undefined || !isSigned(message)) continue
        expect(THERE.some(one => Buffer.compare(one, message) === 0)).toBe(true)
        accepted++
      }
      const { user, system } = process.cpuUsage(begun)
      expect((user + system) / 1000).toBeLessThan(1000)
    }),
    { numRuns: tried },
  )
  // it would prove nothing if all of it were refused at once
  expect(accepted).toBeGreaterThan(tried / 5)
})

async function answerOf(read: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AirlatchError && error.code !== 'bug') return undefined
    throw error
  }
}

function isSigned(message: Uint8Array): boolean {
  return [openRequest, openReceipt].some(open => {
    try {
      open(message, nativeEd25519)
      return true
    } catch (error) {
      if (error instanceof AirlatchError) return false
      throw error
    }
  })
}
