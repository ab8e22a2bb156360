/**
 * Owns what becomes of a typed code while a person types it: groups, lines or all of it at once, in whatever pieces.
 * Says where it is, checks each line as it completes, and asks again for the groups that are wrong and no others.
 * Pure: what is typed goes in, what is to be said comes out.
 */
import {
  checkLine,
  groupsOfLine,
  LINES,
  lastGroupsBy,
  lastGroupsIn,
  MOST_TEXT,
  type TypedKind,
} from '../carrier/typed/code.ts'
import { GROUP_SYMBOLS } from '../core/bytes/base32.ts'
import { exchangeWords } from '../words/exchange.ts'
import { groupsIn } from './typed-groups.ts'
import { problemText, TypedLine } from './typed-line.ts'

/** Example: `const entry = new TypedEntry('license'); entry.wanted() // 'line 1 of 5, group 1 of 6'` */
export class TypedEntry {
  readonly #kind: TypedKind
  #lines: readonly TypedLine[]
  /** The line that is typed now; undefined when the code is whole. */
  #at: TypedLine | undefined

  constructor(kind: TypedKind) {
    this.#kind = kind
    this.#lines = linesOf(kind)
    this.#at = this.#lines[0]
  }

  /** Such as `line 2 of 5, group 3 of 6`; undefined when the code is whole. */
  wanted(): string | undefined {
    if (this.#at === undefined) return undefined
    const { number, nextGroup, size, isRepair } = this.#at
    return exchangeWords().typed.wanted(number, this.#lines.length, nextGroup, size, isRepair)
  }

  /** How many groups are there. */
  groups(): number {
    return this.#lines.reduce((sum, { size, missing }) => sum + size - missing.length, 0)
  }

  /** Whether anything of it was typed. */
  get isBegun(): boolean {
    return this.#lines.some(({ isRepair, missing, size }) => isRepair || missing.length < size)
  }

  /** How many groups the code has, as far as is known. */
  size(): number {
    return this.#lines.reduce((sum, { size }) => sum + size, 0)
  }

  /** Its lines; whole when nothing is wanted. */
  text(): string {
    return this.#lines.map(({ text }) => text).join('\n')
  }

  /**
   * Takes what was typed before one Enter; what is to be said of it, one sentence each. `more`: further lines were typed
   * or pasted already, which belong to what follows this one.
   */
  take(text: string, more: boolean): readonly string[] {
    if (text.length > MOST_TEXT)
      return [problemText(this.#kind, { problem: 'too-long', most: MOST_TEXT, got: text.length })]
    const { groups, problem } = groupsIn(text)
    // all of it at once, after whatever was typed before
    if (groups.length === this.size() || this.#isWhole(groups)) this.#startAgain()
    const other = this.#otherLine(groups)
    const said = other === undefined ? [...this.#feed(groups)] : [...other.complete()]
    if (other !== undefined) this.#fitLast(other)
    if (problem !== undefined && this.#at !== undefined) said.push(problem(this.#at.nextGroup))
    if (!more) this.#at = this.#firstWanted()
    return said
  }

  /** A whole line that is right, and not the one that is wanted: it goes to its own place. */
  #otherLine(groups: readonly string[]): TypedLine | undefined {
    const wanted = this.#at
    if (wanted === undefined || this.#kind === 'request') return undefined
    // a few groups may be right as a short line by chance
    if (groups.length < groupsOfLine(this.#kind, 1) && !wanted.isRepair) return undefined
    const text = groups.join('-')
    const isRight = (line: TypedLine) => checkLine(this.#kind, line.number, text) === undefined
    const place = this.#lines.find(isRight)
    if (place === undefined || place === wanted) return undefined
    const line = new TypedLine(this.#kind, place.number, groups.length)
    line.fill(groups)
    this.#lines = this.#lines.with(line.number - 1, line)
    return line
  }

  #isWhole(groups: readonly string[]): boolean {
    return this.#kind === 'license' && lastGroupsIn(groups.length) !== undefined
  }

  /** The first line says how long the last one is. */
  #fitLast(first: TypedLine): void {
    const groups = lastGroupsBy(first.text)
    const last = this.#lines.length
    if (last === 1 || first.number !== 1 || groups === undefined || this.#lines[last - 1]?.size === groups)
      return
    this.#lines = this.#lines.with(last - 1, new TypedLine(this.#kind, last, groups))
  }

  #startAgain(): void {
    this.#lines = linesOf(this.#kind)
    this.#at = this.#lines[0]
  }

  #firstWanted(from = 0): TypedLine | undefined {
    return this.#lines.slice(from).find(({ isRight }) => !isRight)
  }

  #feed(given: readonly string[]): readonly string[] {
    const said: string[] = []
    let groups = given
    while (groups.length > 0 && this.#at !== undefined) {
      const line = this.#at
      if (line.isAllOf(groups)) line.clear()
      else if (line.isRepair && groups.length > line.missing.length)
        return [...said, exchangeWords().typed.onlyGroups(line.missing.length)]
      groups = line.fill(groups)
      if (line.missing.length > 0) return said
      said.push(...line.complete())
      if (line.isRight) this.#fitLast(line)
      this.#at = this.#firstWanted(line.number) ?? this.#firstWanted()
      // more than the code has: which of them is too many nobody knows
      if (this.#at === undefined && groups.length > 0 && line.number === this.#lines.length)
        return [...said.slice(0, -1), this.#tooMany(line, groups.length)]
    }
    return said
  }

  /** The last line is wanted again. */
  #tooMany(line: TypedLine, more: number): string {
    const expected = line.size * GROUP_SYMBOLS
    const got = expected + more * GROUP_SYMBOLS
    line.clear()
    this.#at = line
    return problemText(this.#kind, { problem: 'length', expected, got }, line.number)
  }
}

function linesOf(kind: TypedKind): readonly TypedLine[] {
  return Array.from({ length: LINES[kind] }, (_, i) => new TypedLine(kind, i + 1))
}
