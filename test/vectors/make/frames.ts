/**
 * Owns the vectors of frames as a text, one on each line (SPEC.md section 10.1). Frames are made as the text there says, and
 * share nothing with src/.
 */
import { at, licenseCase, type Vector } from './case.ts'
import { SEEN } from './good.ts'
import { base32, base45, join, type Raw, sha256 } from './raw.ts'
import { license, newestLicense } from './world.ts'

interface FrameParts {
  readonly id?: Raw
  readonly parts?: number
  readonly length?: number
  readonly number: number
  readonly data: Raw
}

/** The parts of a message, the last one filled with zeros; `filler` is another byte than that. */
function partsOf(message: Raw, count: number, filler = 0): readonly Raw[] {
  const size = Math.ceil(message.length / count)
  return Array.from({ length: count }, (_, i) => {
    const part = message.slice(i * size, (i + 1) * size)
    return join(part, new Uint8Array(size - part.length).fill(filler))
  })
}

const bigEndian = (value: number, bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256)

/** The text of one frame of `message`, with whatever is told otherwise. */
function frame(message: Raw, { id, parts = 3, length = message.length, number, data }: FrameParts): string {
  const header = [id ?? sha256(message).slice(0, 8), bigEndian(parts, 2), bigEndian(length, 3)]
  return `AL1M:${base45(join(...header, bigEndian(number, 3), data))}`
}

