/**
 * Owns how a message is read from a picture file: header first, then zxing, then jsQR as a second opinion; of a moving
 * picture one after the other, until they are enough.
 * Knows no file system and no thread: assets.ts, scripts.ts and thread.ts beside it do, and a page has its own of these.
 * Refuses pictures without a code of ours, and pictures with codes of two different messages.
 */
import { AirlatchError } from '../../errors.ts'
import { OURS } from '../ours.ts'
import { type Collector, frameCollector, type OnProgress, theMessage } from '../qr/frames/collector.ts'
import { isFrameText } from '../qr/frames/frame.ts'
import { isAnimated, picturesIn } from './animation.ts'
import { decodeGif } from './gif.ts'
import { type GrayPicture, pgm } from './gray.ts'
import { malformed, type PictureHeader, pictureHeader } from './header.ts'
import { decodeJpeg, readWithJsqr } from './jsqr.ts'
import { decodePng } from './png.ts'
import { readAllWithZxing, readWithZxing, type Sighting, sort } from './zxing.ts'

/** How long a reader may look at one picture, in milliseconds. */
export interface TimeLimits {
  readonly zxingMs: number
  /** For the search, and as much again for decoding a JPEG before it. */
  readonly jsqrMs: number
}

/** The slowest honest picture, 50 megapixels of noise, takes zxing about 6 s here; hostile ones take it for ever. */
const TIME_LIMITS: TimeLimits = { zxingMs: 30_000, jsqrMs: 5_000 }

/** What else may be said about reading. */
export interface Reading {
  /** What the wanted texts are like; those of ours. */
  readonly wanted?: readonly RegExp[]
  /** Told the new texts whenever some of a moving picture were read. */
  readonly onTexts?: (texts: readonly string[]) => void
}

/**
 * The distinct texts of ours in a PNG, JPEG, GIF or BMP file, in no promised order: whole messages, and frames, of
 * which a moving picture (animated PNG, GIF) is read until a message is complete. BMP is read by zxing only; the others
 * get a second opinion from jsQR, JPEG up to 20 megapixels.
 * Errors: picture-unsupported, picture-too-large, picture-malformed, as header.ts says; picture-without-qr, with
 * `others` (codes that are not ours) and `gaveUp` (the time limit ended the search).
 */
export async function readPicture(
  bytes: Uint8Array,
  limits: TimeLimits = TIME_LIMITS,
  { wanted = OURS, onTexts }: Reading = {},
): Promise<string[]> {
  const header = pictureHeader(bytes)
  const moving = isAnimated(bytes, header)
  const still = await readStill(bytes, header, { limits, wanted, moving })
  if (isEnough(still.ours) || !moving) return textsOf(still, header)
  const seen = await readMoving(bytes, header, { limits, wanted, onTexts })
  return textsOf(
    {
      ...still,
      ours: [...new Set([...still.ours, ...seen.ours])],
      others: Math.max(still.others, seen.others),
    },
    header,
  )
}

/**
 * The bytes of the one message in a picture; the same code twice is one message. `onProgress` is told how far the frames
 * of a moving picture are.
 * Errors: those of readPicture; picture-with-several-messages, with `count`; frames-missing, with `have`, `need` and the
 * numbers that are `missing`; base45-malformed, frame-malformed.
 */
export async function messageFromPicture(
  bytes: Uint8Array,
  limits: TimeLimits = TIME_LIMITS,
  onProgress?: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const collector = frameCollector()
  const damage = await collectFromPicture(bytes, collector, limits, onProgress)
  const message = theMessage(collector.sets())
  if (message === undefined) throw damage ?? new AirlatchError('picture-without-qr', { others: 0 })
  return message
}

/** Adds what is in a picture to what was collected; the error of the last code that was damaged. Errors: those of readPicture. */
export async function collectFromPicture(
  bytes: Uint8Array,
  collector: Collector,
  limits: TimeLimits = TIME_LIMITS,
  onProgress?: OnProgress,
): Promise<AirlatchError | undefined> {
  let damage: AirlatchError | undefined
  const add = (texts: readonly string[]): void => {
    for (const text of texts) {
      const collected = collector.add(text)
      if (collected.kind === 'damaged') damage = collected.error
      if (collected.kind === 'progress') onProgress?.(collected.have, collected.need)
    }
  }
  add(await readPicture(bytes, limits, { onTexts: add }))
  return damage
}

interface How extends Required<Pick<Reading, 'wanted'>> {
  readonly limits: TimeLimits
}

