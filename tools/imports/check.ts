/** Owns the check of imports against the table of folders. A breach is one line: the file, the problem, the reason. */
import type { Graph } from './graph.ts'
import type { ImportRules, NodeUse } from './rules.ts'

/** The modules of Node that reach files. */
const FILES = ['node:fs', 'node:fs/promises']

/** Returns all breaches; empty if there are none. */
export function breaches(graph: Graph, rules: ImportRules): readonly string[] {
  return [...directions(graph, rules), ...nodeUses(graph, rules), ...circles(graph)]
}

/** Returns the folder of the table that contains a file. */
export function folderOf(file: string, rules: ImportRules): string | undefined {
  return Object.keys(rules).find(folder => file.startsWith(`${folder}/`))
}

function directions(graph: Graph, rules: ImportRules): string[] {
  return [...graph].flatMap(([file, imports]) => {
    const own = folderOf(file, rules)
    if (own === undefined) return [`${file}: lies in no folder of the table`]
    return imports.flatMap(({ to }) => {
      const other = folderOf(to, rules)
      if (other === undefined || other === own) return []
      if (!rules[own]?.imports.includes(other)) return [`${file}: ${own} must not import ${other}, got ${to}`]
      const { door, sideDoors } = rules[other] ?? {}
      return door === undefined || to === door || to === sideDoors?.[own]
        ? []
        : [`${file}: enter ${other} by ${door}, got ${to}`]
    })
  })
}

/** Types of Node may be used anywhere, because they do not exist at run time. */
function nodeUses(graph: Graph, rules: ImportRules): string[] {
  return [...graph].flatMap(([file, imports]) => {
    const use = rules[folderOf(file, rules) ?? '']?.node
    return imports
      .filter(({ to, typeOnly }) => to.startsWith('node:') && !typeOnly && !isAllowed(to, use))
      .map(({ to }) => `${file}: must not use ${to}`)
  })
}

function isAllowed(module: string, use: NodeUse | undefined): boolean {
  return use === 'all' || (use === 'all but files' && !FILES.includes(module))
}

/** Finds files that import each other, also indirectly and by types: none can be read without all the others. */
function circles(graph: Graph): string[] {
  return components(graph)
    .filter(({ length }) => length > 1)
    .map(files => `these files import each other: ${files.toSorted().join(', ')}`)
}

/** Tarjan's algorithm for strongly connected components. */
function components(graph: Graph): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (file: string): void => {
    order.set(file, order.size)
    lowest.set(file, order.size - 1)
    stack.push(file)
    for (const { to } of graph.get(file) ?? []) {
      if (!graph.has(to)) continue
      if (!order.has(to)) visit(to)
      if (stack.includes(to)) lowest.set(file, Math.min(low(file), low(to)))
    }
    if (low(file) === order.get(file)) found.push(stack.splice(stack.indexOf(file)))
  }
  const low = (file: string) => lowest.get(file) as number
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return found
}
