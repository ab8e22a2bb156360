/**
 * Owns the encoding of values between a command and the running server as text: JSON in which bytes, maps, large
 * integers and errors are marked. Members that are undefined are left out.
 */
import { AirlatchError, type ErrorCode } from '../../src/client/door.ts'
import { type Coded, errorOf } from '../../src/core/errors.ts'

export function encodeValue(value: unknown): string {
  return JSON.stringify(marked(value) ?? null)
}

/** Throws if encodeValue did not make this text. */
export function decodeValue(text: string): unknown {
  return unmarked(JSON.parse(text))
}

/** Names with this prefix mark types that JSON lacks. An object that itself has such a name is marked as well. */
const MARK = '$'

function marked(value: unknown): unknown {
  if (typeof value === 'bigint') return { $integer: value.toString() }
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (value instanceof Map) return { $map: marked([...value]) }
  if (value instanceof AirlatchError) return { $error: [value.code, marked(value.details)] }
  if (Array.isArray(value)) return value.map(marked)
  const entries = Object.entries(value).map(([name, one]) => [name, marked(one)] as const)
  return entries.some(([name]) => name.startsWith(MARK)) ? { $object: entries } : Object.fromEntries(entries)
}

function unmarked(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(unmarked)
  const entries = Object.entries(value)
  const [name, of] = entries[0] ?? []
  if (name?.startsWith(MARK)) return unmarkedAs(name, of)
  return Object.fromEntries(entries.map(([name, one]) => [name, unmarked(one)]))
}

function unmarkedAs(mark: string, value: unknown): unknown {
  switch (mark) {
    case '$integer':
      return BigInt(value as string)
    case '$bytes':
      return new Uint8Array(Buffer.from(value as string, 'base64'))
    case '$map':
      return new Map(unmarked(value) as [unknown, unknown][])
    case '$object':
      return Object.fromEntries((value as [string, unknown][]).map(([name, one]) => [name, unmarked(one)]))
    case '$error': {
      const [code, details] = value as [ErrorCode, unknown]
      return errorOf({ code, details: unmarked(details) } as Coded)
    }
    default:
      throw new TypeError(`expected a mark, got ${mark}`)
  }
}
