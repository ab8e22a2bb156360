import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeGroups, encodeGroups, type GroupProblem } from '../../../src/core/bytes/base32.ts'
import { runs } from '../../effort.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 6
const key = fc.uint8Array({ minLength: 15, maxLength: 15 })
/** Symbols without the dashes. */
const bare = (text: string) => text.replaceAll('-', '')
const problem = (read: Uint8Array | GroupProblem) => {
  if (read instanceof Uint8Array) throw new Error('nothing was refused')
  return read
}

test('the worked example of SPEC.md section 7', () => {
  const bytes = Uint8Array.from(Buffer.from('4c4ef26373b6e2ecbe018775bcdbe7', 'hex'))
  expect(encodeGroups(bytes, GROUPS)).toBe('9H7FA-4RVKR-PVHEF-SFG19-GXTVR-SPZ7W')
  expect(encodeGroups(bytes, 2)).toBe('9H7FA-4RVKR')
})

test('what is written is read again, in any spelling', () => {
  fc.assert(
    fc.property(key, fc.infiniteStream(fc.nat(9)), (bytes, choices) => {
      const text = encodeGroups(bytes, GROUPS)
      expect(text).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/)
      const spelled = [...text].map(symbol => misspelled(symbol, choices.next().value)).join('')
      expect(decodeGroups(text, GROUPS)).toEqual(bytes)
      expect(decodeGroups(spelled, GROUPS)).toEqual(bytes)
    }),
  )
})

test('dashes and spaces as mail programs and word processors make them do not matter', () => {
  const text = '9H7FA-4RVKR-PVHEF-SFG19-GXTVR-SPZ7W'
  for (const joint of ['\u2013', '\u2011', ' \u2014 ', '\u00a0', '\u200b', '\r\n'])
    expect(decodeGroups(text.replaceAll('-', joint), GROUPS)).toEqual(decodeGroups(text, GROUPS))
})

test('the end of a longer text is refused, because its groups have other indexes', () => {
  fc.assert(
    fc.property(key, fc.integer({ min: 1, max: 4 }), (bytes, first) => {
      const part = encodeGroups(bytes, GROUPS).split('-').slice(first).join('-')
      expect(problem(decodeGroups(part, GROUPS - first)).problem).toBe('check')
    }),
  )
})

describe('mistakes', () => {
  const text = encodeGroups(
    Uint8Array.from({ length: 15 }, (_, i) => (i * 89 + 7) & 255),
    GROUPS,
  )
  const symbols = [...bare(text)]

  test('every single wrong symbol is found, in the group that it is in', () => {
    for (const [at, right] of symbols.entries())
      for (const wrong of ALPHABET)
        if (wrong !== right)
          expect(decodeGroups(symbols.with(at, wrong).join(''), GROUPS)).toEqual({
            problem: 'check',
            group: Math.floor(at / 5) + 1,
          })
  })

  test('every swap of two different symbols in a group is found, for every key', () => {
    fc.assert(
      fc.property(key, fc.nat(5), fc.nat(4), fc.nat(4), (bytes, group, a, b) => {
        const all = [...bare(encodeGroups(bytes, GROUPS))]
        const [i, j] = [group * 5 + a, group * 5 + b]
        fc.pre(all[i] !== all[j])
        const swapped = all
          .with(i, all[j] as string)
          .with(j, all[i] as string)
          .join('')
        expect(decodeGroups(swapped, GROUPS)).toEqual({ problem: 'check', group: group + 1 })
      }),
      { numRuns: runs(2000) },
    )
  })

  test('swapped groups are found, and the first of them is named', () => {
    const groups = text.split('-')
    for (let a = 0; a < GROUPS; a++)
      for (let b = a + 1; b < GROUPS; b++) {
        const swapped = groups
          .with(a, groups[b] as string)
          .with(b, groups[a] as string)
          .join('-')
        expect(decodeGroups(swapped, GROUPS)).toEqual({ problem: 'check', group: a + 1 })
      }
  })

  test.each(['U', '!', 'Ä', '🔑'])('%s is no symbol', wrong => {
    expect(decodeGroups(symbols.with(12, wrong).join(''), GROUPS)).toEqual({
      problem: 'character',
      group: 3,
      character: wrong,
    })
  })

  test('a symbol too few or too many is told by the length', () => {
    expect(decodeGroups(text.slice(0, -1), GROUPS)).toEqual({ problem: 'length', expected: 30, got: 29 })
    expect(decodeGroups(`${text}0`, GROUPS)).toEqual({ problem: 'length', expected: 30, got: 31 })
    expect(decodeGroups('', GROUPS)).toEqual({ problem: 'length', expected: 30, got: 0 })
  })
})

/** Another way to write the same symbol. */
function misspelled(symbol: string, choice: number): string {
  if (choice === 0) return symbol.toLowerCase()
  if (choice === 1) return `${symbol} `
  if (symbol === '-' && choice === 2) return ''
  if (symbol === '0') return choice < 5 ? 'O' : 'o'
  if (symbol === '1') return ['I', 'i', 'L', 'l'][choice % 4] as string
  return symbol
}
