/**
 * Owns as much of CDDL (RFC 8610) as SPEC.md section 6 is written in, so that the schema there is tried on the vectors.
 * Refuses whatever else there is in CDDL, loudly: extend it when the schema needs more.
 */
import { type CborMap, type CborValue, decodeCbor } from '../../src/core/bytes/cbor.ts'

type Matches = (value: unknown) => boolean
type Rules = Map<string, Node>
/** Tag 18 around a value, as the matcher sees it. */
export interface Tagged {
  readonly tag: 18
  readonly value: CborValue
}

type Node =
  | { readonly is: 'choice'; readonly of: readonly Node[] }
  | { readonly is: 'literal'; readonly value: number | bigint | string | boolean }
  | { readonly is: 'range'; readonly least: number | bigint; readonly most: number | bigint }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'map' | 'array' | 'group'; readonly entries: readonly Entry[] }
  | { readonly is: 'tag'; readonly inner: Node }
  | { readonly is: 'control'; readonly target: Node; readonly operator: string; readonly argument: Node }

interface Entry {
  readonly least: number
  readonly most: number
  readonly key: Node | undefined
  readonly value: Node
}

const TOKEN =
  /\s*(?:;[^\n]*\n\s*)*("[^"]*"|#6\.18|=>|\.\.|\.(?:cbor|size|regexp)\b|-?\d+|[A-Za-z][A-Za-z0-9-]*|[=/{}[\](),*?])/y

/** Whether a value is what `rule` of the schema says. Throws for CDDL that it does not know. */
export function cddlMatcher(schema: string): (rule: string, value: CborValue | Tagged) => boolean {
  const rules = parse(schema)
  return (rule, value) => matcher({ is: 'name', name: rule }, rules)(value)
}

function parse(schema: string): Rules {
  const tokens: string[] = []
  const text = `${schema.trimEnd()}\n`
  TOKEN.lastIndex = 0
  for (
    let end = 0;
    text
      .slice(end)
      .replace(/;[^\n]*/g, '')
      .trim() !== '';
    end = TOKEN.lastIndex
  ) {
    const token = TOKEN.exec(text)?.[1]
    if (token === undefined) throw new Error(`not CDDL that is known here: ${text.slice(end, end + 40)}`)
    tokens.push(token)
  }
  let at = 0
  const peek = (ahead = 0) => tokens[at + ahead]
  const next = () => tokens[at++] as string
  function take(token: string): void {
    if (next() !== token)
      throw new Error(
        `expected ${token}, got ${tokens[at - 1]} behind ${tokens.slice(at - 6, at - 1).join(' ')}`,
      )
  }
  function type(): Node {
    const of = [control()]
    while (peek() === '/') {
      next()
      of.push(control())
    }
    return of.length === 1 ? (of[0] as Node) : { is: 'choice', of }
  }
  function control(): Node {
    const target = primary()
    const operator = peek()
    if (operator === undefined || !/^\.[a-z]/.test(operator)) return target
    next()
    return { is: 'control', target, operator, argument: primary() }
  }
  function primary(): Node {
    const token = next()
    if (token === '{') return { is: 'map', entries: entries('}') }
    if (token === '[') return { is: 'array', entries: entries(']') }
    if (token === '(') return isGroup() ? { is: 'group', entries: entries(')') } : parenthesised()
    if (token === '#6.18') {
      take('(')
      return { is: 'tag', inner: parenthesised() }
    }
    if (token.startsWith('"')) return { is: 'literal', value: token.slice(1, -1) }
    if (/^-?\d/.test(token)) {
      if (peek() !== '..') return { is: 'literal', value: integer(token) }
      next()
      return { is: 'range', least: integer(token), most: integer(next()) }
    }
    if (token === 'true' || token === 'false') return { is: 'literal', value: token === 'true' }
    if (/^[A-Za-z]/.test(token)) return { is: 'name', name: token }
    throw new Error(`unexpected ${token} in CDDL`)
  }
  /** A group holds pairs; in the schema they always begin with `?` or a number and an arrow. */
  function isGroup(): boolean {
    return peek() === '?' || peek(1) === '=>'
  }
  function parenthesised(): Node {
    const inner = type()
    take(')')
    return inner
  }
  function entries(close: string): readonly Entry[] {
    const all: Entry[] = []
    while (peek() !== close) {
      all.push(entry())
      if (peek() === ',') next()
      else if (peek() !== close) throw new Error(`expected "," or ${close}, got ${peek()}`)
    }
    next()
    return all
  }
  function entry(): Entry {
    let [least, most] = [1, 1]
    if (peek() === '?') {
      next()
      least = 0
    } else if (peek(1) === '*') {
      least = Number(next())
      next()
      most = Number(next())
    }
    const first = type()
    if (peek() !== '=>') return { least, most, key: undefined, value: first }
    next()
    return { least, most, key: first, value: type() }
  }

  const rules: Rules = new Map()
  while (at < tokens.length) {
    const name = next()
    if (rules.has(name)) throw new Error(`${name} is defined twice`)
    take('=')
    rules.set(name, type())
  }
  return rules
}

