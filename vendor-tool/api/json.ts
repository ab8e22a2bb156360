/**
 * Owns parsing the body of a call into an object. Its depth is measured before parsing: JSON.parse accepts any depth,
 * but recursive code that walks the value would overflow. If a member appears twice, the last one is used. `__proto__`
 * is an ordinary member, which no operation has.
 */
import { AirlatchError } from '../../src/vendor/door.ts'
import type { Members } from './args.ts'

/** Levels of objects and lists within each other; no operation needs more than four. */
export const MOST_DEPTH = 16

/** Parses a JSON object. An empty body is an empty object. Error: json-malformed {problem, most}. */
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
    // no cause: it would quote the body, which may contain a key
    throw new AirlatchError('json-malformed', { problem: 'syntax' })
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])

/** Measures the depth in one pass over the bytes. Bytes that are not JSON at all are left for the parser to refuse. */
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
