/** What one line finds, exhaustively: the promise to whoever reads thirty characters over a bad line. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitsOfLine, encodeLine, type LineShape, problemOfLine } from '../../../src/carrier/typed/line.ts'
import { runs } from '../../effort.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SHAPES: readonly LineShape[] = [
  { groups: 6, mark: 0 },
  { groups: 6, mark: 1 },
  { groups: 6, mark: 4 },
  { groups: 2, mark: 5 },
]
const data = fc.uint8Array({ minLength: 18, maxLength: 18 })
const groupOf = (symbol: number) => Math.floor(symbol / 5) + 1
const symbolsOf = (bytes: Uint8Array, shape: LineShape) => [
  ...encodeLine(bytes, 0, shape).replaceAll('-', ''),
]

describe.each(SHAPES)('a line of $groups groups with mark $mark', shape => {
  const length = shape.groups * 5

  test('is groups of five, and right', () => {
    fc.assert(
      fc.property(data, bytes => {
        const line = encodeLine(bytes, 0, shape)
        expect(line.split('-').map(group => group.length)).toEqual(Array(shape.groups).fill(5))
        expect(problemOfLine(line, shape)).toBeUndefined()
        expect(bitsOfLine(shape)).toBe((length - 2) * 5)
      }),
    )
  })

  test('every single wrong character in every place is found, and its group named', () => {
    fc.assert(
      fc.property(data, bytes => {
        const right = symbolsOf(bytes, shape)
        for (let at = 0; at < length; at++)
          for (const wrong of ALPHABET) {
            if (wrong === right[at]) continue
            const typed = right.with(at, wrong).join('')
            expect(problemOfLine(typed, shape)).toEqual({ problem: 'check', groups: [groupOf(at)] })
          }
      }),
      { numRuns: runs(10) },
    )
  })

  test('every swap of two different neighbours is found, and the right group is among those named', () => {
    fc.assert(
      fc.property(data, bytes => {
        const right = symbolsOf(bytes, shape)
        for (let at = 0; at + 1 < length; at++) {
          const [one, other] = [right[at] as string, right[at + 1] as string]
          if (one === other) continue
          const problem = problemOfLine(
            right
              .with(at, other)
              .with(at + 1, one)
              .join(''),
            shape,
          )
          if (problem?.problem !== 'check') throw new Error(`not found: ${at}`)
          expect(problem.groups).toEqual(expect.arrayContaining([groupOf(at), groupOf(at + 1)]))
        }
      }),
    )
  })

  test('two wrong characters are found too, wherever they are', () => {
    const place = fc.nat(length - 1)
    fc.assert(
      fc.property(data, place, place, fc.nat(31), fc.nat(31), (bytes, first, second, one, other) => {
        const right = symbolsOf(bytes, shape)
        const typed = right.with(first, ALPHABET[one] as string).with(second, ALPHABET[other] as string)
        if (typed.join('') !== right.join(''))
          expect(problemOfLine(typed.join(''), shape)).not.toBeUndefined()
      }),
      { numRuns: runs(2000) },
    )
  })

  test('a line of another mark is told by its mark', () => {
    fc.assert(
      fc.property(data, fc.integer({ min: 1, max: 31 }), (bytes, difference) => {
        const mark = shape.mark ^ difference
        expect(problemOfLine(encodeLine(bytes, 0, { ...shape, mark }), shape)).toEqual({
          problem: 'other-mark',
          mark,
        })
      }),
    )
  })
})

const WHOLE = { groups: 6, mark: 0 }
const LINE = encodeLine(
  Uint8Array.from({ length: 18 }, (_, i) => i * 11),
  0,
  WHOLE,
)

test('the lengths of groups are told where there are as many groups as there must be', () => {
  const groups = LINE.split('-')
  const short = groups.with(2, (groups[2] as string).slice(1)).join(' ')
  expect(problemOfLine(short, WHOLE)).toEqual({ problem: 'length', expected: 30, got: 29, groups: [3] })
  const missing = groups.slice(1).join('-')
  expect(problemOfLine(missing, WHOLE)).toEqual({ problem: 'length', expected: 30, got: 25 })
  const joined = LINE.replaceAll('-', '').slice(1)
  expect(problemOfLine(joined, WHOLE)).toEqual({ problem: 'length', expected: 30, got: 29 })
})

test.each(['U', '?', '\u00df', '\u{1f511}', '\u0661'])(
  '%j is no character of a code, and its group is named',
  character => {
    const typed = `${LINE.slice(0, -1)}${character}`
    expect(problemOfLine(typed, WHOLE)).toMatchObject({ problem: 'character', groups: [6] })
  },
)
