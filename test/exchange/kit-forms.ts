/**
 * Owns how tests look at a kit as source code: the bytes are read back out of the text of each language, by its rules for
 * comments and constants, and names are tried that would end a comment or be a command within one.
 */
import type { KitFormat } from '../../src/exchange/kit-source.ts'

/** Names of products that a compiler could take for more than a comment, each with what it tries. */
export const HOSTILE_NAMES: readonly string[] = [
  'end */ int evil; /*', // of a comment in C
  'line\nint evil;', // of a line
  'return\rint evil;',
  'next\u0085int evil;',
  'line\u2028int evil;', // C#
  'paragraph\u2029int evil;',
  'vertical\u000bint evil;',
  'trigraph ??/', // a backslash in C, which joins the next line
  'splice \\', // the same as it is
  'java \\u000a int evil;', // Java reads such codes in comments
  'java \\u002a\\u002f int evil;',
  '} evil {$I evil.pas}', // Pascal
  '*) evil (*{$J+}',
  '?> evil <?php',
  '-*- coding: utf-7 -*-', // Python
  'vim: set ft=evil :',
  '+build evil', // Go
  'go:build evil',
  'right to left \u202e\u2066 evil', // looks other than it is
  'NUL \u0000 evil',
  'Ölmeßgerät Größe 2 日本語',
  '"; int evil; "',
  `'''"""`,
  'x'.repeat(64),
]

/** How each language marks the lines of a comment at the beginning of the file. */
const COMMENT: Readonly<Record<KitFormat, RegExp>> = {
  c: /^(?:\/\*| \* [^*/]*| \*\/)$/,
  cs: /^\/\/ /,
  java: /^\/\/ /,
  go: /^\/\/ /,
  py: /^# /,
  rs: /^\/\/ /,
  pas: /^\/\/ /,
}

/** The comment and the code of a file. */
export function partsOf(
  format: KitFormat,
  source: string,
): { readonly comment: string; readonly code: string } {
  const lines = source.split('\n')
  const first = lines.findIndex(line => !COMMENT[format].test(line))
  return { comment: lines.slice(0, first).join('\n'), code: lines.slice(first).join('\n') }
}

/** The bytes in the code. */
export function bytesIn(format: KitFormat, code: string): Uint8Array {
  if (format === 'java') return Buffer.from(textsIn(code, /\{\n([^}]*)\};/), 'base64')
  if (format === 'py') return Buffer.from(textsIn(code, /fromhex\(\n([^)]*)\)/), 'hex')
  const mark = format === 'pas' ? /\$([0-9a-f]{2})\b/g : /\b0x([0-9a-f]{2})\b/g
  return Uint8Array.from([...code.matchAll(mark)].map(([, digits = '']) => Number.parseInt(digits, 16)))
}

function textsIn(code: string, list: RegExp): string {
  const [, inside = ''] = list.exec(code) ?? []
  return [...inside.matchAll(/"([A-Za-z0-9+/=]*)"/g)].map(([, text = '']) => text).join('')
}
