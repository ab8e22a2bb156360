/** Owns what the server answers under /v1. */
import type { Callable } from './calls.ts'

export function callables(): readonly Callable[] {
  return []
}
