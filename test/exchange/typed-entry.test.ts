/** A typed code while somebody types it: whatever the pieces and the mistakes, it ends with the code. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkLine } from '../../src/carrier/typed/code.ts'
import { licenseCodeText } from '../../src/carrier/typed/license-code.ts'
import { requestCodeText } from '../../src/carrier/typed/request-code.ts'
import { encodeGroups } from '../../src/core/bytes/base32.ts'
import { TypedEntry } from '../../src/exchange/typed-entry.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BYTES = Uint8Array.from({ length: 75 }, (_, i) => (i * 91) & 255)
const LICENSE = licenseCodeText(BYTES)
const LINES = LICENSE.split('\n')
const GROUPS = LINES.map(line => line.split('-'))
const REQUEST = requestCodeText(BYTES.slice(0, 18).with(17, 0x50))
const KEY = encodeGroups(BYTES, 6)

/** The next symbol of the alphabet in the place of one. */
function mistyped(text: string, at: number): string {
  const next = ALPHABET[(ALPHABET.indexOf(text[at] as string) + 1) % 32] as string
  return text.slice(0, at) + next + text.slice(at + 1)
}

/** What an honest person types next, who has the code on paper. */
function answerOf(wanted: string): string {
  const [, line, group] = /^line (\d) of 5, group (\d) (?:of \d|again)$/.exec(wanted) ?? []
  return GROUPS[Number(line) - 1]?.[Number(group) - 1] as string
}

/** How many answers it took. */
function finish(entry: TypedEntry): number {
  const answers = typeTheRest(entry)
  expect(entry.text()).toBe(LICENSE)
  return answers
}

function typeTheRest(entry: TypedEntry): number {
  let answers = 0
  for (let wanted = entry.wanted(); wanted !== undefined; wanted = entry.wanted()) {
    entry.take(answerOf(wanted), false)
    if (++answers > 60) throw new Error('it asks for ever')
  }
  return answers
}

describe('a code whose last line is longer, as the first one says', () => {
  const LONG = licenseCodeText(Uint8Array.from({ length: 82 }, (_, i) => (i === 0 ? 0x90 : i < 81 ? i : 0)))
  const PIECES = LONG.split(/[-\n]/)

  test('is wanted to its end, group by group', () => {
    const entry = new TypedEntry('license')
    const asked = PIECES.map(group => {
      const wanted = entry.wanted()
      entry.take(group, false)
      return wanted
    })
    expect(asked.at(-1)).toBe('line 5 of 5, group 4 of 4')
    expect([entry.wanted(), entry.text()]).toEqual([undefined, LONG])
  })

  test.each([1, 2, 5, 7, 24, 28])('comes in pieces of %i groups', size => {
    const entry = new TypedEntry('license')
    for (let at = 0; at < PIECES.length; at += size)
      entry.take(PIECES.slice(at, at + size).join(' '), at + size < PIECES.length)
    expect([entry.wanted(), entry.text()]).toEqual([undefined, LONG])
  })
})

