/**
 * Owns how texts of ours are read from a picture file: header first, then zxing, then jsQR as a second opinion; of a moving
 * picture one after the other, until they are enough.
 * Knows no file system and no thread: assets.ts and thread.ts beside it do, and a page has its own of these.
 * Refuses pictures without a code of ours.
 */
import { AirlatchError } from '../../core/errors.ts'
import { OURS } from '../ours.ts'
import { frameCollector } from '../qr/frames/collector.ts'
import { isFrameText } from '../qr/frames/frame.ts'
import { isAnimated, picturesIn } from './animation.ts'
import { decodeBmp } from './bmp.ts'
import { ALONE, Budget, type MonotonicClock, type TimeBudget } from './budget.ts'
import { decodeGif } from './gif.ts'
import { type GrayPicture, pgm, shrink } from './gray.ts'
import { type PictureHeader, pictureHeader } from './header.ts'
import { decodeJpeg } from './jpeg.ts'
import { readWithJsqr } from './jsqr.ts'
import { looksAt } from './looks.ts'
import { decodePng } from './png.ts'
import { readAllWithZxing, readWithZxing, type Sighting, sort, type ZxingOptions } from './zxing.ts'

/** How to read a picture. */
export interface PictureReadOptions {
  /** How long it may take; a picture that a person waits for, unless it is said. */
  readonly budget?: TimeBudget | undefined
  readonly clock?: MonotonicClock | undefined
  /** Ends the reading, which then throws its reason. */
  readonly signal?: AbortSignal | undefined
  /** What the wanted texts are like; those of ours. */
  readonly wanted?: readonly RegExp[] | undefined
  /** Told the new texts whenever some of a moving picture were read. */
  readonly onTexts?: ((texts: readonly string[]) => void) | undefined
}

/**
 * The distinct texts of ours in a PNG, JPEG, GIF or BMP file, in no promised order: whole messages, and frames, of
 * which a moving picture (animated PNG, GIF) is read until a message is complete. Pictures up to LARGE_PIXELS get a
 * second opinion from jsQR.
 * What was read before the budget was over is the answer.
 * Errors: picture-unsupported, picture-too-large, picture-malformed, as header.ts says; picture-without-qr, with
 * `others` (codes that are not ours); picture-timeout {seconds}, when the budget ended the
 * search; picture-reader-failed {problem}; the reason of the signal.
 */
export async function readPicture(
  bytes: Uint8Array,
  { budget: budgets = ALONE, clock, signal, wanted = OURS, onTexts }: PictureReadOptions = {},
): Promise<string[]> {
  const header = pictureHeader(bytes)
  const moving = isAnimated(bytes, header)
  const budget = new Budget(moving ? budgets.movingMs : budgets.stillMs, clock, signal)
  const picture = await decode(bytes, header, budget)
  const still = await readStill(picture, header, { budget, wanted, moving })
  if (isEnough(still.ours) || !moving) return textsOf(still, budget, picture.damage)
  const seen = await readMoving(bytes, header, { budget, wanted, onTexts })
  return textsOf(together(still, seen), budget)
}

interface How {
  readonly wanted: readonly RegExp[]
  readonly budget: Budget
}

/**
 * Pictures over 16 megapixels, which no phone makes unless it is told to, and no screen: they are halved, and looked at
 * less often. A page of paper at 600 dots an inch has twice as many, and its codes are large.
 */
const LARGE_PIXELS = 16 * 1024 * 1024

/** Of the time for a still picture, zxing leaves so much for the second opinion: 0.3 seconds of ten. */
const SECOND_SHARE = 0.03

/** No frames, or those of a whole message: looking on would be in vain. */
function isEnough(texts: readonly string[]): boolean {
  if (!texts.some(isFrameText)) return texts.length > 0
  const collector = frameCollector()
  return texts.some(text => collector.add(text).kind === 'done')
}

/** `damage`: why a part of the picture is missing, which explains more than that no code was found. */
function textsOf({ ours, others, isOutOfTime }: Sighting, budget: Budget, damage?: AirlatchError): string[] {
  if (ours.length > 0) return [...ours]
  if (isOutOfTime) throw budget.exceeded()
  if (others === 0 && damage !== undefined) throw damage
  throw new AirlatchError('picture-without-qr', { others })
}

