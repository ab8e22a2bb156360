/** Owns the request code that a picture of a QR symbol has: a screen that is too small for the request itself shows that. */
import { pictureFormat } from '../picture/header.ts'
import { looksLikeRequestCode } from './recognise.ts'

/** Six groups of five. */
const REQUEST_CODE = /^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/

/** Undefined where there is none, or several. Errors: those of readPicture. */
export async function requestCodeInPicture(bytes: Uint8Array): Promise<string | undefined> {
  if (pictureFormat(bytes) === undefined) return undefined
  const { readPicture } = await import('../picture/read.ts')
  const [code, ...more] = await readPicture(bytes, { wanted: [REQUEST_CODE] })
  return code !== undefined && more.length === 0 && looksLikeRequestCode(code) ? code : undefined
}