describe('in what pieces it comes', () => {
  test('group by group it says where it is, and which line is right', () => {
    const entry = new TypedEntry('license')
    const asked: string[] = []
    const said: string[] = []
    for (const group of GROUPS.flat()) {
      asked.push(entry.wanted() as string)
      said.push(...entry.take(group.toLowerCase(), false))
    }
    expect(asked.slice(5, 8)).toEqual([
      'line 1 of 5, group 6 of 6',
      'line 2 of 5, group 1 of 6',
      'line 2 of 5, group 2 of 6',
    ])
    expect(asked.at(-1)).toBe('line 5 of 5, group 2 of 2')
    expect(said).toEqual([1, 2, 3, 4, 5].map(line => `line ${line} of 5 is correct`))
    expect(entry.wanted()).toBeUndefined()
    expect(entry.text()).toBe(LICENSE)
  })

  test('in any pieces of whole groups, however they are joined', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 26 }), { minLength: 26, maxLength: 26 })
    fc.assert(
      fc.property(pieces, fc.constantFrom('', ' ', '-', ' - ', '\t'), fc.boolean(), (sizes, joint, more) => {
        const entry = new TypedEntry('license')
        const rest = GROUPS.flat()
        for (const size of sizes) if (rest.length > 0) entry.take(rest.splice(0, size).join(joint), more)
        expect(entry.text()).toBe(LICENSE)
        expect(entry.wanted()).toBeUndefined()
      }),
    )
  })

  test('all of it counts from its beginning, whatever was typed before', () => {
    const entry = new TypedEntry('license')
    entry.take('22222 33333', false)
    entry.take(LICENSE.replaceAll('\n', ' '), false)
    expect(entry.wanted()).toBeUndefined()
    expect(entry.text()).toBe(LICENSE)
  })

  test('a request code is asked for without lines', () => {
    const entry = new TypedEntry('request')
    expect(entry.wanted()).toBe('group 1 of 6')
    entry.take(REQUEST.slice(0, 11), false)
    expect(entry.wanted()).toBe('group 3 of 6')
    expect(entry.groups()).toBe(2)
    expect(entry.take(REQUEST.slice(12), false)).toEqual([])
    expect(entry.wanted()).toBeUndefined()
    expect(entry.text()).toBe(REQUEST)
  })
})

