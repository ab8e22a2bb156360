/**
 * Owns how values become HTML: everything that is put into a template is text, with what is unsafe made visible, unless
 * it is a template itself. There is no way to mark a text as HTML. Attributes are always in double quotes.
 */
import { visible } from '../../src/words/output.ts'

const MARKUP: unique symbol = Symbol('markup')

/** Markup that a template made. */
export interface Html {
  readonly [MARKUP]: string
}

/** Undefined and false are nothing. */
export type Piece = string | number | bigint | undefined | false | Html | readonly Html[]

export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = parts.reduce((before, part, i) => before + markup(pieces[i - 1]) + part)
  return { [MARKUP]: text }
}

/** Text of our own making whose line ends and spaces count, such as an armored message. */
export function verbatim(text: string): Html {
  return { [MARKUP]: escaped(text) }
}

/** A whole document, for the wire. */
export function documentOf(page: Html): string {
  return page[MARKUP]
}

function markup(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (typeof piece === 'object')
    return MARKUP in piece ? piece[MARKUP] : piece.map(one => one[MARKUP]).join('')
  return escaped(visible(String(piece)))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] as string)
}
