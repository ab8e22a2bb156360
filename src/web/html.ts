/**
 * Owns how values become HTML: by Hono's template, which escapes every text that is put into it, and with what cannot be
 * seen in a text made visible, so that no page can forget it.
 */
import { html as template } from 'hono/html'
import { visible } from '../words/output.ts'

/** Markup that a template made. */
export type Html = Extract<ReturnType<typeof template>, string>

/** Undefined and false are nothing. */
export type Piece = string | number | undefined | false | Html | readonly Html[]

export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  // markup is an object, and a string is never one
  return template(parts, ...pieces.map(piece => (typeof piece === 'string' ? visible(piece) : piece))) as Html
}

/** Text in which what stands between backticks is something to type. */
export function withCode(text: string): Html {
  const parts = text.split('`')
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`
}

/** Text of our own making whose line ends and spaces count, such as an armored message. */
export function verbatim(text: string): Html {
  return template`${text}` as Html
}
