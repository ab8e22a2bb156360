/**
 * Owns how an answer of LimeLM's interface is written, as its clients read it. One tree is both forms: in XML a text is
 * an attribute, an object an element and a list repeated elements; in JSON it is what it is.
 *
 *     { pkeys: { total: 1, pkey: [{ id: '9', key: 'A' }] } }
 *     <rsp stat="ok"><pkeys total="1"><pkey id="9" key="A"/></pkeys></rsp>
 *
 * A text at the top is an element, as there is nothing that could have it as an attribute. Numbers are texts, as in
 * LimeLM's JSON, except totals. An error stands twice in JSON, because clients of different years read it at different
 * places.
 */
import type { Failed } from './failure.ts'

/** Names are ours: letters and underscores. */
export interface AnswerFields {
  readonly [name: string]: string | number | AnswerFields | readonly AnswerFields[]
}

export interface Written {
  readonly type: string
  readonly text: string
}

/** `rest` is XML. `json-padded` is a call of the function that LimeLM's web pages have, unless it is turned off. */
export type AnswerFormat = 'rest' | 'json' | 'json-padded'

/** By the parameters `format` and `nojsoncallback`: XML unless JSON is wanted. */
export function formatOf(format: string | undefined, nojsoncallback: string | undefined): AnswerFormat {
  if (format !== 'json') return 'rest'
  return nojsoncallback === '1' ? 'json' : 'json-padded'
}

export function success(format: AnswerFormat, payload: AnswerFields): Written {
  if (format === 'rest') return xml('ok', contentOf(payload))
  return json(format, { stat: 'ok', ...payload })
}

export function failure(format: AnswerFormat, { code, message }: Failed): Written {
  if (format === 'rest') return xml('fail', `<err code="${code}" msg="${escaped(message)}" />`)
  return json(format, { stat: 'fail', code, message, err: { code, msg: message } })
}

function json(format: AnswerFormat, value: object): Written {
  // within a page these would be ends of lines, or of the script
  const text = JSON.stringify(value).replace(/[\u2028\u2029<]/g, unicodeEscape)
  return {
    type: 'application/json; charset=utf-8',
    text: format === 'json' ? text : `jsonLimeLMApi(${text})`,
  }
}

function unicodeEscape(symbol: string): string {
  return `\\u${symbol.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function xml(stat: 'ok' | 'fail', content: string): Written {
  return {
    type: 'text/xml; charset=utf-8',
    text: `<?xml version="1.0" encoding="utf-8"?>\n<rsp stat="${stat}">${content}</rsp>`,
  }
}

function contentOf(payload: AnswerFields): string {
  return Object.entries(payload)
    .map(([name, value]) =>
      typeof value === 'object' ? elements(name, value) : `<${name}>${escaped(`${value}`)}</${name}>`,
    )
    .join('')
}

function elements(name: string, value: AnswerFields | readonly AnswerFields[]): string {
  return isList(value) ? value.map(one => element(name, one)).join('') : element(name, value)
}

function element(name: string, fields: AnswerFields): string {
  let attributes = ''
  let content = ''
  for (const [member, value] of Object.entries(fields)) {
    if (typeof value === 'object') content += elements(member, value)
    else attributes += ` ${member}="${escaped(`${value}`)}"`
  }
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`
}

function isList(value: AnswerFields | readonly AnswerFields[]): value is readonly AnswerFields[] {
  return Array.isArray(value)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // a reader makes a space of them where they stand as they are
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** All but the characters of XML 1.0 (section 2.2): half a pair, control characters, the last two of the plane. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** Of text and attribute values alike; what XML cannot say is a replacement character. */
function escaped(text: string): string {
  return text.replace(ILLEGAL, '\ufffd').replace(/[&<>"'\t\n\r]/g, one => ENTITIES[one] as string)
}
