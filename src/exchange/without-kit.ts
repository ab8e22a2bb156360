/** Owns what a command does that needs no kit, and uses one where there is one. */
import { AirlatchError, type ErrorCode } from '../core/errors.ts'

const NONE: readonly ErrorCode[] = ['kit-missing', 'product-ambiguous', 'home-missing']

/** What `open` gives; undefined where no kit is to be had, or several are. Errors: all others of `open`. */
export async function unlessNoKit<T>(open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof AirlatchError && NONE.includes(error.code)) return undefined
    throw error
  }
}
