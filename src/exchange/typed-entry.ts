/**
 * Owns what becomes of a typed code while a person types it: groups, lines or all of it at once, in whatever pieces.
 * Says where it is, checks each line as it completes, and asks again for the groups that are wrong and no others.
 * Pure: what is typed goes in, what is to be said comes out.
 */

import {
  checkLine,
  groupsOfLine,
  LINES,
  MOST_TEXT,
  type TypedKind,
  type TypedProblem,
} from '../carrier/typed/code.ts'
import { GROUP_SYMBOLS, SEPARATORS, symbolsOf, valueFor } from '../core/bytes/base32.ts'
import { exchangeWords } from '../words/exchange.ts'
import { explain } from '../words/explain.ts'

export interface Entry {
  /** Such as `line 2 of 5, group 3 of 6`; undefined when the code is whole. */
  wanted(): string | undefined
  /**
   * Takes what was typed before one Enter; what is to be said of it, one sentence each. `more`: further lines were typed
   * or pasted already, which belong to what follows this one.
   */
  take(text: string, more: boolean): readonly string[]
  /** How many groups are there. */
  groups(): number
  /** Its lines; whole when nothing is wanted. */
  text(): string
}

interface Line {
  readonly number: number
  /** In their order; undefined: not typed yet, or to be typed again. */
  groups: (string | undefined)[]
  isRight: boolean
  /** The line as it was when it was wrong the last time. */
  wrong: string | undefined
}

export function typedEntry(kind: TypedKind): Entry {
  const lines = LINES[kind].map((_, i) => empty(kind, i + 1))
  const total = lines.reduce((sum, { groups }) => sum + groups.length, 0)
  let at: Line | undefined = lines[0]

  /** Somebody gives all of it at once, after whatever was typed before. */
  function startAgain(): void {
    lines.forEach((line, i) => {
      lines[i] = empty(kind, line.number)
    })
    at = lines[0]
  }

  function firstWanted(from = 0): Line | undefined {
    return lines.slice(from).find(({ isRight }) => !isRight)
  }

  function take(text: string, more: boolean): readonly string[] {
    const said: string[] = []
    if (text.length > MOST_TEXT)
      return [sentence(kind, { problem: 'too-long', most: MOST_TEXT, got: text.length })]
    const { groups, problem } = groupsIn(text)
    if (groups.length === total) startAgain()
    said.push(...feed(groups))
    if (problem !== undefined && at !== undefined) said.push(problem(numberOfNext(at)))
    if (!more) at = firstWanted()
    return said
  }

  function feed(given: readonly string[]): readonly string[] {
    const said: string[] = []
    let groups = given
    while (groups.length > 0 && at !== undefined) {
      const line: Line = at
      const isRepair = line.wrong !== undefined && missing(line).length < line.groups.length
      if (isWhole(groups, line)) line.groups = line.groups.map(() => undefined)
      else if (isRepair && groups.length > missing(line).length)
        return [...said, exchangeWords().typed.onlyGroups(missing(line).length)]
      const places = missing(line)
      for (const [i, place] of places.entries()) if (groups[i] !== undefined) line.groups[place] = groups[i]
      groups = groups.slice(places.length)
      if (missing(line).length > 0) return said
      said.push(...complete(line))
      at = firstWanted(line.number) ?? firstWanted()
      // more than the code has: which of them is too many nobody knows
      if (at === undefined && groups.length > 0 && line.number === lines.length)
        return [...said.slice(0, -1), tooMany(line, groups.length)]
    }
    return said
  }

  /** The last line is wanted again. */
  function tooMany(line: Line, more: number): string {
    const expected = line.groups.length * GROUP_SYMBOLS
    line.groups = line.groups.map(() => undefined)
    line.isRight = false
    at = line
    return sentence(kind, { problem: 'length', expected, got: expected + more * GROUP_SYMBOLS }, line.number)
  }

  /** As many groups as the line has are the line, unless they go on where it stands. */
  function isWhole(groups: readonly string[], line: Line): boolean {
    if (groups.length !== line.groups.length) return false
    const [...rest] = groups
    const goneOn = line.groups.map(group => group ?? rest.shift()).join('')
    return checkLine(kind, line.number, goneOn) !== undefined
  }

  function complete(line: Line): readonly string[] {
    const text = line.groups.join('-')
    const problem = checkLine(kind, line.number, text)
    if (problem === undefined) {
      line.isRight = true
      return lines.length > 1 ? [exchangeWords().typed.lineRight(line.number, lines.length)] : []
    }
    const suspects = problem.problem === 'check' && line.wrong !== text ? (problem.groups ?? []) : []
    const typed = suspects.map(group => line.groups[group - 1]).join(' ')
    line.groups = line.groups.map((group, i) => (suspects.includes(i + 1) ? undefined : group))
    if (suspects.length === 0) line.groups = line.groups.map(() => undefined)
    line.wrong = text
    if (suspects.length > 0) return [exchangeWords().typed.youTyped(wrongWhere(problem, line), typed)]
    if (problem.problem === 'check')
      return [exchangeWords().typed.youTypedLine(wrongWhere({ problem: 'check' }, line), text)]
    return [sentence(kind, problem, line.number)]
  }

  function wrongWhere(problem: TypedProblem, line: Line): string {
    return explain('typed-code-malformed', detailsOf(kind, problem, line.number)).message
  }

  return {
    take,
    wanted: () => at && wantedAt(at, lines.length),
    groups: () => lines.reduce((sum, line) => sum + line.groups.length - missing(line).length, 0),
    text: () => lines.map(({ groups }) => groups.join('-')).join('\n'),
  }
}

