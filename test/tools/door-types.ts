/**
 * Owns what the declarations of a published package say of its doors: which types a caller meets there, by following each
 * exported declaration to the types that it names, and which of them the door does not export. Reads what tsc writes, one
 * declaration after the other, and no more of TypeScript than that.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Declarations {
  /** The text of each one, without comments. */
  readonly own: ReadonlyMap<string, string>
  /** Where a name comes from: a file and the name there. */
  readonly imported: ReadonlyMap<string, Named>
  readonly exported: ReadonlyMap<string, Named>
}

export interface Named {
  readonly file: string
  readonly name: string
}

const DECLARED = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|function|const) (\w+)/
const FROM = /^(import|export) (?:type )?\{([^}]*)\} from ["'](\.[^"']+)\.[jt]s["'];?$/gm

const known = new Map<string, Declarations>()

function declarationsIn(file: string): Declarations {
  const before = known.get(file)
  if (before !== undefined) return before
  const text = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*#private;$/gm, '')
  const [imported, exported] = [new Map<string, Named>(), new Map<string, Named>()]
  for (const [, way, names = '', path = ''] of text.matchAll(FROM)) {
    const from = `${join(dirname(file), path)}.d.ts`
    for (const one of names.split(',')) {
      const [name = '', as = name] = one
        .trim()
        .replace(/^type /, '')
        .split(/ as /)
      if (name !== '') (way === 'import' ? imported : exported).set(as, { file: from, name })
    }
  }
  const own = new Map<string, string>()
  for (const part of text.replace(FROM, '').split(/^(?=(?:export|declare|interface|type|class) )/m)) {
    const [, name] = DECLARED.exec(part) ?? []
    if (name === undefined) continue
    own.set(name, `${own.get(name) ?? ''}${part}`)
    if (part.startsWith('export ')) exported.set(name, { file, name })
  }
  const found = { own, imported, exported }
  known.set(file, found)
  return found
}

/** The end of a way of names that are handed on from file to file. */
function origin({ file, name }: Named): Named {
  const { own, imported, exported } = declarationsIn(file)
  if (own.has(name)) return { file, name }
  const next = exported.get(name) ?? imported.get(name)
  return next === undefined || (next.file === file && next.name === name) ? { file, name } : origin(next)
}

const keyOf = ({ file, name }: Named) => `${file} ${name}`

/** The names that a door exports. */
export function exportedBy(door: string): readonly string[] {
  return [...declarationsIn(door).exported.keys()]
}

/** Every declaration that a caller meets, by what it names. */
export function metAt(
  door: string,
): readonly (Named & { readonly text: string; readonly isExported: boolean })[] {
  const exported = [...declarationsIn(door).exported.values()].map(origin)
  const isExported = new Set(exported.map(keyOf))
  const met = new Map(exported.map(one => [keyOf(one), one]))
  for (const [, one] of met)
    for (const word of textOf(one).match(/\b[A-Z]\w*\b/g) ?? []) {
      const { own, imported } = declarationsIn(one.file)
      if (!own.has(word) && !imported.has(word)) continue
      const to = origin(imported.get(word) ?? { file: one.file, name: word })
      met.set(keyOf(to), met.get(keyOf(to)) ?? to)
    }
  return [...met].map(([key, one]) => ({ ...one, text: textOf(one), isExported: isExported.has(key) }))
}

function textOf({ file, name }: Named): string {
  // what a class is like is said in the class
  return (declarationsIn(file).own.get(name) ?? '').replace(/ implements [^{]+/, ' ')
}
