/**
 * Owns whether a value is as a CDDL schema says (RFC 8610), as far as SPEC.md section 6 needs it, so that the schema there
 * is tried on the vectors. Refuses the rest of CDDL, loudly: extend it when the schema needs more.
 */
import { type CborMap, type CborValue, decodeCbor } from '../../src/core/bytes/cbor.ts'
import { type Entry, type Node, parseCddl, type Rules } from './cddl-grammar.ts'

type Matches = (value: unknown) => boolean
/** Tag 18 around a value, as the matcher sees it. */
export interface Tagged {
  readonly tag: 18
  readonly value: CborValue
}

/** Whether a value is what `rule` of the schema says. Throws for CDDL that it does not know. */
export function cddlMatcher(schema: string): (rule: string, value: CborValue | Tagged) => boolean {
  const rules = parseCddl(schema)
  return (rule, value) => matcher({ is: 'name', name: rule }, rules)(value)
}

function matcher(node: Node, rules: Rules): Matches {
  switch (node.is) {
    case 'choice': {
      const choices = node.of.map(one => matcher(one, rules))
      return value => choices.some(matches => matches(value))
    }
    case 'literal':
      return value => value === node.value
    case 'range': {
      const [least, most] = [integerOf(node.least), integerOf(node.most)]
      return value => isInteger(value) && value >= least && value <= most
    }
    case 'name':
      return named(node.name, rules)
    case 'tag': {
      if (node.tag !== 18) throw new Error(`tag ${node.tag} is not known here`)
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
    case 'unknown':
      throw new Error(`CDDL that the matcher does not know: ${node.what}`)
  }
}

function named(name: string, rules: Rules): Matches {
  if (name === 'bstr') return value => value instanceof Uint8Array
  if (name === 'tstr') return value => typeof value === 'string'
  if (name === 'true' || name === 'false') return value => value === (name === 'true')
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

function integerOf(node: Node): number | bigint {
  if (node.is === 'literal' && typeof node.value !== 'string') return node.value
  throw new Error('a range is of two integers')
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}
