/**
 * Owns parsing CDDL: one function for each production of RFC 8610 appendix B, in its order and under its name, so that
 * the two can be read side by side. Takes the whole grammar and refuses every text that is not of it, with the place;
 * what the matcher (cddl.ts) does not know of it becomes a node that says so.
 */

export type Node =
  | { readonly is: 'choice'; readonly of: readonly Node[] }
  | { readonly is: 'literal'; readonly value: number | bigint | string }
  | { readonly is: 'range'; readonly least: Node; readonly most: Node }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'map' | 'array' | 'group'; readonly entries: readonly Entry[] }
  | { readonly is: 'tag'; readonly tag: number | bigint | undefined; readonly inner: Node }
  | { readonly is: 'control'; readonly target: Node; readonly operator: string; readonly argument: Node }
  | { readonly is: 'unknown'; readonly what: string }

/** An entry of a group: how often it may be there, its key if it has one, and its value. */
export interface Entry {
  readonly least: number
  readonly most: number
  readonly key: Node | undefined
  readonly value: Node
}

export type Rules = ReadonlyMap<string, Node>

/** Undefined: not this production, and nothing was taken. */
type Parsed<T> = T | undefined

/** Throws for a text that is not CDDL, and for a rule that is defined twice or never. */
export function parseCddl(text: string): Rules {
  let at = 0
  let furthest = 0

  /** Takes what a pattern matches here; its flags are `uy`. */
  function take(pattern: RegExp): Parsed<string> {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined) return undefined
    at += found.length
    furthest = Math.max(furthest, at)
    return found
  }
  function token(literal: string): boolean {
    if (!text.startsWith(literal, at)) return false
    at += literal.length
    furthest = Math.max(furthest, at)
    return true
  }
  /** Goes back to where it was when `parse` finds nothing. */
  function attempt<T>(parse: () => Parsed<T>): Parsed<T> {
    const start = at
    const found = parse()
    if (found === undefined) at = start
    return found
  }
  function firstOf<T>(...ways: readonly (() => Parsed<T>)[]): Parsed<T> {
    for (const way of ways) {
      const found = attempt(way)
      if (found !== undefined) return found
    }
    return undefined
  }
  /** One, and more of them behind a separator. */
  function several<T>(one: () => Parsed<T>, separator: () => boolean): Parsed<readonly T[]> {
    const first = one()
    if (first === undefined) return undefined
    const all = [first]
    for (;;) {
      const next = attempt(() => (separator() ? one() : undefined))
      if (next === undefined) return all
      all.push(next)
    }
  }
  const spaced = (literal: string) => () => s() && token(literal) && s()

  // S = *WS; WS = SP / NL; NL = COMMENT / CRLF; COMMENT = ";" *PCHAR CRLF
  function s(): true {
    take(/(?: |\r?\n|;[\x20-\x7e\x80-\u{10fffd}]*\r?\n)*/uy)
    return true
  }

  // rule = typename [genericparm] S assignt S type / groupname [genericparm] S assigng S grpent
  function rule(): Parsed<readonly [name: string, node: Node]> {
    const name = id()
    if (name === undefined) return undefined
    const generic = attempt(genericparm)
    const node = firstOf<Node>(
      () => (assign('/=') && s() ? whole(type) : undefined),
      () => (assign('//=') && s() ? whole(groupEntry) : undefined),
    )
    return node && [name, generic === undefined ? node : unknown('generic rule')]
  }
  function assign(extending: string): boolean {
    s()
    // extending a rule ("/=", "//=") is CDDL, and none of ours
    if (text.startsWith(extending, at)) throw new Error(`CDDL that is not known here: ${extending}`)
    return token('=')
  }
  /** A rule ends where the next one begins, or the text ends. */
  function whole<T>(parse: () => Parsed<T>): Parsed<T> {
    const found = parse()
    const end = at
    s()
    const isEnd = at === text.length || attempt(head) !== undefined
    at = end
    return isEnd ? found : undefined
  }
  /** How a rule begins. */
  function head(): Parsed<string> {
    if (id() === undefined) return undefined
    attempt(genericparm)
    s()
    return take(/\/{0,2}=(?!>)/uy)
  }
  function groupEntry(): Parsed<Node> {
    const entry = grpent()
    return entry && { is: 'group', entries: inlined(entry) }
  }

  function genericparm(): Parsed<true> {
    return token('<') && s() && several(id, spaced(',')) && s() && token('>') ? true : undefined
  }
  function genericarg(): Parsed<true> {
    return token('<') && s() && several(type1, spaced(',')) && s() && token('>') ? true : undefined
  }

  // type = type1 *(S "/" S type1)
  function type(): Parsed<Node> {
    const of = several(type1, () => s() && !text.startsWith('//', at) && token('/') && s())
    return of && (of.length === 1 ? of[0] : { is: 'choice', of })
  }

  // type1 = type2 [S (rangeop / ctlop) S type2]
  function type1(): Parsed<Node> {
    const target = type2()
    if (target === undefined) return undefined
    const more = attempt<Node>(() => {
      s()
      const operator = take(/\.\.\.|\.\.|\.(?=[A-Za-z@_$])/uy)
      const name = operator === '.' ? id() : ''
      s()
      const argument = operator === undefined || name === undefined ? undefined : type2()
      if (argument === undefined) return undefined
      if (operator === '...') return unknown('a range without its end')
      return operator === '..'
        ? { is: 'range', least: target, most: argument }
        : { is: 'control', target, operator: `.${name}`, argument }
    })
    return more ?? target
  }

  function type2(): Parsed<Node> {
    return firstOf<Node>(
      value,
      named,
      () => (token('(') && s() ? closed(type(), ')') : undefined),
      () => (token('{') && s() ? closed(group('map'), '}') : undefined),
      () => (token('[') && s() ? closed(group('array'), ']') : undefined),
      () => (token('~') && s() && named() ? unknown('~') : undefined),
      () =>
        token('&') && s() && (attempt(named) ?? (token('(') && s() && closed(group('group'), ')')))
          ? unknown('&')
          : undefined,
      tagged,
      () => (take(/#(?:[0-9](?:\.(?:0x[0-9a-f]+|0b[01]+|[0-9]+))?)?/uy) ? unknown('#') : undefined),
    )
  }
  function closed(inner: Parsed<Node>, end: string): Parsed<Node> {
    return inner && s() && token(end) ? inner : undefined
  }
  // "#" "6" ["." uint] "(" S type S ")"
  function tagged(): Parsed<Node> {
    if (!token('#6')) return undefined
    const tag = token('.') ? uint() : undefined
    const inner = token('(') && s() ? closed(type(), ')') : undefined
    return inner && { is: 'tag', tag, inner }
  }
  // typename [genericarg], groupname [genericarg]
  function named(): Parsed<Node> {
    const name = id()
    if (name === undefined) return undefined
    return attempt(genericarg) === undefined ? { is: 'name', name } : unknown('generic argument')
  }

  // group = grpchoice *(S "//" S grpchoice); grpchoice = *(grpent optcom)
  function group(is: 'map' | 'array' | 'group'): Node {
    const choices = several(grpchoice, spaced('//')) as readonly (readonly Entry[])[]
    return choices.length === 1 ? { is, entries: choices[0] as readonly Entry[] } : unknown('//')
  }
  function grpchoice(): readonly Entry[] {
    const entries: Entry[] = []
    for (;;) {
      const entry = attempt(grpent)
      if (entry === undefined) return entries
      entries.push(...inlined(entry))
      // optcom = S ["," S]
      s()
      if (token(',')) s()
    }
  }
  /** A group in parentheses that is there once is its entries. */
  function inlined(entry: Entry): readonly Entry[] {
    const { least, most, key, value } = entry
    return key === undefined && value.is === 'group' && least === 1 && most === 1 ? value.entries : [entry]
  }

  // grpent = [occur S] [memberkey S] type / [occur S] groupname [genericarg] / [occur S] "(" S group S ")"
  function grpent(): Parsed<Entry> {
    const [least, most] = attempt(occur) ?? [1, 1]
    s()
    const key = attempt(memberkey)
    s()
    // a groupname has the form of a type
    const node = firstOf<Node>(
      () => ended(type()),
      () => (key === undefined && token('(') && s() ? closed(group('group'), ')') : undefined),
    )
    return node && { least, most, key, value: node }
  }
  /** In a group, an entry ends at a comma, the end of the group, another choice, or where the next entry begins. */
  function ended(node: Parsed<Node>): Parsed<Node> {
    return node && !/^\s*(?:=>|:)/.test(text.slice(at, at + 80)) ? node : undefined
  }

  // memberkey = type1 S ["^" S] "=>" / bareword S ":" / value S ":"
  function memberkey(): Parsed<Node> {
    return firstOf<Node>(
      () => {
        const key = type1()
        s()
        if (token('^')) s()
        return key && token('=>') ? key : undefined
      },
      () => {
        const word = id()
        return word !== undefined && s() && token(':') ? { is: 'literal', value: word } : undefined
      },
      () => {
        const key = value()
        return key && s() && token(':') ? key : undefined
      },
    )
  }

  // occur = [uint] "*" [uint] / "+" / "?"
  function occur(): Parsed<readonly [number, number]> {
    if (token('?')) return [0, 1]
    if (token('+')) return [1, Number.POSITIVE_INFINITY]
    const least = uint()
    if (!token('*')) return undefined
    return [Number(least ?? 0), Number(uint() ?? Number.POSITIVE_INFINITY)]
  }

  // value = number / text / bytes
  function value(): Parsed<Node> {
    const quoted = take(/"(?:[\x20\x21\x23-\x5b\x5d-\x7e\x80-\u{10fffd}]|\\[\x20-\x7e\x80-\u{10fffd}])*"/uy)
    if (quoted !== undefined) return { is: 'literal', value: JSON.parse(quoted) as string }
    if (take(/(?:h|b64)?'(?:[\x20-\x26\x28-\x5b\x5d-\u{10fffd}]|\\[\x20-\x7e\x80-\u{10fffd}]|\r?\n)*'/uy))
      return unknown('bytes')
    if (
      take(
        /-?0x[0-9a-f]+(?:\.[0-9a-f]+)?p[+-]?[0-9]+|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:e[+-]?[0-9]+)?|e[+-]?[0-9]+)/iuy,
      )
    )
      return unknown('a float')
    return attempt<Node>(() => {
      const sign = token('-') ? -1n : 1n
      const digits = uint()
      return digits === undefined ? undefined : { is: 'literal', value: safe(sign * BigInt(digits)) }
    })
  }
  function uint(): Parsed<number | bigint> {
    const digits = take(/0x[0-9a-f]+|0b[01]+|0|[1-9][0-9]*/iuy)
    return digits === undefined ? undefined : safe(BigInt(digits))
  }

  // id = EALPHA *(*("-" / ".") (EALPHA / DIGIT)); EALPHA = ALPHA / "@" / "_" / "$"
  function id(): Parsed<string> {
    return take(/[A-Za-z@_$](?:[-.]*[A-Za-z0-9@_$])*/uy)
  }

  // cddl = S 1*(rule S)
  const rules = new Map<string, Node>()
  s()
  do {
    const parsed = attempt(rule)
    if (parsed === undefined)
      throw new Error(`not CDDL at ${JSON.stringify(text.slice(furthest, furthest + 40))}`)
    const [name, node] = parsed
    if (rules.has(name)) throw new Error(`${name} is defined twice`)
    rules.set(name, node)
    s()
  } while (at < text.length)
  return rules
}

function unknown(what: string): Node {
  return { is: 'unknown', what }
}

/** Beyond 2^53 a number would be another one. */
function safe(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
