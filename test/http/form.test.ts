import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formKind, MOST_FIELDS, mostFormBytes, parseForm } from '../../src/http/form.ts'

const URLENCODED = 'application/x-www-form-urlencoded'
const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const B = 'multipart/form-data; boundary=b'
const part = (head: string, content: string) =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`

describe('a form', () => {
  it.each([
    ['application/x-www-form-urlencoded', 'urlencoded'],
    ['Application/X-WWW-Form-Urlencoded; charset=utf-8', 'urlencoded'],
    ['multipart/form-data; boundary=x', 'multipart'],
    ['application/json', undefined],
    ['text/plain', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is announced by its type: %s', (type, kind) => {
    expect(formKind(type)).toBe(kind)
  })

  it('may have as much as its kind needs', () => {
    expect(mostFormBytes('urlencoded', 1_000_000)).toBe(65_536)
    expect(mostFormBytes('multipart', 0)).toBe(65_536)
    expect(mostFormBytes('multipart', 16_777_216)).toBeGreaterThan(16_777_216)
  })

  it('says what URLSearchParams reads in it', () => {
    const names = fc.constantFrom('text', 'token', 'ä b', '', '%', 'a=b')
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(names, fc.string({ unit: 'grapheme' })), { selector: ([name]) => name }),
        pairs => {
          const form = parseForm(URLENCODED, bytes(new URLSearchParams(pairs).toString()))
          for (const [name, value] of pairs) expect(form?.text(name)).toBe(value.toWellFormed())
        },
      ),
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('%', '4', 'g', '+', '=', 'a') }), text => {
        const expected = new URLSearchParams(text)
        const form = parseForm(URLENCODED, bytes(text))
        for (const [name] of expected) expect(form?.text(name)).toBe(expected.get(name))
      }),
    )
  })

  it('in parts says what browsers put into it', async () => {
    const files = fc.uint8Array({ maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), files, async (text, content) => {
        const data = new FormData()
        data.append('text', text.toWellFormed())
        data.append('file', new Blob([Uint8Array.from(content)]), 'a "b".cbor')
        const response = new Response(data)
        const body = new Uint8Array(await response.arrayBuffer())
        const form = parseForm(response.headers.get('content-type') ?? '', body)
        expect(form?.text('text')).toBe(text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n'))
        expect(form?.file('file') ?? new Uint8Array()).toEqual(Uint8Array.from(content))
        expect([form?.text('file'), form?.file('text')]).toEqual(['', undefined])
      }),
    )
  })

  it.each([
    ['no end', part('name="a"', 'x')],
    ['no beginning', 'x--b--'],
    ['another boundary', '--c\r\n\r\n--c--'],
    ['a part without a head', '--b\r\nx\r\n--b--'],
    ['a part without a name', `${part('filename="x"', 'x')}--b--`],
    ['a part that is not of a form', '--b\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--b--'],
    ['a head without end', `${part(`name="${'a'.repeat(5_000)}"`, 'x')}--b--`],
    ['too large a text', `${part('name="a"', 'x'.repeat(65_537))}--b--`],
    ['too many parts', `${part('name="a"', 'x').repeat(MOST_FIELDS + 1)}--b--`],
  ])('in parts is refused for %s', (_what, text) => {
    expect(parseForm(B, bytes(text))).toBeUndefined()
  })

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=b; boundary=c',
    `multipart/form-data; boundary=${'b'.repeat(71)}`,
  ])('in parts has one boundary: %s', type => {
    expect(parseForm(type, bytes(`${part('name="a"', 'x')}--b--`))).toBeUndefined()
  })
})
