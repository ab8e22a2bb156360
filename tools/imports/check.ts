/** Owns holding a graph of imports against the rules: every breach as one line that says who, what and why. */
import type { Graph } from './graph.ts'
import type { ImportRules, Layer } from './rules.ts'

/** All breaches, none when all is well. */
export function breaches(graph: Graph, rules: ImportRules): readonly string[] {
  return [
    ...homeless(graph, rules),
    ...upward(graph, rules),
    ...strange(graph, rules),
    ...kept(graph, rules),
    ...nodeUses(graph, rules),
    ...reached(graph, rules),
    ...entered(graph, rules),
  ]
}

function homeless(graph: Graph, { layers }: ImportRules): string[] {
  return [...graph.keys()].filter(file => !layerOf(file, layers)).map(file => `${file}: stands in no layer`)
}

function upward(graph: Graph, { layers }: ImportRules): string[] {
  return edges(graph).flatMap(({ file, to }) => {
    const own = layerOf(file, layers)
    const other = layerOf(to, layers)
    if (own === undefined || other === undefined || layers.indexOf(other) <= layers.indexOf(own)) return []
    return [`${file}: ${own.name} imports ${to} from ${other.name}, which stands above it`]
  })
}

function strange(graph: Graph, { layers, strangers, commonTable, typesOnly }: ImportRules): string[] {
  return edges(graph).flatMap(({ file, to, typeOnly }) => {
    const own = layerOf(file, layers)?.name
    const other = layerOf(to, layers)?.name
    if (own === undefined || other === undefined || to === commonTable) return []
    if (!strangers.some(pair => own !== other && pair.includes(own) && pair.includes(other))) return []
    if (typeOnly && typesOnly.some(allowed => allowed.from === own && allowed.to === other)) return []
    return [`${file}: ${own} and ${other} do not know each other, got an import of ${to}`]
  })
}

function kept(graph: Graph, { keepers }: ImportRules): string[] {
  return edges(graph).flatMap(({ file, to, typeOnly }) => {
    const keeper = keepers.find(({ modules }) => modules.includes(to))
    if (typeOnly || keeper === undefined || keeper.paths.some(path => isIn(file, path))) return []
    return [`${file}: ${to} is for ${keeper.paths.join(', ')} alone`]
  })
}

/** Counts for src/ below the cli: cli, servers and tools are made to meet the world. */
function nodeUses(graph: Graph, { layers, keepers, node }: ImportRules): string[] {
  const bounded = (file: string) => !['cli', 'http', 'tools'].includes(layerOf(file, layers)?.name ?? '')
  const isKept = (to: string) => keepers.some(({ modules }) => modules.includes(to))
  const uses = edges(graph).filter(({ to, typeOnly }) => to.startsWith('node:') && !isKept(to) && !typeOnly)
  const wrong = uses
    .filter(({ file, to }) => bounded(file) && !node[file]?.includes(to))
    .map(({ file, to }) => `${file}: ${to} is not in its list`)
  const stale = Object.entries(node).flatMap(([file, modules]) =>
    modules
      .filter(module => graph.has(file) && !uses.some(use => use.file === file && use.to === module))
      .map(module => `${file}: ${module} is in its list, and not used`),
  )
  return [...wrong, ...stale]
}

function reached(graph: Graph, { unreachable }: ImportRules): string[] {
  return unreachable.flatMap(({ from, never, replaced = [] }) =>
    [...graph.keys()]
      .filter(file => isIn(file, from))
      .flatMap(start => pathsFrom(graph, start, replaced))
      .filter(path => never.some(place => isIn(path.at(-1) ?? '', place)))
      .map(path => `${from} must not reach ${path.at(-1)}: ${path.join(' > ')}`),
  )
}

function entered(graph: Graph, { entrances }: ImportRules): string[] {
  return edges(graph).flatMap(({ file, to }) => {
    const tool = Object.keys(entrances).find(folder => isIn(file, folder))
    if (tool === undefined || to.startsWith('node:') || isIn(to, tool)) return []
    if (entrances[tool]?.some(place => isIn(to, place))) return []
    return [`${file}: ${tool} enters the project by ${entrances[tool]?.join(' or ')} alone, got ${to}`]
  })
}

/** The shortest way to everything that is there at run time, the start itself left out. */
function pathsFrom(graph: Graph, start: string, replaced: readonly string[]): readonly (readonly string[])[] {
  const ways = new Map<string, readonly string[]>([[start, [start]]])
  // A Map is walked in the order of its entries, those added on the way included.
  for (const [file, way] of ways)
    for (const { to, typeOnly } of replaced.includes(file) ? [] : (graph.get(file) ?? []))
      if (!typeOnly && !ways.has(to)) ways.set(to, [...way, to])
  return [...ways.values()].slice(1)
}

function edges(graph: Graph): { file: string; to: string; typeOnly: boolean }[] {
  return [...graph].flatMap(([file, imports]) => imports.map(one => ({ file, ...one })))
}

function layerOf(file: string, layers: readonly Layer[]): Layer | undefined {
  return layers.find(({ paths }) => paths.some(path => isIn(file, path)))
}

/** `place` is a file, a folder with a slash at its end, or `node:`. */
function isIn(file: string, place: string): boolean {
  return file === place || (/[/:]$/.test(place) && file.startsWith(place))
}