describe('what is wrong is asked for again, and nothing else', () => {
  test('one wrong character anywhere in a paste costs one group', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(28), (number, place) => {
        const wrong = LINES[number] as string
        const at = place % wrong.length
        if (wrong[at] === '-') return
        const entry = new TypedEntry('license')
        const paste = LINES.with(number, mistyped(wrong, at))
        const said = paste.flatMap((line, i) => entry.take(line, i < 4))
        const group = Math.floor(at / 6) + 1
        const typed = mistyped(wrong, at).split('-')[group - 1]
        expect(said).toContain(
          `line ${number + 1}: group ${group} looks mistyped: you typed "${typed}"; the rest of the line is kept`,
        )
        expect(entry.wanted()).toBe(`line ${number + 1} of 5, group ${group} again`)
        expect(finish(entry)).toBe(1)
      }),
    )
  })

  test('one wrong character in each line of a paste costs one group of each', () => {
    const entry = new TypedEntry('license')
    LINES.forEach((line, i) => {
      entry.take(mistyped(line, i * 2), i < 4)
    })
    expect(finish(entry)).toBe(5)
  })

  test('typed on and on with mistakes, it ends all the same', () => {
    const slips = fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(slips, mistakes => {
        const entry = new TypedEntry('license')
        for (const [kind, at, more] of mistakes) {
          const wanted = entry.wanted()
          if (wanted === undefined) break
          const right = answerOf(wanted)
          const typed = [right, mistyped(right, at), right.slice(1), `${right}${right}U`][kind] as string
          entry.take(typed, more)
        }
        entry.take('', false)
        typeTheRest(entry)
        // three mistakes in one line may make another right line, which only the signature tells
        for (const [i, line] of entry.text().split('\n').entries())
          expect(checkLine('license', i + 1, line)).toBeUndefined()
      }),
    )
  })

  test('the whole line may be typed again where its first group is wanted alone', () => {
    const entry = new TypedEntry('license')
    entry.take(mistyped(LINES[0] as string, 0), false)
    expect(entry.wanted()).toBe('line 1 of 5, group 1 again')
    expect(entry.take(LINES[0] as string, false)).toEqual(['line 1 of 5 is correct'])
  })

  test('another whole line goes to its own place, and the one that is wanted is asked for again', () => {
    const entry = new TypedEntry('license')
    entry.take(LINES[0] as string, false)
    expect(entry.take(LINES[2] as string, false)).toEqual(['line 3 of 5 is correct'])
    expect(entry.wanted()).toBe('line 2 of 5, group 1 of 6')
    expect(entry.take(LINES[2] as string, false)).toEqual(['line 3 of 5 is correct'])
    finish(entry)
  })

  test('two wrong characters: the whole line, once the group that was named is the same again', () => {
    const entry = new TypedEntry('license')
    const wrong = mistyped(mistyped(LINES[0] as string, 0), 7)
    const [said] = entry.take(wrong, false)
    const named = /group (\d) looks mistyped/.exec(said as string)?.[1]
    if (named !== undefined) entry.take(wrong.split('-')[Number(named) - 1] as string, false)
    expect(entry.wanted()).toBe('line 1 of 5, group 1 of 6')
    expect(finish(entry)).toBe(26)
  })

  test('two swapped characters: every group where it may have been', () => {
    const entry = new TypedEntry('license')
    const [a, b] = [(LINES[0] as string)[2] as string, (LINES[0] as string)[3] as string]
    expect(a).not.toBe(b)
    const [said] = entry.take((LINES[0] as string).replace(a + b, b + a), false)
    expect(said).toMatch(/^line 1: group .*1.* looks mistyped: /)
    expect(entry.wanted()).toBe('line 1 of 5, group 1 again')
    entry.take(GROUPS[0]?.[0] as string, false)
    finish(entry)
  })

  test.each([
    ['7K3Q', 'a group has 5 characters, but "7K3Q" has 4. Continue with group 1'],
    ['7K3QMM', 'a group has 5 characters, but "7K3QMM" has 6. Continue with group 1'],
    ['7K3UM', '"U" in "7K3UM" does not occur in codes, which have no letter U. Continue with group 1'],
    ['\u001b[31m', '"\u001b" in "\u001b[31M" does not occur in codes. Continue with group 1'],
  ])('%j is no group', (typed, expected) => {
    const entry = new TypedEntry('license')
    expect(entry.take(typed, false)).toEqual([expected])
    expect(entry.groups()).toBe(0)
  })

  test('what stands in front of a group that is none is kept', () => {
    const entry = new TypedEntry('license')
    expect(entry.take(`${(GROUPS[0] as string[]).slice(0, 2).join(' ')} ABC 22222`, false)).toEqual([
      'a group has 5 characters, but "ABC" has 3. Continue with group 3',
    ])
    expect(entry.wanted()).toBe('line 1 of 5, group 3 of 6')
  })

  test('an activation key, a request code and a license code in the wrong place say what they are', () => {
    const license = new TypedEntry('license')
    expect(license.take(KEY, false)[0]).toMatch(/^this is an activation key, expected a license code; /)
    expect(license.take(REQUEST, false)[0]).toMatch(/^this is a request code, expected a license code; /)
    expect(license.groups()).toBe(0)
    const request = new TypedEntry('request')
    expect(request.take(KEY, false)[0]).toMatch(/^this is an activation key, expected a request code; /)
    expect(request.take(LINES[1] as string, false)[0]).toMatch(/^this is a license code, /)
    expect(request.groups()).toBe(0)
  })

  test('a group more than the code has is refused, as on the command line, and the last line is wanted again', () => {
    const request = new TypedEntry('request')
    expect(request.take(`${REQUEST} 22222`, false)[0]).toMatch(
      /^the request code has 35 characters, expected 30; /,
    )
    expect(request.wanted()).toBe('group 1 of 6')
    request.take(REQUEST.slice(0, 29), false)
    expect(request.take(`${REQUEST.slice(30)} 22222`, false)[0]).toMatch(/^the request code has 35 /)
    request.take(REQUEST, false)
    expect(request.wanted()).toBeUndefined()
    const license = new TypedEntry('license')
    for (const line of LINES.slice(0, 4)) license.take(line, false)
    const said = license.take(`${LINES[4]} 22222`, false)
    expect(said).toEqual([expect.stringMatching(/^line 5 has 15 characters, expected 10; /)])
    expect(finish(license)).toBe(2)
  })

  test('a text beyond all measure is not looked at', () => {
    const entry = new TypedEntry('license')
    expect(entry.take('A'.repeat(10_000_000), false)[0]).toMatch(/^a text of 10000000 characters is no/)
    expect(entry.groups()).toBe(0)
  })
})
