/** Owns the limits of what the vendor may enter beside the fields of a key (core/terms/fields.ts). */
import { TEXT_LIMITS } from '../../core/message/claims.ts'
import { TABLE_LIMITS } from '../../core/message/feature-table.ts'
import { requireFittingText } from '../../core/terms/text.ts'

export const LIMITS = {
  features: TABLE_LIMITS.features,
  releases: 1000,
  reasonBytes: 4096,
  computerIdBytes: 256,
} as const

/** A name that people read: 1 to 64 bytes, no control characters, no space around it. Error: that of requireFittingText. */
export function requireName(field: string, value: string): string {
  return requireFittingText(field, value, { kind: 'name', mostBytes: TEXT_LIMITS.name })
}

/** One line that people read: 1 to `mostBytes` bytes, no control characters. Error: that of requireFittingText. */
export function requireLine(field: string, value: string, mostBytes: number): string {
  return requireFittingText(field, value, { kind: 'line', mostBytes })
}

/** Any text of at most `mostBytes` bytes. Error: that of requireFittingText. */
export function requireText(field: string, value: string, mostBytes: number): string {
  return requireFittingText(field, value, { kind: 'text', mostBytes, mayBeEmpty: true })
}

export { invalid, requireWhole } from '../../core/terms/kinds.ts'
