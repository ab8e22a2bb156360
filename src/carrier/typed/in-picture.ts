/** Owns the request code that a QR symbol has: a screen that is too small for the request itself shows that. */
import { AirlatchError, detailOf } from '../../core/errors.ts'
import type { TimeBudget } from '../picture/budget.ts'
import { looksLikeRequestCode } from './recognise.ts'

/** Six groups of five. */
const DRAWN = /^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/

/** In the texts of all symbols that were seen; undefined where there is none, or several. */
export function drawnCodeIn(texts: readonly string[]): string | undefined {
  const [code, ...more] = new Set(texts.filter(text => DRAWN.test(text) && looksLikeRequestCode(text)))
  return more.length === 0 ? code : undefined
}

/** What `read` makes of the bytes; or the code, where they are a picture of one in place of a message. Errors: those of `read`. */
export async function orDrawnCode<T>(
  bytes: () => Uint8Array | Promise<Uint8Array>,
  read: () => Promise<T>,
  budget?: TimeBudget,
): Promise<T | { readonly code: string }> {
  try {
    return await read()
  } catch (error) {
    if (!isOfOthers(error)) throw error
    const { readPicture } = await import('../picture/read.ts')
    const code = drawnCodeIn(await readPicture(await bytes(), { wanted: [DRAWN], budget }).catch(() => []))
    if (code === undefined) throw error
    return { code }
  }
}

/** A picture with a QR code that is no message. */
function isOfOthers(error: unknown): boolean {
  if (!(error instanceof AirlatchError) || error.code !== 'picture-without-qr') return false
  return Number(detailOf(error.details, 'others')) > 0
}
