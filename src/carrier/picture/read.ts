/**
 * Owns how a message is read from a picture file: header first, then zxing, then jsQR as a second opinion.
 * Knows no file system and no thread: assets.ts, scripts.ts and thread.ts beside it do, and a page has its own of these.
 * Refuses pictures without a code of ours, and pictures with codes of two different messages.
 */
import { AirlatchError } from '../../errors.ts'
import { messageFromQrText, OUR_PREFIXES } from '../qr/text.ts'
import { decodeGif } from './gif.ts'
import { type GrayPicture, pgm } from './gray.ts'
import { malformed, type PictureHeader, pictureHeader } from './header.ts'
import { decodeJpeg, readWithJsqr } from './jsqr.ts'
import { decodePng } from './png.ts'
import { readWithZxing, type Sighting, sort } from './zxing.ts'

/** How long a reader may look at one picture, in milliseconds. */
export interface TimeLimits {
  readonly zxingMs: number
  /** For the search, and as much again for decoding a JPEG before it. */
  readonly jsqrMs: number
}

/** The slowest honest picture, 50 megapixels of noise, takes zxing about 6 s here; hostile ones take it for ever. */
const TIME_LIMITS: TimeLimits = { zxingMs: 30_000, jsqrMs: 5_000 }

/**
 * The distinct texts of ours in a PNG, JPEG, GIF (first frame) or BMP file, in no promised order. BMP is read by
 * zxing only; the others get a second opinion from jsQR, JPEG up to 20 megapixels.
 * Errors: picture-unsupported, picture-too-large, picture-malformed, as header.ts says; picture-without-qr, with
 * `others` (codes that are not ours) and `gaveUp` (the time limit ended the search).
 */
export async function readPicture(bytes: Uint8Array, limits: TimeLimits = TIME_LIMITS): Promise<string[]> {
  const header = pictureHeader(bytes)
  const picture = await decode(bytes, header)
  const first = await look(bytes, picture, limits)
  if (first.ours.length > 0) return [...first.ours]
  const second = await secondOpinion(picture ?? (await decodeForJsqr(bytes, header, limits)), limits)
  if (second.ours.length > 0) return [...second.ours]
  if (first.stopped === 'unreadable') throw malformed(header.format, 'its pixels cannot be decoded')
  throw new AirlatchError('picture-without-qr', {
    others: Math.max(first.others, second.others),
    gaveUp: first.stopped === 'out-of-time',
  })
}

/**
 * The bytes of the one message in a picture; the same code twice is one message.
 * Errors: those of readPicture; picture-with-several-messages, with `count`; base45-malformed.
 */
export async function messageFromPicture(
  bytes: Uint8Array,
  limits: TimeLimits = TIME_LIMITS,
): Promise<Uint8Array<ArrayBuffer>> {
  const texts = await readPicture(bytes, limits)
  if (texts.length > 1) throw new AirlatchError('picture-with-several-messages', { count: texts.length })
  return messageFromQrText(texts[0] as string)
}

/** PNG and GIF are decoded here, bounded and with transparency on white; zxing does the others from their bytes. */
async function decode(bytes: Uint8Array, { format }: PictureHeader): Promise<GrayPicture | undefined> {
  if (format === 'PNG') return decodePng(bytes)
  return format === 'GIF' ? decodeGif(bytes) : undefined
}

function look(
  bytes: Uint8Array,
  picture: GrayPicture | undefined,
  { zxingMs }: TimeLimits,
): Promise<Sighting> {
  if (picture === undefined) return readWithZxing(bytes, OUR_PREFIXES, zxingMs)
  const file = pgm(picture)
  return readWithZxing(file, OUR_PREFIXES, zxingMs, [file.buffer])
}

async function decodeForJsqr(
  bytes: Uint8Array,
  header: PictureHeader,
  { jsqrMs }: TimeLimits,
): Promise<GrayPicture | undefined> {
  return header.format === 'JPEG' ? decodeJpeg(bytes, header, jsqrMs) : undefined
}

async function secondOpinion(picture: GrayPicture | undefined, { jsqrMs }: TimeLimits): Promise<Sighting> {
  const text = picture === undefined ? undefined : await readWithJsqr(picture, jsqrMs)
  return sort(text === undefined ? [] : [text], OUR_PREFIXES)
}