/** No frames, or those of a whole message: looking on would be in vain. */
function isEnough(texts: readonly string[]): boolean {
  if (!texts.some(isFrameText)) return texts.length > 0
  const collector = frameCollector()
  return texts.some(text => collector.add(text).kind === 'done')
}

function textsOf({ ours, others, stopped }: Sighting, { format }: PictureHeader): string[] {
  if (ours.length > 0) return [...ours]
  if (stopped === 'unreadable') throw malformed(format, 'its pixels cannot be decoded')
  throw new AirlatchError('picture-without-qr', { others, gaveUp: stopped === 'out-of-time' })
}

async function readStill(
  bytes: Uint8Array,
  header: PictureHeader,
  { limits, wanted, moving }: How & { readonly moving: boolean },
): Promise<Sighting> {
  const picture = await decode(bytes, header)
  const first = await look(bytes, picture, { limits, wanted })
  if (first.ours.length > 0) {
    // a sheet of several symbols: what one pass does not find, another may
    if (moving || isEnough(first.ours)) return first
    const again = await look(bytes, picture, { limits, wanted, thorough: true })
    return { ...first, ours: [...new Set([...first.ours, ...again.ours])] }
  }
  // a moving picture has more to look at, and that is worth more than a second opinion
  if (moving) return first
  const second = await secondOpinion(picture ?? (await decodeForJsqr(bytes, header, limits)), {
    limits,
    wanted,
  })
  return { ...first, ours: second.ours, others: Math.max(first.others, second.others) }
}

/** PNG and GIF are decoded here, bounded and with transparency on white; zxing does the others from their bytes. */
async function decode(bytes: Uint8Array, { format }: PictureHeader): Promise<GrayPicture | undefined> {
  if (format === 'PNG') return decodePng(bytes)
  return format === 'GIF' ? decodeGif(bytes) : undefined
}

function look(
  bytes: Uint8Array,
  picture: GrayPicture | undefined,
  { limits, ...how }: How & { readonly thorough?: boolean },
): Promise<Sighting> {
  if (picture === undefined) return readWithZxing(bytes, { ...how, limitMs: limits.zxingMs })
  const file = pgm(picture)
  return readWithZxing(file, { ...how, limitMs: limits.zxingMs, transfer: [file.buffer] })
}

async function decodeForJsqr(
  bytes: Uint8Array,
  header: PictureHeader,
  { jsqrMs }: TimeLimits,
): Promise<GrayPicture | undefined> {
  return header.format === 'JPEG' ? decodeJpeg(bytes, header, jsqrMs) : undefined
}

async function secondOpinion(picture: GrayPicture | undefined, { limits, wanted }: How): Promise<Sighting> {
  const text = picture === undefined ? undefined : await readWithJsqr(picture, limits.jsqrMs)
  return sort(text === undefined ? [] : [text], wanted)
}

/** Pictures of a moving one that are looked at together: a thread takes as long to start as to read some of them. */
const BATCH = 16
const BATCH_PIXELS = 16 * 1024 * 1024

/** So many pictures one after the other without a code of ours: it is a film of something else. */
const GIVE_UP_AFTER = 64

async function readMoving(
  bytes: Uint8Array,
  header: PictureHeader,
  { limits, wanted, onTexts }: How & { readonly onTexts: Reading['onTexts'] | undefined },
): Promise<Sighting> {
  const texts = new Set<string>()
  let others = 0
  let inVain = 0
  for await (const files of batchesOf(bytes, header)) {
    const seen = await readAllWithZxing(files, {
      wanted,
      limitMs: limits.zxingMs,
      transfer: files.map(file => file.buffer),
    })
    const fresh = [...new Set(seen.flatMap(({ ours }) => ours))].filter(text => !texts.has(text))
    for (const text of fresh) texts.add(text)
    others = Math.max(others, ...seen.map(one => one.others))
    if (fresh.length > 0) onTexts?.(fresh)
    inVain = fresh.length > 0 ? 0 : inVain + files.length
    if (isEnough([...texts]) || inVain >= GIVE_UP_AFTER) break
  }
  return { ours: [...texts], others }
}

async function* batchesOf(
  bytes: Uint8Array,
  header: PictureHeader,
): AsyncGenerator<readonly Uint8Array<ArrayBuffer>[], void, undefined> {
  const most = Math.max(1, Math.min(BATCH, Math.floor(BATCH_PIXELS / (header.width * header.height))))
  let files: Uint8Array<ArrayBuffer>[] = []
  for await (const picture of picturesIn(bytes, header)) {
    files.push(pgm(picture))
    if (files.length < most) continue
    yield files
    files = []
  }
  if (files.length > 0) yield files
}
