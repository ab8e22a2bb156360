/**
 * Owns the questions about the picture reader: how many pictures it reads and how long it takes, of a generated set with
 * a fixed seed and of labelled photographs, and whether it ever reads what is not there. Beside the photographs stands
 * bare zxing-wasm in this process, warm: it is given the same files, decodes them itself and looks once.
 * AIRLATCH_BENCH_PHOTOGRAPHS names a folder of photographs, with folders in it or not. Beside NAME.jpg (or .jpeg, .png,
 * .gif, .bmp) stands NAME.txt:
 *   - the text of the code, in UTF-8;
 *   - or, where the text is not known, the numbers of the corners of the codes, in lines, behind lines with # or SETS;
 *   - or nothing, when no code is in the picture.
 * Whatever the texts say counts there, not only ours.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { readAsset } from '../../src/carrier/picture/assets.ts'
import { readPicture } from '../../src/carrier/picture/read.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { pngOfGray } from '../carrier/picture/files.ts'
import { emptyScenes, SCENE_KINDS, type SceneKind, scenesOf } from './qr-scenes.ts'
import { duration, type Line } from './report.ts'

const SEED = 2026
const CLEAN = 100
const SPOILED = 20
const EMPTY = 20

const CLEAN_GOAL = 0.99
const PHOTOGRAPH_GOAL = 0.79
/** Of the medians: a photograph, and what bare zxing takes. */
const RIVAL_GOAL = 1.5
const UNREAD_GOAL_MS = 1000

interface Subject {
  readonly file: Uint8Array
  /** What is to be read; `any` where nobody knows it, undefined where nothing is there. */
  readonly label: { readonly text: string } | 'any' | undefined
}

interface Tally {
  readonly all: number
  readonly read: number
  /** A text that is not in the picture. */
  readonly wrong: number
  /** Milliseconds, from the quickest. */
  readonly times: readonly number[]
  readonly timesUnread: readonly number[]
}

export async function readerLines(): Promise<readonly Line[]> {
  const lines: Line[] = []
  let wrong = 0
  let pictures = 0
  for (const [kind, subjects] of generated()) {
    const tally = await tallyOf(subjects)
    wrong += tally.wrong
    pictures += tally.all
    if (kind !== 'empty')
      lines.push(rateLine(`generated: ${kind}`, tally, kind === 'clean' ? CLEAN_GOAL : undefined))
  }
  lines.push({
    what: 'generated: read what is not there',
    figure: `${wrong}`,
    goal: { text: 'none', met: wrong === 0 },
    beside: `of ${pictures} pictures, ${EMPTY} of them with nothing of ours`,
  })
  const folder = process.env.AIRLATCH_BENCH_PHOTOGRAPHS
  return folder === undefined ? lines : [...lines, ...(await photographLines(folder))]
}

function* generated(): Generator<[SceneKind | 'empty', Iterable<Subject>], void, undefined> {
  for (const [i, kind] of SCENE_KINDS.entries())
    yield [kind, subjectsOf(scenesOf(kind, kind === 'clean' ? CLEAN : SPOILED, SEED + i))]
  yield ['empty', subjectsOf(emptyScenes(EMPTY, SEED))]
}

function* subjectsOf(scenes: ReturnType<typeof scenesOf>): Generator<Subject, void, undefined> {
  for (const { picture, text } of scenes)
    yield { file: pngOfGray(picture), label: text === undefined ? undefined : { text } }
}

