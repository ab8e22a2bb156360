/** Owns what the vendor may enter: the limits of each field, checked in one place for command line and library. */
import { AirlatchError } from '../errors.ts'
import { isEncodable, TEXT_LIMITS, utf8Length } from '../message/claims.ts'

export const LIMITS = {
  keysAtOnce: 100_000,
  activations: 1_000_000,
  features: 64,
  releases: 1000,
  emailCharacters: 254,
  commentCharacters: 4096,
  computerIdBytes: 256,
} as const

/** Error: invalid-value {field, expected, got}, always a mistake of the caller. */
export function invalid(field: string, expected: string, got: unknown): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected, got })
}

export function requireWhole(field: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw invalid(field, `a whole number from ${least} to ${most}`, value)
  return value
}

/** A name that people read: 1 to 64 bytes, no control characters, no space around it. */
export function requireName(field: string, value: string): string {
  if (value === '' || value !== value.trim() || hasControls(value) || utf8Length(value) > TEXT_LIMITS.name)
    throw invalid(
      field,
      `1 to ${TEXT_LIMITS.name} bytes of text without control characters, or space around it`,
      value,
    )
  return value
}

/** One line of text that people read: 1 to `mostBytes` bytes, no control characters. */
export function requireLine(field: string, value: string, mostBytes: number): string {
  if (value === '' || hasControls(value) || utf8Length(value) > mostBytes)
    throw invalid(field, `1 to ${mostBytes} bytes of text without control characters`, value)
  return value
}

export function requireEmail(value: string): string {
  if (value.length > LIMITS.emailCharacters || hasControls(value) || !/^[^\s@]+@[^\s@]+$/.test(value))
    throw invalid('email', 'an address such as "name@example.com"', value)
  return value
}

export function requireText(field: string, value: string, mostBytes: number): string {
  if (!isEncodable(value) || utf8Length(value) > mostBytes)
    throw invalid(field, `text of at most ${mostBytes} bytes`, `${utf8Length(value)} bytes`)
  return value
}

function hasControls(value: string): boolean {
  return /\p{Cc}/u.test(value) || !isEncodable(value)
}