/** Beyond 2^53 a number would be another one. */
function integer(digits: string): number | bigint {
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : BigInt(digits)
}

function matcher(node: Node, rules: Rules): Matches {
  switch (node.is) {
    case 'choice': {
      const choices = node.of.map(one => matcher(one, rules))
      return value => choices.some(matches => matches(value))
    }
    case 'literal':
      return value => value === node.value
    case 'range':
      return value => isInteger(value) && value >= node.least && value <= node.most
    case 'name':
      return named(node.name, rules)
    case 'tag': {
      const inner = matcher(node.inner, rules)
      return value => (value as Tagged).tag === 18 && inner((value as Tagged).value)
    }
    case 'control':
      return controlled(node, rules)
    case 'map':
      return mapMatcher(flat(node.entries, rules), rules)
    case 'array':
      return arrayMatcher(node.entries, rules)
    case 'group':
      throw new Error('a group stands where a type is expected')
  }
}

function named(name: string, rules: Rules): Matches {
  if (name === 'bstr') return value => value instanceof Uint8Array
  if (name === 'tstr') return value => typeof value === 'string'
  const rule = rules.get(name)
  if (rule === undefined) throw new Error(`${name} is not defined`)
  return matcher(rule, rules)
}

function controlled({ target, operator, argument }: Extract<Node, { is: 'control' }>, rules: Rules): Matches {
  const matches = matcher(target, rules)
  if (operator === '.regexp' && argument.is === 'literal') {
    const pattern = new RegExp(`^(?:${argument.value})$`)
    return value => matches(value) && pattern.test(value as string)
  }
  const inner = matcher(argument, rules)
  if (operator === '.size') return value => matches(value) && inner(sizeOf(value))
  if (operator === '.cbor') return value => matches(value) && inner(decodeCbor(value as Uint8Array))
  throw new Error(`unknown control operator ${operator}`)
}

/** RFC 8610 section 3.8.1: bytes, of a text in UTF-8. */
function sizeOf(value: unknown): number {
  return typeof value === 'string' ? new TextEncoder().encode(value).length : (value as Uint8Array).length
}

/** Groups that are named in a map are written out. */
function flat(entries: readonly Entry[], rules: Rules): readonly Entry[] {
  return entries.flatMap(entry => {
    const rule =
      entry.key === undefined && entry.value.is === 'name' ? rules.get(entry.value.name) : undefined
    return rule?.is === 'group' ? flat(rule.entries, rules) : [entry]
  })
}

function mapMatcher(entries: readonly Entry[], rules: Rules): Matches {
  const all = entries.map(({ least, most, key, value }) => {
    if (key === undefined) throw new Error('an entry of a map without a key')
    return { least, most, key: matcher(key, rules), value: matcher(value, rules) }
  })
  return value => {
    if (!(value instanceof Map)) return false
    const counts = all.map(() => 0)
    for (const [key, item] of value as CborMap) {
      const at = all.findIndex(entry => entry.key(key))
      if (at < 0 || !all[at]?.value(item)) return false
      counts[at] = (counts[at] as number) + 1
    }
    return all.every(({ least, most }, i) => (counts[i] as number) >= least && (counts[i] as number) <= most)
  }
}

/** Greedy: enough for arrays of fixed items, and of one repeated item. */
function arrayMatcher(entries: readonly Entry[], rules: Rules): Matches {
  const all = entries.map(({ least, most, value }) => ({ least, most, value: matcher(value, rules) }))
  return value => {
    if (!Array.isArray(value)) return false
    let at = 0
    for (const { least, most, value: matches } of all) {
      let count = 0
      while (count < most && at < value.length && matches(value[at])) {
        count++
        at++
      }
      if (count < least) return false
    }
    return at === value.length
  }
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}