function empty(kind: TypedKind, number: number): Line {
  return {
    number,
    groups: Array.from({ length: groupsOfLine(kind, number) }, () => undefined),
    isRight: false,
    wrong: undefined,
  }
}

/** The places of groups that are wanted, from 0. */
function missing({ groups }: Line): readonly number[] {
  return groups.flatMap((group, i) => (group === undefined ? [i] : []))
}

function numberOfNext(line: Line): number {
  return (missing(line)[0] ?? 0) + 1
}

function wantedAt(line: Line, lines: number): string {
  const places = missing(line)
  const isRepair = line.wrong !== undefined && places.length < line.groups.length
  const { wanted } = exchangeWords().typed
  return wanted(line.number, lines, numberOfNext(line), line.groups.length, isRepair)
}

interface Groups {
  /** In front of the first that is none. */
  readonly groups: readonly string[]
  /** Says what is wrong with the one behind them, which is group `number`. */
  readonly problem: ((number: number) => string) | undefined
}

/** Groups of five, however they stand together; where there are too few characters, as they were typed. */
function groupsIn(text: string): Groups {
  const symbols = symbolsOf(text)
  const pieces =
    symbols.length % GROUP_SYMBOLS === 0
      ? [symbols]
      : text
          .split(SEPARATORS)
          .map(symbolsOf)
          .filter(piece => piece.length > 0)
  const groups: string[] = []
  for (const piece of pieces) {
    if (piece.length % GROUP_SYMBOLS !== 0)
      return {
        groups,
        problem: number => exchangeWords().typed.groupLength(GROUP_SYMBOLS, cut(piece), piece.length, number),
      }
    for (let at = 0; at < piece.length; at += GROUP_SYMBOLS) {
      const group = piece.slice(at, at + GROUP_SYMBOLS)
      const foreign = group.find(symbol => valueFor(symbol) === undefined)
      if (foreign !== undefined)
        return {
          groups,
          problem: number => exchangeWords().typed.foreign(foreign, cut(group), number),
        }
      groups.push(group.join(''))
    }
  }
  return { groups, problem: undefined }
}

/** Enough to know it again. */
function cut(symbols: readonly string[]): string {
  return symbols.length > 12 ? `${symbols.slice(0, 12).join('')}...` : symbols.join('')
}

function detailsOf(kind: TypedKind, problem: TypedProblem, line?: number) {
  return { code: kind, ...(line === undefined || LINES[kind].length === 1 ? {} : { line }), ...problem }
}

function sentence(kind: TypedKind, problem: TypedProblem, line?: number): string {
  const { message, hint } = explain('typed-code-malformed', detailsOf(kind, problem, line))
  return `${message}; ${hint}`
}
