import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkOf } from '../../../../src/carrier/link.ts'
import { coefficientsOf } from '../../../../src/carrier/qr/frames/coefficients.ts'
import { type Collected, frameCollector } from '../../../../src/carrier/qr/frames/collector.ts'
import { frameCapacityBytes, framesOf } from '../../../../src/carrier/qr/frames/split.ts'
import { qrText } from '../../../../src/carrier/qr/text.ts'
import { decodeBase45, encodeBase45 } from '../../../../src/core/bytes/base45.ts'
import { randomFrom, randomMessage } from '../../picture/scene.ts'

const VERSION = 5
const ROOM = frameCapacityBytes(VERSION)

/** Adds texts until one completes a message. */
function collect(texts: Iterable<string>, collector = frameCollector()): Collected {
  let last: Collected = { kind: 'foreign' }
  for (const text of texts) {
    last = collector.add(text)
    if (last.kind === 'done') break
  }
  return last
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map(item => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

/** A message of 1 to 40 parts, and a seed. */
const CASE = fc.record({
  length: fc.integer({ min: 1, max: 40 * ROOM }),
  seed: fc.integer({ min: 0, max: 0xffffffff }),
})

describe('a message in frames', () => {
  it('is there with its parts, in any order and some of them twice', () => {
    fc.assert(
      fc.property(CASE, ({ length, seed }) => {
        const message = randomMessage(length, seed)
        const frames = framesOf(message, VERSION)
        const parts = Array.from({ length: frames.parts }, (_, number) => frames.text(number))
        const twice = shuffled([...parts, ...parts], randomFrom(seed))
        expect(collect(twice)).toEqual({ kind: 'done', id: frames.id, message })
        expect(collect(parts)).toMatchObject({ kind: 'done', message })
      }),
    )
  })

  it('is there after the same frames a thousand times, and not after others made to keep a reader busy', () => {
    const message = randomMessage(10 * ROOM, 1)
    const frames = framesOf(message, VERSION)
    const last = frames.parts - 1
    const known = Array.from({ length: last }, (_, number) => frames.text(number))
    const again = Array.from({ length: 1000 }, () => known).flat()
    expect(collect([...again, frames.text(last)])).toMatchObject({ kind: 'done', message })
    // sums of the parts that are known
    const numbers = Array.from({ length: 1000 }, (_, number) => frames.parts + number)
    const useless = numbers.filter(
      number => ((coefficientsOf(number, frames.parts)[0] ?? 0) >> last) % 2 === 0,
    )
    const texts = useless.map(number => frames.text(number))
    expect(collect([...known, ...texts.slice(0, 200), frames.text(last)])).toMatchObject({ kind: 'done' })
    expect(collect([...known, ...texts, frames.text(last)])).toMatchObject({ have: last, need: frames.parts })
  })

  it('is there with any frames that suffice, whichever were lost', () => {
    fc.assert(
      fc.property(CASE, fc.integer({ min: 0, max: 90 }), ({ length, seed }, loss) => {
        const message = randomMessage(length, seed)
        const frames = framesOf(message, VERSION)
        const random = randomFrom(seed)
        const collector = frameCollector()
        let seen = 0
        for (let number = Math.floor(random() * 1000); ; number++) {
          if (random() * 100 < loss) continue
          seen++
          const got = collector.add(frames.text(number))
          if (got.kind === 'done') {
            expect(got.message).toEqual(message)
            break
          }
          expect(got).toMatchObject({ kind: 'progress', need: frames.parts })
          // 2^-40 is the chance that so many random equations do not suffice
          expect(seen).toBeLessThan(frames.parts + 40)
        }
      }),
    )
  })

  it('is never a wrong one when frames are damaged, whatever is done to their bytes', () => {
    const patches = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(CASE, patches, ({ length, seed }, patches) => {
        const message = randomMessage(length, seed)
        const frames = framesOf(message, VERSION)
        const texts = Array.from({ length: 2 * frames.parts }, (_, number) => frames.text(number))
        for (const [which, at, value] of patches) {
          const text = texts[which % texts.length] as string
          const bytes = decodeBase45(text.slice(5))
          bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ value
          texts[which % texts.length] = `AL1M:${encodeBase45(bytes)}`
        }
        const collector = frameCollector()
        for (const text of texts) {
          const got = collector.add(text)
          if (got.kind === 'done') expect(got.message).toEqual(message)
        }
        // what was damaged does not stand in the way of what comes later
        const later = Array.from({ length: 3 * frames.parts + 60 }, (_, i) => frames.text(1000 + i))
        expect(collect(later, collector)).toMatchObject({ kind: 'done', message })
      }),
    )
  })

  it('never mixes with another one, however they alternate', () => {
    fc.assert(
      fc.property(CASE, CASE, (one, two) => {
        const messages = [randomMessage(one.length, one.seed), randomMessage(two.length, two.seed + 1)]
        const frames = messages.map(message => framesOf(message, VERSION))
        const texts = frames.flatMap(({ parts, text }) => Array.from({ length: parts }, (_, i) => text(i)))
        const collector = frameCollector()
        for (const text of shuffled(texts, randomFrom(one.seed))) collector.add(text)
        const sets = new Map(collector.sets().map(({ id, message }) => [id, message]))
        frames.forEach(({ id }, i) => void expect(sets.get(id)).toEqual(messages[i]))
      }),
    )
  })

  it('mixes with the same one, shown elsewhere or cut in another way', () => {
    const message = randomMessage(900)
    const [small, large] = [framesOf(message, 5), framesOf(message, 9)]
    const collector = frameCollector()
    expect(collector.add(small.text(0))).toMatchObject({ kind: 'progress', have: 1, need: small.parts })
    const rest = Array.from({ length: large.parts }, (_, i) => large.text(i))
    expect(collect(rest, collector)).toEqual({ kind: 'done', id: small.id, message })
    expect(collector.add(small.text(1))).toEqual({ kind: 'done', id: small.id, message })
    expect(collector.sets()).toMatchObject([{ id: small.id, missing: [], message }])
  })
})

describe('a collector', () => {
  const message = randomMessage(7 * ROOM)
  const { id, text } = framesOf(message, VERSION)

  it('says how far it is, and which numbered parts are missing', () => {
    const collector = frameCollector()
    expect(collector.add(text(2))).toEqual({ kind: 'progress', id, have: 1, need: 7 })
    expect(collector.add(text(2))).toEqual({ kind: 'progress', id, have: 1, need: 7 })
    expect(collector.add(text(6))).toEqual({ kind: 'progress', id, have: 2, need: 7 })
    expect(collector.sets()).toEqual([{ id, have: 2, need: 7, missing: [1, 2, 4, 5, 6], message: undefined }])
  })

  it('takes a message in one symbol, and the line ends that scanners add', () => {
    const whole = randomMessage(100)
    expect(frameCollector().add(qrText(whole))).toMatchObject({ kind: 'done', message: whole })
    expect(frameCollector().add(`${text(0)}\r\n`)).toMatchObject({ kind: 'progress', have: 1 })
  })

  it.each([
    ['', 'foreign'],
    ['HTTPS://EXAMPLE.ORG', 'foreign'],
    ['AL1N:00', 'foreign'],
    ['AL1M:', 'damaged'],
    ['AL1M:abc', 'damaged'],
    [text(0).slice(0, -3), 'damaged'],
    [`${text(0)}000`, 'damaged'],
    ['AL1:0', 'damaged'],
  ])('does not take %j: %s', (given, kind) => {
    expect(frameCollector().add(given)).toMatchObject({ kind })
  })

  it.each<[string, Header]>([
    ['no part', { parts: 0, length: 10, data: 10 }],
    ['too many parts', { parts: 1025, length: 1025, data: 1 }],
    ['no length', { parts: 1, length: 0, data: 1 }],
    ['a length over the limit', { parts: 1024, length: 1_048_577, data: 1025 }],
    ['another length than its parts have', { parts: 3, length: 30, data: 11 }],
    ['parts that would be empty', { parts: 4, length: 6, data: 2 }],
  ])('refuses a header with %s', (_, header) => {
    expect(frameCollector().add(frameSaying(header))).toMatchObject({
      kind: 'damaged',
      error: { code: 'frame-malformed' },
    })
  })

  it('takes the largest header there is without making room for it', () => {
    const collector = frameCollector()
    const before = process.memoryUsage().arrayBuffers
    expect(collector.add(frameSaying({ parts: 1024, length: 1_048_576, data: 1024 }))).toMatchObject({
      kind: 'progress',
      need: 1024,
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000)
  })

  it('keeps at most four messages, the one that was fed the longest ago goes', () => {
    const collector = frameCollector()
    const all = [1, 2, 3, 4, 5].map(seed => framesOf(randomMessage(7 * ROOM, seed), VERSION))
    for (const frames of all.slice(0, 4)) collector.add(frames.text(0))
    collector.add(all[0]?.text(1) as string)
    collector.add(all[4]?.text(0) as string)
    expect(collector.sets().map(({ id }) => id)).toEqual([2, 3, 0, 4].map(i => all[i]?.id))
  })

  it('begins anew when a set is complete and wrong', () => {
    const [first, second] = [framesOf(randomMessage(2 * ROOM, 8), VERSION), text(0)]
    const bytes = decodeBase45(first.text(1).slice(5))
    bytes.set(decodeBase45(second.slice(5)).subarray(16), 16)
    const collector = frameCollector()
    collector.add(first.text(0))
    expect(collector.add(`AL1M:${encodeBase45(bytes)}`)).toMatchObject({
      kind: 'damaged',
      error: { code: 'frame-malformed' },
    })
    expect(collector.sets()).toEqual([])
    expect(collect([first.text(0), first.text(1)], collector)).toMatchObject({ kind: 'done' })
  })
})

interface Header {
  readonly parts: number
  readonly length: number
  readonly data: number
}

function frameSaying({ parts, length, data }: Header): string {
  const bytes = new Uint8Array(16 + data)
  const view = new DataView(bytes.buffer)
  view.setUint16(8, parts)
  view.setUint8(10, length >> 16)
  view.setUint16(11, length & 0xffff)
  return `AL1M:${encodeBase45(bytes)}`
}

describe('a message as a link', () => {
  const message = Uint8Array.of(0xd2, 0x84, ...randomMessage(300))
  const link = linkOf('https://activate.example.com', message)

  it('is the same message as its frames and its one symbol', () => {
    const frames = framesOf(message, VERSION)
    const collector = frameCollector()
    collector.add(frames.text(0))
    expect(collector.add(link)).toEqual({ kind: 'done', id: frames.id, message })
    expect(collector.add(qrText(message))).toMatchObject({ kind: 'done' })
    expect(collector.sets()).toHaveLength(1)
  })

  it('is damaged when it lost a character, and foreign when it is of somebody else', () => {
    const collector = frameCollector()
    expect(collector.add(`${link}0`)).toMatchObject({ kind: 'damaged', error: { code: 'link-malformed' } })
    expect(collector.add('HTTPS://EXAMPLE.ORG/A/MENU')).toEqual({ kind: 'foreign' })
    expect(collector.sets()).toEqual([])
  })
})
