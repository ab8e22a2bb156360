/**
 * Owns comparing what the C library answers by a home on this computer with what the TypeScript client answers by the same one.
 * The library is asked first, as it writes nothing, and once more after the client has written what it learned.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Environment, environment } from '../world/environment.ts'
import { runAt } from '../world/faketime.ts'
import { type Answered, type Asked, answered } from './answer-main.ts'
import { makeNative } from './make.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const MAIN = join(import.meta.dirname, 'answer-main.ts')
export const PROGRAMS = {
  plain: join(ROOT, 'native/build/answer'),
  sanitizers: join(ROOT, 'native/build/sanitize/answer'),
} as const

/** Builds native/test/answer.c in both ways. Throws with what the compiler printed. */
export function buildAnswers(): void {
  for (const target of ['answer', 'sanitize']) makeNative(target)
}

/** The words of native/test/answer.c. */
function wordsOf({ kit, home, copies, version, features = [] }: Asked): readonly string[] {
  // a home that somebody names has no copies: see envOf
  return [
    kit,
    ...(copies === undefined ? ['home', home] : []),
    ...(version === undefined ? [] : ['version', version]),
    ...features.flatMap(name => ['feature', name]),
  ]
}

/** Where there are copies, home and copies are those of the account. */
export function envOf({ home, copies, variables }: Asked): Environment {
  const [copy = ''] = copies ?? []
  const places = { XDG_DATA_HOME: join(home, '..'), XDG_STATE_HOME: join(copy, '..') }
  return environment({ ...variables, ...(copies === undefined ? {} : places) })
}

/** What the library answers now. */
export function libraryAnswers(
  asked: Asked,
  program: string = PROGRAMS.sanitizers,
  more: readonly string[] = [],
) {
  const { status, stdout, stderr } = spawnSync(program, [...wordsOf(asked), ...more], {
    env: envOf(asked),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program}: ${status} ${stderr}`)
  return JSON.parse(stdout)
}

/** Both answer the same; gives the client's answer. `again`: also after the client has written. */
export async function agrees(asked: Asked, again = true): Promise<Answered> {
  const before = libraryAnswers(asked)
  const theirs = await answered(asked)
  expectSame(before, theirs)
  if (again) expectSame(libraryAnswers(asked, PROGRAMS.plain), theirs)
  return theirs
}

/** The same by another clock. */
export async function agreesAt(at: number, asked: Asked): Promise<Answered> {
  const place = { folder: ROOT, env: envOf(asked) }
  const library = await runAt(at, PROGRAMS.plain, wordsOf(asked), place)
  const client = await runAt(at, process.execPath, [MAIN, JSON.stringify(asked)], place)
  if (library.exit !== 0 || client.exit !== 0) throw new Error(`${library.err}${client.err}`)
  const theirs = JSON.parse(client.out) as Answered
  expectSame(JSON.parse(library.out), theirs)
  return theirs
}

/** The same by an account that is not the one of this process. */
export function agreesAs(uid: number, asked: Asked): Answered {
  const run = (program: string, words: readonly string[]) => {
    const place = { uid, gid: uid, cwd: ROOT, env: envOf(asked), encoding: 'utf8' } as const
    const { status, stdout, stderr, error } = spawnSync(program, words, place)
    if (status !== 0) throw new Error(`${program}: ${error ?? stderr}`)
    return JSON.parse(stdout)
  }
  const ours = run(PROGRAMS.plain, wordsOf(asked))
  const theirs: Answered = run(process.execPath, [MAIN, JSON.stringify(asked)])
  expectSame(ours, theirs)
  return theirs
}

export function expectSame(ours: Record<string, unknown>, theirs: Answered): void {
  const { computerId, daysLeft, ...rest } = theirs
  const said = {
    ...rest,
    ...(computerId === undefined ? {} : { computerId }),
    ...(daysLeft === undefined ? {} : { daysLeft }),
  }
  expect(picked(ours, Object.keys(said))).toEqual(said)
}

function picked(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map(name => [name, from[name]]))
}
