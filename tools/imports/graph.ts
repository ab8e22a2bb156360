/**
 * Owns reading which file imports which: static, dynamic and re-exporting forms, as the formatter writes them. An
 * import that leads to no file of the project and to no module of Node is a package, and is left out.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

export interface Import {
  /** A path from the root of the project, or `node:...`. */
  readonly to: string
  /** `import type` and `export type`, which do not exist at run time. */
  readonly typeOnly: boolean
}

export type Graph = ReadonlyMap<string, readonly Import[]>

/** A statement at the start of a line: import or export, optionally type, optionally names and `from`, the module. */
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"`;=()]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
/** import('x'), require('x'), process.getBuiltinModule('x'), also with `?.` before the bracket. */
const CALL = /(typeof\s+)?\b(?:import|require|getBuiltinModule)(?:\?\.)?\(\s*['"]([^'"]+)['"]/g

/** Returns the imports of one file. `path`: its path from the root of the project. */
export function importsOf(path: string, source: string): readonly Import[] {
  return [...source.matchAll(STATEMENT), ...source.matchAll(CALL)].flatMap(([, type, module = '']) => {
    const typeOnly = type !== undefined
    if (module.startsWith('node:')) return [{ to: module, typeOnly }]
    if (!module.startsWith('.')) return []
    return [{ to: posix.join(posix.dirname(path), module), typeOnly }]
  })
}

/** The beginning of generated files. Text in them is checked where it is generated from. */
const MADE = '/** Made by tools/'

/** Reads the graph of all TypeScript files below the folders. */
export function readGraph(root: string, folders: readonly string[]): Graph {
  const graph = new Map<string, readonly Import[]>()
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue
      const path = posix.join(folder, name.replaceAll('\\', '/'))
      const source = readFileSync(join(root, path), 'utf8')
      graph.set(path, source.startsWith(MADE) ? [] : importsOf(path, source))
    }
  }
  return graph
}
