/** Owns what the vendor may enter: the limits of each field, checked in one place for command line and library. */
import { AirlatchError } from '../../core/errors.ts'
import { TEXT_LIMITS } from '../../core/message/claims.ts'
import { requireFittingText } from '../../core/terms/text.ts'

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

/** A name that people read: 1 to 64 bytes, no control characters, no space around it. Error: that of requireFittingText. */
export function requireName(field: string, value: string): string {
  return requireFittingText(field, value, { kind: 'name', mostBytes: TEXT_LIMITS.name })
}

/** One line that people read: 1 to `mostBytes` bytes, no control characters. Error: that of requireFittingText. */
export function requireLine(field: string, value: string, mostBytes: number): string {
  return requireFittingText(field, value, { kind: 'line', mostBytes })
}

/** Errors: that of requireFittingText; invalid-value. */
export function requireEmail(value: string): string {
  requireFittingText('email', value, { kind: 'line', mostCharacters: LIMITS.emailCharacters })
  if (!/^[^\s@]+@[^\s@]+$/.test(value)) throw invalid('email', 'an address such as "name@example.com"', value)
  return value
}

/** Any text of at most `mostBytes` bytes. Error: that of requireFittingText. */
export function requireText(field: string, value: string, mostBytes: number): string {
  return requireFittingText(field, value, { kind: 'text', mostBytes, mayBeEmpty: true })
}
