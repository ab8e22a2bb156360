/**
 * Owns the questions about the picture reader: how many pictures it reads and how long it takes, of a generated set with
 * a fixed seed and of labelled photographs, and whether it ever reads what is not there.
 * AIRLATCH_BENCH_PHOTOGRAPHS names a folder of photographs, with folders in it or not. Beside NAME.jpg (or .jpeg, .png,
 * .gif, .bmp) stands NAME.txt:
 *   - the text of the code, in UTF-8;
 *   - or, where the text is not known, one line a code with the numbers of its corners, behind lines with # or SETS;
 *   - or nothing, when no code is in the picture.
 * Whatever the texts say counts there, not only ours.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
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
const PHOTOGRAPH_GOAL = 0.73

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
  const tally = await tallyOf(photographs(folder), [/^/])
  if (tally.all === 0) throw new Error(`expected photographs with labels, got none: ${folder}`)
  return [
    rateLine('photographs', tally, PHOTOGRAPH_GOAL),
    {
      what: 'photographs: read what is not there',
      figure: `${tally.wrong}`,
      goal: { text: 'none', met: tally.wrong === 0 },
      beside: `of ${tally.all}`,
    },
  ]
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
  const corners = lines.every(line => /^[-+.\d\s]+$/.test(line) && line.trim().split(/\s+/).length >= 8)
  return corners ? 'any' : { text: withoutEnd(text) }
}

/** Editors change how lines end, and what is behind the last one. */
function withoutEnd(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd()
}

async function tallyOf(subjects: Iterable<Subject>, wanted?: readonly RegExp[]): Promise<Tally> {
  const tally = { all: 0, read: 0, wrong: 0, times: [] as number[] }
  for (const { file, label } of subjects) {
    const begun = performance.now()
    const texts = await textsIn(file, wanted)
    tally.times.push(performance.now() - begun)
    tally.all++
    const right =
      label === 'any' ? texts.length > 0 : label !== undefined && texts.map(withoutEnd).includes(label.text)
    if (right) tally.read++
    else if (texts.length > 0) tally.wrong++
  }
  return { ...tally, times: tally.times.toSorted((a, b) => a - b) }
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
  const at = (part: number): string => duration(times[Math.floor((times.length - 1) * part)] ?? 0)
  return {
    what,
    figure: `${(100 * rate).toFixed(0)} %`,
    ...(goal === undefined ? {} : { goal: { text: `at least ${100 * goal} %`, met: rate >= goal } }),
    beside: `${read} of ${all}, ${at(0.5)} each in the middle, ${at(0.95)} in 95 %`,
  }
}