const mix = (x: number) => {
  const y = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  const z = Math.imul(y ^ (y >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}
/** Which of up to 32 parts a frame of a number that is none of them is made of. */
function chosen(number: number, count: number): readonly number[] {
  const word = mix((mix(number) + 0x9e3779b9) >>> 0)
  const all = Array.from({ length: count }, (_, i) => i).filter(i => ((word >>> i) & 1) === 1)
  return all.length > 0 ? all : [number % count]
}

/** The frames of these numbers, of a message in `count` parts. */
function frames(message: Raw, count: number, numbers: readonly number[]): readonly string[] {
  const parts = partsOf(message, count)
  return numbers.map(number => {
    const which = number < count ? [number] : chosen(number, count)
    const data = which
      .map(i => parts[i] as Raw)
      .reduce((sum, part) => sum.map((byte, i) => byte ^ (part[i] as number)))
    return frame(message, { parts: count, number, data })
  })
}

const MESSAGE = license()
const OTHER = newestLicense()
const [first = '', second = '', third = ''] = frames(MESSAGE, 3, [0, 1, 2])
const [part] = partsOf(MESSAGE, 3) as [Raw]
const one = (name: string, about: string, parts: FrameParts, code = 'frame-malformed') =>
  licenseCase(`carrier-frame-${name}`, about, frame(MESSAGE, parts), at('carrier', code))
const refused = (name: string, about: string, lines: readonly string[], code: string) =>
  licenseCase(`carrier-frames-${name}`, about, lines.join('\n'), at('carrier', code))
const good = (name: string, about: string, lines: readonly string[], end = '\n') =>
  licenseCase(`ok-frames-${name}`, about, lines.join(end), 'ok', { claims: SEEN })

export const FRAMES: readonly Vector[] = [
  good('three', 'the three parts, one on each line', [first, second, third]),
  good('any-order', 'in any order, one of them twice', [third, first, third, second]),
  good('one-part', 'a message in one part', frames(MESSAGE, 1, [0])),
  good(
    'white-space',
    'with CR and LF, blank lines, and spaces around each line, as mail adds them',
    ['', `  ${first} `, `\t${second}\t`, '', third],
    '\r\n',
  ),
  good('repair', 'three frames behind the parts, which are independent', frames(MESSAGE, 3, independent(3))),
  good(
    'five-repair',
    'of five parts, two and three frames behind',
    frames(MESSAGE, 5, [1, 3, ...independent(5, [1, 3])]),
  ),
  good('foreign-lines', 'other text, and a frame that was damaged, among them: they are passed over', [
    first,
    'Dear customer,',
    second.slice(0, -1),
    second.toLowerCase(),
    second,
    third,
  ]),
  good('message-among', 'the message as one symbol among some of its frames', [
    first,
    `AL1:${base45(MESSAGE)}`,
  ]),
  good('link-among', 'and as a link', [first, `HTTPS://ACTIVATE.EXAMPLE.COM/A/${base32(MESSAGE)}`]),
  good('cut-in-two-ways', 'frames of two parts beside three: whichever is whole', [
    first,
    ...frames(MESSAGE, 2, [0, 1]),
  ]),
  good('filler', 'the last part is not filled with zeros: a reader does not look at it', fillerFrames()),
  refused('missing', 'two frames of three', [first, third], 'frames-missing'),
  refused(
    'dependent',
    'three frames of three parts, two of them the same',
    [first, second, first],
    'frames-missing',
  ),
  refused(
    'missing-and-damaged',
    'two frames of three, and one that was damaged',
    [first, second, third.slice(0, -1)],
    'frames-missing',
  ),
  refused(
    'cut-in-two-ways',
    'one frame of three and one of two',
    [first, ...frames(MESSAGE, 2, [1])],
    'frames-missing',
  ),
  refused(
    'two-messages',
    'all frames of one message and one of another',
    [first, second, third, ...frames(OTHER, 3, [0])],
    'several-messages',
  ),
  refused(
    'message-and-other',
    'a frame of one message, and another message whole',
    [first, `AL1:${base45(OTHER)}`],
    'several-messages',
  ),
  refused(
    'not-of-id',
    'all parts are there, and their SHA-256 does not begin with the id',
    partsOf(MESSAGE, 3).map((data, number) => frame(MESSAGE, { id: new Uint8Array(8), number, data })),
    'frame-malformed',
  ),
  one('no-parts', 'k is 0', { parts: 0, number: 0, data: part }),
  one('1025-parts', 'k is 1,025', { parts: 1025, length: 1025, number: 0, data: new Uint8Array(1) }),
  one('empty-part', 'parts of which the last would be empty: 4 bytes in 3 parts', {
    length: 4,
    number: 0,
    data: new Uint8Array(2),
  }),
  one('no-bytes', 'a message of no bytes', { length: 0, number: 0, data: part }),
  one('too-many-bytes', 'a message of 1,048,577 bytes', {
    parts: 1024,
    length: 1_048_577,
    number: 0,
    data: new Uint8Array(1025),
  }),
  one('short', 'one byte less than a part has', { number: 0, data: part.slice(1) }),
  one('long', 'one byte more', { number: 0, data: join(part, part.slice(0, 1)) }),
  one('header-alone', 'a header and nothing behind', { number: 0, data: new Uint8Array() }),
  licenseCase(
    'base45-frame',
    'the only frame has a character outside the alphabet',
    `${first.slice(0, 20)}#${first.slice(21)}`,
    at('base45', 'base45-malformed'),
  ),
]

/** Numbers from `count` on that solve it together with the parts `have`, found by trying. */
function independent(count: number, have: readonly number[] = []): readonly number[] {
  const rows = have.map(part => 1 << part)
  const numbers: number[] = []
  for (let number = count; rows.length < count; number++) {
    const row = chosen(number, count).reduce((bits, part) => bits | (1 << part), 0)
    if (rank([...rows, row]) === rows.length) continue
    rows.push(row)
    numbers.push(number)
  }
  return numbers
}

/** Over GF(2). */
function rank(rows: readonly number[]): number {
  const [pivot, ...others] = rows.filter(row => row !== 0)
  if (pivot === undefined) return 0
  const low = pivot & -pivot
  return 1 + rank(others.map(row => (row & low ? row ^ pivot : row)))
}

function fillerFrames(): readonly string[] {
  return partsOf(MESSAGE, 7, 0xff).map((data, number) => frame(MESSAGE, { parts: 7, number, data }))
}