async function readStill(
  picture: GrayPicture,
  { width, height }: PictureHeader,
  { budget, wanted, moving }: How & { readonly moving: boolean },
): Promise<Sighting> {
  // a moving picture has more to look at, and that is worth more than another look at the first one
  if (moving) return look(picture, { budget, wanted, limitMs: budget.left() })
  let seen: Sighting = { ours: [], others: 0 }
  for (const { picture: form, pass } of looksAt(picture)) {
    const limitMs = budget.left() - SECOND_SHARE * budget.ms
    seen = together(seen, await look(form, { budget, wanted, limitMs, passes: [pass] }))
    // a sheet of several symbols: what one look does not find, another may
    if (seen.isOutOfTime || isEnough(seen.ours)) break
  }
  if (seen.ours.length > 0 || width * height > LARGE_PIXELS) return seen
  return together(seen, await secondOpinion(picture, { budget, wanted }))
}

function look(
  picture: GrayPicture,
  { budget, ...how }: How & Pick<ZxingOptions, 'limitMs' | 'passes'>,
): Promise<Sighting> {
  const file = pgm(picture)
  return readWithZxing(file, { ...how, signal: budget.signal, transfer: [file.buffer] })
}

/** Of two looks at the same picture. */
function together(one: Sighting, another: Sighting): Sighting {
  return {
    ours: [...new Set([...one.ours, ...another.ours])],
    others: Math.max(one.others, another.others),
    isOutOfTime: (one.isOutOfTime ?? false) || (another.isOutOfTime ?? false),
  }
}

/** Bounded, as brightness alone, with transparency on white. */
async function decode(bytes: Uint8Array, { format }: PictureHeader, budget: Budget): Promise<GrayPicture> {
  switch (format) {
    case 'PNG':
      return decodePng(bytes, budget, { maxPixels: LARGE_PIXELS })
    case 'JPEG':
      return decodeJpeg(bytes, budget, LARGE_PIXELS)
    case 'BMP':
      return decodeBmp(bytes, budget, LARGE_PIXELS)
    case 'GIF':
      return decodeGif(bytes, budget, LARGE_PIXELS)
  }
}

async function secondOpinion(picture: GrayPicture, { budget, wanted }: How): Promise<Sighting> {
  const limitMs = Math.min(budget.left(), SECOND_SHARE * budget.ms)
  const text = await readWithJsqr(picture, { limitMs, signal: budget.signal })
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
  { budget, wanted, onTexts }: How & { readonly onTexts: PictureReadOptions['onTexts'] | undefined },
): Promise<Sighting> {
  const texts = new Set<string>()
  let others = 0
  let inVain = 0
  for await (const files of batchesOf(bytes, header, budget)) {
    const seen = await readAllWithZxing(files, {
      wanted,
      limitMs: budget.left(),
      signal: budget.signal,
      transfer: files.map(file => file.buffer),
    })
    const fresh = [...new Set(seen.flatMap(({ ours }) => ours))].filter(text => !texts.has(text))
    for (const text of fresh) texts.add(text)
    others = Math.max(others, ...seen.map(one => one.others))
    if (fresh.length > 0) onTexts?.(fresh)
    inVain = fresh.length > 0 ? 0 : inVain + files.length
    if (isEnough([...texts]) || inVain >= GIVE_UP_AFTER) break
  }
  return { ours: [...texts], others, isOutOfTime: budget.isOver() }
}

async function* batchesOf(
  bytes: Uint8Array,
  header: PictureHeader,
  budget: Budget,
): AsyncGenerator<readonly Uint8Array<ArrayBuffer>[], void, undefined> {
  const most = Math.max(1, Math.min(BATCH, Math.floor(BATCH_PIXELS / (header.width * header.height))))
  let files: Uint8Array<ArrayBuffer>[] = []
  for await (const picture of picturesIn(bytes, header, budget)) {
    files.push(pgm(shrink(picture, LARGE_PIXELS)))
    if (files.length < most) continue
    yield files
    files = []
  }
  if (files.length > 0) yield files
}
