/**
 * Owns the files in test/vectors: `node tools/vectors.ts` writes them, `--check` reports whether they are current,
 * `--annotate NAME` prints one message byte by byte, as SPEC.md shows it. No clock and no randomness: every run gives
 * the same files.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { VECTORS } from '../test/vectors/make/all.ts'
import { annotate } from '../test/vectors/make/annotate.ts'
import { inputBytes, type Vector } from '../test/vectors/make/case.ts'
import { HOLDS } from '../test/vectors/make/holds.ts'

export const VECTOR_FOLDER = join(dirname(import.meta.dirname), 'test/vectors')

/** A table of many small cases, one per line. */
export const HOLDS_TABLE = join('tables', 'holds.json')

/** The files by name. */
function vectorFiles(): ReadonlyMap<string, string> {
  const files = VECTORS.map(
    vector => [`${vector.name}.json`, `${JSON.stringify(published(vector), null, 2)}\n`] as const,
  )
  const lines = HOLDS.map(one => JSON.stringify(one))
  return new Map([...files, [HOLDS_TABLE, `[\n${lines.join(',\n')}\n]\n`]])
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))
}

/** Removes the name of a bad claim, which only this implementation has: others compare layer and code. */
function published(vector: Vector): Vector {
  if (vector.expect === 'ok') return vector
  const { layer, code } = vector.expect
  return { ...vector, expect: { layer, code } }
}

/** Returns the files that are not current, one line each; empty if all are. */
export function driftOf(folder: string): readonly string[] {
  const files = vectorFiles()
  const present = filesIn(folder)
  const drift = present.filter(name => !files.has(name)).map(name => `${name}: not a vector any more`)
  for (const [name, text] of files) {
    if (!present.includes(name)) drift.push(`${name}: missing`)
    else if (readFileSync(join(folder, name), 'utf8') !== text) drift.push(`${name}: differs`)
  }
  return drift
}

function write(folder: string): void {
  for (const name of filesIn(folder)) rmSync(join(folder, name))
  mkdirSync(join(folder, dirname(HOLDS_TABLE)), { recursive: true })
  for (const [name, text] of vectorFiles()) writeFileSync(join(folder, name), text)
}

function main(args: readonly string[]): number {
  const [flag, name] = args
  if (flag === '--check') {
    const drift = driftOf(VECTOR_FOLDER)
    process.stdout.write(drift.map(line => `${line}\n`).join('') || `${VECTORS.length} vectors, no drift\n`)
    return drift.length === 0 ? 0 : 1
  }
  if (flag === '--annotate') {
    const vector = VECTORS.find((one: Vector) => one.name === name)
    if (vector === undefined) throw new Error(`no vector ${name}`)
    process.stdout.write(annotate(inputBytes(vector.input)))
    return 0
  }
  write(VECTOR_FOLDER)
  process.stdout.write(`${VECTORS.length} vectors written\n`)
  return 0
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2))
