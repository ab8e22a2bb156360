/** Answers are what their clients read, whatever a customer is called. */
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, it, test } from 'vitest'
import { failure, formatOf, success } from '../../../vendor-tool/limelm/answer.ts'
import { runs } from '../../effort.ts'

const KEYS = { pkeys: { total: 1, pkey: [{ id: '9', key: 'ABCD' }] } }
const FAILED = { code: 103, message: 'Product version id is invalid.' }

/** Of any code points, also halves of pairs. */
const TEXT = fc.array(fc.integer({ min: 0, max: 0x10ffff })).map(points => String.fromCodePoint(...points))

it('HT-05: XML is what clients get that name no format', () => {
  expect(formatOf(undefined, undefined)).toBe('rest')
  expect(formatOf('rest', '1')).toBe('rest')
  expect(formatOf('soap', undefined)).toBe('rest')
  expect(success('rest', KEYS)).toEqual({
    type: 'text/xml; charset=utf-8',
    text: '<?xml version="1.0" encoding="utf-8"?>\n<rsp stat="ok"><pkeys total="1"><pkey id="9" key="ABCD"/></pkeys></rsp>',
  })
  expect(success('rest', {}).text).toBe('<?xml version="1.0" encoding="utf-8"?>\n<rsp stat="ok"></rsp>')
  expect(failure('rest', FAILED).text).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<rsp stat="fail"><err code="103" msg="Product version id is invalid." /></rsp>',
  )
})

it('HT-05: JSON is a call of jsonLimeLMApi, unless nojsoncallback=1', () => {
  expect(formatOf('json', undefined)).toBe('json-padded')
  expect(formatOf('json', '0')).toBe('json-padded')
  expect(formatOf('json', '1')).toBe('json')
  expect(success('json-padded', KEYS)).toEqual({
    type: 'application/json; charset=utf-8',
    text: 'jsonLimeLMApi({"stat":"ok","pkeys":{"total":1,"pkey":[{"id":"9","key":"ABCD"}]}})',
  })
  expect(success('json', KEYS).text).toBe(
    '{"stat":"ok","pkeys":{"total":1,"pkey":[{"id":"9","key":"ABCD"}]}}',
  )
})

it('HT-05: an error in JSON stands at the top and in "err", for clients of both years', () => {
  expect(failure('json', FAILED).text).toBe(
    '{"stat":"fail","code":103,"message":"Product version id is invalid.","err":{"code":103,"msg":"Product version id is invalid."}}',
  )
})

it('HT-05: the name of a customer is no markup', () => {
  const text = '"/><pkey id="1\' & ]]> <!-- \t\r\n \u0000\u0008\ufffe\ud800 🦎'
  expect(success('rest', { pkey: { email: text } }).text).toContain(
    'email="&quot;/&gt;&lt;pkey id=&quot;1&apos; &amp; ]]&gt; &lt;!-- &#9;&#13;&#10; \ufffd\ufffd\ufffd\ufffd 🦎"',
  )
  expect(success('rest', { email: text }).text).toContain('<email>&quot;/&gt;')
  expect(success('json-padded', { email: '</script>\u2028\u2029' }).text).toBe(
    'jsonLimeLMApi({"stat":"ok","email":"\\u003c/script>\\u2028\\u2029"})',
  )
})

test('HT-05: any text comes back from XML and JSON as it was, but for what XML cannot say', () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    trimValues: false,
    htmlEntities: true,
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML cannot say
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu
  fc.assert(
    fc.property(TEXT, fc.string({ unit: 'binary-ascii' }), (one, two) => {
      const payload = { pkey: [{ email: one }, { email: two }] }
      const { text } = success('rest', payload)
      expect(XMLValidator.validate(text)).toBe(true)
      const said = (value: string) => value.toWellFormed().replace(illegal, '\ufffd')
      expect(parser.parse(text).rsp).toEqual({
        stat: 'ok',
        pkey: [{ email: said(one) }, { email: said(two) }],
      })
      expect(JSON.parse(success('json', payload).text)).toEqual({ stat: 'ok', ...payload })
    }),
    { numRuns: runs(1000) },
  )
})
