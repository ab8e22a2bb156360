/**
 * Owns one line of a code while a person types it: which of its groups are there, whether it is right, and which groups
 * are wanted again when it is not. A line that is wrong in the same way twice is wanted as a whole.
 */
import { checkLine, groupsOfLine, LINES, type TypedKind, type TypedProblem } from '../carrier/typed/code.ts'
import { exchangeWords } from '../words/exchange.ts'
import { explain } from '../words/explain.ts'

export class TypedLine {
  readonly number: number
  readonly #kind: TypedKind
  /** In their order; undefined: not typed yet, or to be typed again. */
  #groups: readonly (string | undefined)[]
  #isRight = false
  /** The line as it was when it was wrong the last time. */
  #wrong: string | undefined

  constructor(kind: TypedKind, number: number, groups: number = groupsOfLine(kind, number)) {
    this.number = number
    this.#kind = kind
    this.#groups = Array.from({ length: groups }, () => undefined)
  }

  get isRight(): boolean {
    return this.#isRight
  }

  /** How many groups it has, when all are there. */
  get size(): number {
    return this.#groups.length
  }

  /** The places of groups that are wanted, from 0. */
  get missing(): readonly number[] {
    return this.#groups.flatMap((group, i) => (group === undefined ? [i] : []))
  }

  /** Whether some of its groups are wanted again, and others stay. */
  get isRepair(): boolean {
    return this.#wrong !== undefined && this.missing.length < this.size
  }

  /** The number of the next group that is wanted, from 1. */
  get nextGroup(): number {
    return (this.missing[0] ?? 0) + 1
  }

  get text(): string {
    return this.#groups.join('-')
  }

  /** As many groups as the line has are the line, unless they go on where it stands. */
  isAllOf(groups: readonly string[]): boolean {
    if (groups.length !== this.size) return false
    // also of a line whose first group alone is wanted again
    if (checkLine(this.#kind, this.number, groups.join('-'), this.size) === undefined) return true
    const [...rest] = groups
    const goneOn = this.#groups.map(group => group ?? rest.shift()).join('')
    return checkLine(this.#kind, this.number, goneOn, this.size) !== undefined
  }

  /** All of its groups are wanted again. */
  clear(): void {
    this.#groups = this.#groups.map(() => undefined)
    this.#isRight = false
  }

  /** Takes as many of these groups as it wants; what is left of them. */
  fill(groups: readonly string[]): readonly string[] {
    const { missing } = this
    this.#groups = this.#groups.map((group, i) => group ?? groups[missing.indexOf(i)])
    return groups.slice(missing.length)
  }

  /** Checks the line, whose groups are all there; what is said of it. */
  complete(): readonly string[] {
    const { text } = this
    const problem = checkLine(this.#kind, this.number, text, this.size)
    if (problem === undefined) {
      this.#isRight = true
      const lines = LINES[this.#kind]
      return lines > 1 ? [exchangeWords().typed.lineRight(this.number, lines)] : []
    }
    const suspects = problem.problem === 'check' && this.#wrong !== text ? (problem.groups ?? []) : []
    this.#wrong = text
    if (suspects.length > 0) {
      const typed = suspects.map(group => this.#groups[group - 1]).join(' ')
      this.#groups = this.#groups.map((group, i) => (suspects.includes(i + 1) ? undefined : group))
      return [exchangeWords().typed.youTyped(this.#problem(problem), typed)]
    }
    this.clear()
    if (problem.problem === 'check')
      return [exchangeWords().typed.youTypedLine(this.#problem({ problem: 'check' }), text)]
    return [problemText(this.#kind, problem, this.number)]
  }

  #problem(problem: TypedProblem): string {
    return explained(this.#kind, problem, this.number).message
  }
}

/** What is wrong, and what to do; without a line of the code as a whole. */
export function problemText(kind: TypedKind, problem: TypedProblem, line?: number): string {
  const { message, hint } = explained(kind, problem, line)
  return `${message}; ${hint}`
}

function explained(kind: TypedKind, problem: TypedProblem, line?: number) {
  const where = line === undefined || LINES[kind] === 1 ? {} : { line }
  return explain('typed-code-malformed', { code: kind, ...where, ...problem })
}
