/** Owns finding files encoded as base64 in a text: either `data:` URLs in it, or a text that is base64 as a whole. */
import { bare } from './text.ts'

/** Every message is longer; a shorter text is probably a word. */
const LEAST_LETTERS = 64
const MOST_FILES = 16
// no repeated group: on megabytes of text it would overflow the stack
const DATA_ADDRESS = /\bdata:[a-z0-9.+/;=-]{0,100};base64,([A-Za-z0-9+/=_%\r\n-]+)/gi

/** Returns the files in a text, in standard or URL-safe base64 (RFC 4648 sections 4 and 5). */
export function base64FilesIn(text: string): readonly Uint8Array<ArrayBuffer>[] {
  const addressed = [...text.matchAll(DATA_ADDRESS)].slice(0, MOST_FILES)
  const texts = addressed.length > 0 ? addressed.map(([, data = '']) => data) : [bare(text)]
  return texts.flatMap(one => fileOf(one) ?? [])
}

function fileOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const letters = text
    .replace(/\s|\\{1,8}[rnt]/g, '')
    .replace(/%2B/gi, '+')
    .replace(/%2F/gi, '/')
    .replace(/%3D/gi, '=')
    .replace(/-/g, '+')
    .replace(/_/g, '/')
  if (letters.length < LEAST_LETTERS || /[^A-Za-z0-9+/]/.test(letters.slice(0, -2))) return undefined
  try {
    return Uint8Array.from(atob(letters), character => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