async function photographLines(folder: string): Promise<readonly Line[]> {
  const readBare = await bareZxing()
  const bare: number[] = []
  const tally = await tallyOf(photographs(folder), {
    wanted: [/^/],
    before: async file => void bare.push(await millisecondsOf(() => readBare(file))),
  })
  if (tally.all === 0) throw new Error(`expected photographs with labels, got none: ${folder}`)
  const [ours, theirs] = [
    at(tally.times, 0.5),
    at(
      bare.toSorted((a, b) => a - b),
      0.5,
    ),
  ]
  const longest = at(tally.timesUnread, 1)
  return [
    rateLine('photographs', tally, PHOTOGRAPH_GOAL),
    {
      what: 'photographs: read what is not there',
      figure: `${tally.wrong}`,
      goal: { text: 'none', met: tally.wrong === 0 },
      beside: `of ${tally.all}`,
    },
    {
      what: 'photographs: median / that of bare zxing, warm',
      figure: (ours / theirs).toFixed(2),
      goal: { text: `at most ${RIVAL_GOAL.toFixed(2)}`, met: ours / theirs <= RIVAL_GOAL },
      beside: `${duration(ours)} / ${duration(theirs)}`,
    },
    {
      what: 'photographs: the longest that was not read',
      figure: duration(longest),
      goal: { text: `at most ${duration(UNREAD_GOAL_MS)}`, met: longest <= UNREAD_GOAL_MS },
      beside: `${duration(at(tally.timesUnread, 0.5))} in the middle`,
    },
  ]
}

async function bareZxing(): Promise<(file: Uint8Array) => Promise<unknown>> {
  const wasmBinary = new Uint8Array(readAsset('zxing_reader.wasm')).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  return file => readBarcodes(file, { formats: ['QRCode'] })
}

function* photographs(folder: string): Generator<Subject, void, undefined> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  for (const { parentPath, name } of entries.toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    if (!/\.(?:jpe?g|png|gif|bmp)$/i.test(name)) continue
    const path = join(parentPath, name)
    const label = `${path.slice(0, -extname(path).length)}.txt`
    if (existsSync(label)) yield { file: readFileSync(path), label: labelIn(readFileSync(label, 'utf8')) }
  }
}

function labelIn(text: string): Subject['label'] {
  const lines = text.split(/\r?\n/).filter(line => line !== '' && !/^(?:#|SETS$)/.test(line))
  if (lines.length === 0) return undefined
  const numbers = lines.flatMap(line => line.trim().split(/\s+/))
  const corners = numbers.length >= 8 && numbers.every(number => /^[-+.\d]+$/.test(number))
  return corners ? 'any' : { text: withoutEnd(text) }
}

/** Editors change how lines end, and what is behind the last one. */
function withoutEnd(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd()
}

interface TallyOptions {
  readonly wanted?: readonly RegExp[]
  /** Called with each file before it is read. */
  readonly before?: (file: Uint8Array) => Promise<void>
}

async function tallyOf(subjects: Iterable<Subject>, { wanted, before }: TallyOptions = {}): Promise<Tally> {
  const tally = { all: 0, read: 0, wrong: 0, times: [] as number[], timesUnread: [] as number[] }
  for (const { file, label } of subjects) {
    await before?.(file)
    let texts: readonly string[] = []
    const time = await millisecondsOf(async () => {
      texts = await textsIn(file, wanted)
    })
    tally.times.push(time)
    if (texts.length === 0) tally.timesUnread.push(time)
    tally.all++
    const right =
      label === 'any' ? texts.length > 0 : label !== undefined && texts.map(withoutEnd).includes(label.text)
    if (right) tally.read++
    else if (texts.length > 0) tally.wrong++
  }
  const ascending = (a: number, b: number): number => a - b
  return {
    ...tally,
    times: tally.times.toSorted(ascending),
    timesUnread: tally.timesUnread.toSorted(ascending),
  }
}

async function millisecondsOf(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

async function textsIn(file: Uint8Array, wanted: readonly RegExp[] | undefined): Promise<readonly string[]> {
  try {
    return await readPicture(file, wanted === undefined ? {} : { wanted })
  } catch (error) {
    if (error instanceof AirlatchError) return []
    throw error
  }
}

function rateLine(what: string, { all, read, times }: Tally, goal?: number): Line {
  const rate = read / all
  return {
    what,
    figure: `${(100 * rate).toFixed(1)} %`,
    ...(goal === undefined ? {} : { goal: { text: `at least ${100 * goal} %`, met: rate >= goal } }),
    beside: `${read} of ${all}, ${duration(at(times, 0.5))} each in the middle, ${duration(at(times, 0.95))} in 95 %`,
  }
}

/** The value below which this part of them lies; 0 where there are none. */
function at(ascending: readonly number[], part: number): number {
  return ascending[Math.floor((ascending.length - 1) * part)] ?? 0
}
