/**
 * Owns how the body of a call becomes an object. Its depth is measured before anything is built of it: JSON.parse itself
 * takes any depth, and whatever walks the value after that would not. Of a member that is there twice the last one is taken,
 * and `__proto__` is a member like any other, which no operation has.
 */
import { AirlatchError } from '../../src/vendor/door.ts'
import type { Members } from './args.ts'

/** Levels of objects and lists within each other; no operation needs more than four. */
export const MOST_DEPTH = 16

/** No body is an empty object. Error: json-malformed {problem, most}. */
export function readJsonObject(bytes: Uint8Array): Members {
  if (bytes.length === 0) return {}
  if (isTooDeep(bytes)) throw new AirlatchError('json-malformed', { problem: 'too-deep', most: MOST_DEPTH })
  const value = parsed(textOf(bytes))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AirlatchError('json-malformed', { problem: 'not-an-object' })
  return value as Members
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AirlatchError('json-malformed', { problem: 'not-utf-8' }, cause)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // the cause would quote the body, which may have a key in it
    throw new AirlatchError('json-malformed', { problem: 'syntax' })
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])

/** In one pass over the bytes; what is no JSON at all is for the parser to say. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (isText) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) isText = false
    } else if (byte === QUOTE) isText = true
    else if (OPENING.has(byte)) {
      if (++depth > MOST_DEPTH) return true
    } else if (CLOSING.has(byte)) depth--
  }
  return false
}
