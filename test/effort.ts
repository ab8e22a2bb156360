/** Owns how often a property is tried: few runs in `npm test`, as many as it names in `test:all`, more in `test:long`. */
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The share of the runs that a property names; vitest.config.ts sets it. */
    share: number
    /** How npm reaches its registry: what the caller's environment says of it. */
    npm: Readonly<Record<string, string>>
  }
}

/** The number of runs for a property that should have `many` of them before each change. */
export function runs(many: number): number {
  return Math.ceil(many * inject('share'))
}
