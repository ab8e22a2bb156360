/**
 * Owns the differential run of carriers: messages in text that is mutated at random, through the TypeScript reader and the C
 * library, which have to take the same message or refuse with the same code. What the library leaves out (SPEC.md section 10.6:
 * HTML, mails, archives, pictures, links of gateways) is not made here.
 */
import { encodeArmor } from '../../src/carrier/armor.ts'
import { messageFromFile } from '../../src/carrier/intake/plain.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { toHex } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { type Build, type Case, play } from './library.ts'
import { type Random, randomOf } from './mutations.ts'

/** Something handed over that the two do not agree about. */
export interface CarrierDifference {
  readonly input: string
  readonly library: unknown
  readonly client: unknown
}

const BATCH = 5000

/** Every code that was refused with, and how often; and `message`, where one was taken. */
export interface CarrierRun {
  readonly differences: readonly CarrierDifference[]
  readonly outcomes: Readonly<Record<string, number>>
}

/** Plays so many of a seed. */
export function carrierDifferences(kind: Build, count: number, seed: number): CarrierRun {
  const random = randomOf(seed)
  const found: CarrierDifference[] = []
  const outcomes: Record<string, number> = {}
  for (let done = 0; done < count; done += BATCH) {
    const cases = Array.from(
      { length: Math.min(BATCH, count - done) },
      (): Case => ({ reads: 'carried', message: handedOver(random) }),
    )
    for (const [i, answer] of play(kind, cases).entries()) {
      const { message } = cases[i] as Case
      const client = meantBy(message)
      const outcome = client.code ?? 'message'
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      const library = answer.ok ? { message: answer.claims.message } : { code: answer.reasons[0] }
      if (JSON.stringify(client) !== JSON.stringify(library))
        found.push({ input: toHex(message), library, client })
    }
  }
  return { differences: found, outcomes }
}

function meantBy(bytes: Uint8Array): { readonly message?: string; readonly code?: string } {
  try {
    return { message: toHex(Uint8Array.from(messageFromFile(bytes, ['license', 'bundle']))) }
  } catch (error) {
    if (error instanceof AirlatchError) return { code: error.code }
    throw error
  }
}

const MESSAGES = [
  world.license(),
  world.newestLicense(),
  world.license(world.GENERIC),
  world.request(),
  world.kit(),
  world.bundle([world.license(), world.newestLicense()]),
  Uint8Array.of(0xd2, 0x84),
  Uint8Array.of(0x84, 1, 2, 3),
  new Uint8Array(),
]

/** What mail programs, chats, editors and strangers put in. */
const PIECES = [
  ...'\0\t\n\v\f\r !"#%&*+,-./:;<=>?@[\\]^_`|~09AZaz{}\x1b\x7f',
  ...'\u0085\u00a0\u00ab\u00ad\u00e9\u034f\u1680\u180e\u2003\u200b\u200d\u2011\u2014\u2018\u2028\u202f\u2212\u2800\u3000\ufe58\ufeff\uff0d\u{1f600}\u{e0001}',
  '\r\n',
  '\\n',
  '\\\\n',
  '\\u002f',
  '\\u003e',
  '> ',
  'ab> ',
  '- ',
  '--',
  '==',
  '=3D',
  '=\n',
  '=twTO',
  ']Q1',
  'AL1:',
  'AL1M:',
  'al1:',
  'HTTPS://A/A/2KC',
  '/a/2kc',
  '-----BEGIN AIRLATCH LICENSE-----\n',
  '-----END AIRLATCH LICENSE-----\n',
  'BEGIN AIRLATCH',
  'END  AIRLATCH  X Y--',
  'data:;base64,',
  '%PDF-1.7\n',
  '<svg>',
]

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)] as T
}

/** Most are one or two carriers that are whole but for some changes. */
function handedOver(random: Random): Uint8Array {
  if (random(40) === 0) return Uint8Array.from({ length: random(60) }, () => random(256))
  const parts = Array.from({ length: 1 + (random(3) === 0 ? random(4) : 0) }, () =>
    carrierOf(pick(random, random(5) === 0 ? MESSAGES : MESSAGES.slice(0, 4)), random),
  )
  let text = parts.join(pick(random, ['\n', '\r\n', '\n\nHello,\n', ' ']))
  for (let times = random(4); times > 0; times--) text = changed(text, random)
  const bytes = encodedAs(text, random)
  return random(8) === 0 ? withByteChanged(bytes, random) : bytes
}

function carrierOf(message: Uint8Array, random: Random): string {
  const way = random(9)
  const armored = encodeArmor(pick(random, ['license', 'kit', 'a b']), message)
  if (way === 0) return pick(random, ['', ']Q1', ' ', '\u200b']) + qrText(message)
  if (way === 1 && message.length <= 1024) return linkOf('https://a.example', message)
  if (way === 2) return Buffer.from(message).toString(pick(random, ['base64', 'base64url']))
  if (way === 3) return `data:application/octet-stream;base64,${Buffer.from(message).toString('base64')}`
  if (way === 4 || way === 5) return framesIn(message, random)
  if (way === 6) return armored.replaceAll(/^/gm, pick(random, ['> ', 'ab> cd> ', '| ', '\t', '% ']))
  if (way === 7) return JSON.stringify(pick(random, [armored, JSON.stringify(armored)]))
  return random(4) === 0 ? armored.replaceAll('=', '=3D').replaceAll(/(.{40})/g, '$1=\r\n') : armored
}

function framesIn(message: Uint8Array, random: Random): string {
  if (message.length === 0) return 'AL1M:'
  const frames = framesOf(message, pick(random, [5, 7, 10]))
  const count = 1 + random(2 * frames.parts + 2)
  const numbers = Array.from({ length: count }, (_, i) => (random(3) === 0 ? random(4 * frames.parts) : i))
  return numbers.map(number => frames.text(number)).join('\n')
}

function changed(text: string, random: Random): string {
  const at = random(text.length + 1)
  const way = random(5)
  if (way === 0) return text.slice(0, at) + text.slice(at + 1 + random(4))
  if (way === 1) return text.slice(0, at)
  if (way === 2) return text.replaceAll('\n', pick(random, ['\r\n', '\r', '', ' ', '\u2028', '\n\n']))
  return text.slice(0, at) + pick(random, PIECES) + text.slice(at + random(2))
}

function encodedAs(text: string, random: Random): Uint8Array {
  const way = random(10)
  const mark = pick(random, ['', '\ufeff'])
  if (way === 0) return Uint8Array.from(Buffer.from(mark + text, 'utf16le'))
  if (way === 1) return Uint8Array.from(Buffer.from(mark + text, 'utf16le').swap16())
  if (way === 2) return Uint8Array.from(Buffer.from(text, 'latin1'))
  return Uint8Array.from(Buffer.from(way === 3 ? mark + text : text, 'utf8'))
}

function withByteChanged(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return bytes
  const copy = Uint8Array.from(bytes)
  copy[random(copy.length)] = random(256)
  return random(3) === 0 ? copy.slice(0, random(copy.length)) : copy
}
