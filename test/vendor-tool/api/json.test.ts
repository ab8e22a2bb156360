/** Bodies of calls: whatever is sent becomes an object or an error of ours, in one pass and without deep recursion. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MOST_DEPTH, readJsonObject } from '../../../vendor-tool/api/json.ts'
import { runs } from '../../effort.ts'

const read = (text: string) => readJsonObject(new TextEncoder().encode(text))
const problemIn = (text: string) => thrownBy(() => read(text))

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

it('HT-01: a megabyte of opening brackets is refused by its depth', () => {
  const deep = { code: 'json-malformed', details: { problem: 'too-deep', most: MOST_DEPTH } }
  expect(problemIn('['.repeat(1_048_576))).toMatchObject(deep)
  expect(problemIn('{"a":'.repeat(200_000))).toMatchObject(deep)
  expect(problemIn(`{"a":${'['.repeat(MOST_DEPTH)}${']'.repeat(MOST_DEPTH)}}`)).toMatchObject(deep)
})

it('takes as many levels as there may be, and brackets in texts are none', () => {
  const most = `{"a":${'['.repeat(MOST_DEPTH - 1)}${']'.repeat(MOST_DEPTH - 1)}}`
  expect(read(most)).toEqual(JSON.parse(most))
  const text = { a: `\\"${'[{'.repeat(1000)}` }
  expect(read(JSON.stringify(text))).toEqual(text)
})

it('closing brackets in front make no room for more levels behind', () => {
  expect(problemIn(`${']'.repeat(100)}${'['.repeat(100)}`)).toMatchObject({ code: 'json-malformed' })
})

it('__proto__ and names of methods are members like any other, and change nothing else', () => {
  const value = read('{"__proto__":{"isAdmin":true},"constructor":1,"a":1,"a":2}')
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'a'])
  expect(value.a).toBe(2)
  expect(({} as { isAdmin?: true }).isAdmin).toBeUndefined()
})

it('what is no object is refused, and no text of it is quoted', () => {
  for (const text of ['[]', '1', 'null', '"x"', 'true'])
    expect(problemIn(text)).toMatchObject({ details: { problem: 'not-an-object' } })
  const wrong = problemIn('{"key": WQNHF-38W76-68V28}')
  expect(wrong).toMatchObject({ details: { problem: 'syntax' } })
  expect(JSON.stringify([wrong, (wrong as Error).cause])).not.toContain('WQNHF')
  expect(thrownBy(() => readJsonObject(Uint8Array.of(0x22, 0xff, 0x22)))).toMatchObject({
    details: { problem: 'not-utf-8' },
  })
  expect(read('')).toEqual({})
})

it('any JSON object that is not too deep is read as JSON.parse reads it; any text gives an answer', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), value => {
      expect(read(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: runs(500) },
  )
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '1', 'a') }),
      text => {
        try {
          read(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'json-malformed' })
        }
      },
    ),
    { numRuns: runs(2000) },
  )
})
