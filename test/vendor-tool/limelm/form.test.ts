/** What a call says, in each of the ways in which clients write it, and in none that could be read in two. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { LimelmFailure } from '../../../vendor-tool/limelm/failure.ts'
import { Parameters } from '../../../vendor-tool/limelm/form.ts'
import { runs } from '../../effort.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const of = (body: string, query = '') => new Parameters(bytes(body), bytes(query))
const MALFORMED = expect.objectContaining({ name: 'LimelmFailure', code: 1000 })

describe('HT-05: lists', () => {
  it.each([
    'feature_name[]=a&feature_name[]=b',
    'feature_name%5B%5D=a&feature_name%5b%5d=b',
    'feature_name[0]=a&feature_name[1]=b',
    'feature_name%5B0%5D=a&feature_name%5B1%5D=b',
    'feature_name[7]=b&feature_name[3]=a',
  ])('%s', body => {
    expect(of(body).list('feature_name')).toEqual(['a', 'b'])
    expect(of('', body).list('feature_name')).toEqual(['a', 'b'])
  })

  it('a single value is a list of one, and none is none', () => {
    expect(of('feature_name=a').list('feature_name')).toEqual(['a'])
    expect(of('feature_name=').list('feature_name')).toEqual([''])
    expect(of('other=a').list('feature_name')).toBeUndefined()
  })

  it.each(['l[0]=a&l[0]=b', 'l[0]=a&l[00]=b', 'l[]=a&l[0]=b', 'l=a&l[]=b', 'l=a&l=b'])(
    'what could be read in two ways is refused: %s',
    body => {
      expect(() => of(body).list('l')).toThrow(MALFORMED)
    },
  )

  it.each(['l[a]=a', 'l[1][2]=a', 'l[=a', 'l[123456]=a', '[0]=a', 'l[-1]=a'])(
    'a list that is numbered in no known way is refused, and not left out: %s',
    body => {
      expect(() => of(body)).toThrow(MALFORMED)
    },
  )
})

describe('HT-05: values', () => {
  it('of the body win over those of the query, as a whole', () => {
    const parameters = of('a=1&l[]=x', 'a=2&l[]=y&l[]=z&b=3')
    expect(parameters.text('a')).toBe('1')
    expect(parameters.text('b')).toBe('3')
    expect(parameters.list('l')).toEqual(['x'])
  })

  it('that are given twice are refused, also when they are equal', () => {
    expect(() => of('api_key=a&api_key=b').text('api_key')).toThrow(MALFORMED)
    expect(() => of('', 'api_key=a&api_key=a').text('api_key')).toThrow(MALFORMED)
    expect(() => of('api_key=a&%61pi_key=b').text('api_key')).toThrow(MALFORMED)
  })

  it('a list is no value, so that nobody hides one behind the other', () => {
    expect(of('api_key[]=a').text('api_key')).toBeUndefined()
    expect(of('api_key[]=a', 'api_key=b').text('api_key')).toBe('b')
  })

  it('that are empty say nothing, except where that is a wish', () => {
    expect(of('a=').text('a')).toBeUndefined()
    expect(of('a').text('a')).toBeUndefined()
    expect(of('a=').whole('a')).toBe('')
    expect(() => of('a=').required('a')).toThrow(expect.objectContaining({ code: 108 }))
    expect(() => of('a=').required('a', 112)).toThrow(expect.objectContaining({ code: 112 }))
  })

  it('that are not url-encoded are read as a form is: "+" is a space, "%" itself', () => {
    const parameters = of('a=50% off+100%zz&b=j%C3%B6rg@example.com&c=%')
    expect(parameters.text('a')).toBe('50% off 100%zz')
    expect(parameters.text('b')).toBe('jörg@example.com')
    expect(parameters.text('c')).toBe('%')
  })

  it('have no name that is more than a name', () => {
    const parameters = of('__proto__=a&constructor=b&toString=c')
    expect(parameters.names()).toEqual(['__proto__', 'constructor', 'toString'])
    expect(parameters.text('hasOwnProperty')).toBeUndefined()
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })

  it('that are not UTF-8 are refused: a name that was cut off must not become the name of a customer', () => {
    expect(() => new Parameters(Uint8Array.of(0x61, 0x3d, 0xc3), bytes(''))).toThrow(MALFORMED)
    expect(() => of('a=%ff')).toThrow(MALFORMED)
    // a client that does not encode them counts the length in characters, and its last bytes are cut off
    expect(() => of('a=ä')).toThrow(MALFORMED)
    expect(() => of('', 'ä=a')).toThrow(MALFORMED)
    expect(() => of('%c3=a')).toThrow(MALFORMED)
  })

  it('are at most 2,048 in each source', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `l[]=${i}`).join('&')
    expect(of(many(2_048)).list('l')).toHaveLength(2_048)
    expect(() => of(many(2_049))).toThrow(MALFORMED)
    expect(() => of('', '&'.repeat(2_048))).toThrow(MALFORMED)
  })
})

test('HT-05: whatever is sent is read, or refused with its number', () => {
  const piece = fc.constantFrom(
    'a',
    'l',
    '[',
    ']',
    '[]',
    '[0]',
    '=',
    '&',
    '%',
    '%5B',
    '+',
    'é',
    '\u0000',
    'api_key',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(piece, { maxLength: 20 }), (body, query) => {
      try {
        const parameters = of(body.join(''), query.join(''))
        for (const name of parameters.names()) {
          parameters.list(name)
          parameters.text(name)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(LimelmFailure)
      }
    }),
    { numRuns: runs(2000) },
  )
})

test('HT-05: what is encoded as any client does it is read as it was meant', () => {
  const point = fc.oneof(fc.integer({ min: 0, max: 0x2ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  const text = fc
    .array(point)
    .map(points => String.fromCodePoint(...points))
    .filter(text => !text.includes('\ufffd'))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), texts => {
      // a mark of order at the beginning is taken away where text is decoded
      const kept = texts.map(text => text.replace(/^\ufeff/, ''))
      const numbered = texts.map((text, i) => `l%5B${i}%5D=${encodeURIComponent(text)}`).join('&')
      const unnumbered = new URLSearchParams(texts.map(text => ['l[]', text])).toString()
      expect(of(numbered).list('l')).toEqual(kept)
      expect(of(unnumbered).list('l')).toEqual(kept)
    }),
    { numRuns: runs(1000) },
  )
})
