/**
 * Owns the picture in docs/explanation/architecture.md, drawn from the actual imports: `npm run architecture` writes
 * it, and a test checks that it is current. A folder is above everything that it imports; arrows that follow from two
 * others are left out.
 */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folderOf } from './imports/check.ts'
import { type Graph, readGraph } from './imports/graph.ts'
import { type ImportRules, ROOTS, RULES } from './imports/rules.ts'

const ROOT = dirname(import.meta.dirname)
export const PICTURE = join(ROOT, 'docs', 'explanation', 'architecture.svg')

const BOX = { width: 280, height: 58 } as const
const GAP = { across: 26, down: 54 } as const
const MARGIN = 24

/** Returns which folder imports which, from the imports of the files. */
export function folderGraph(graph: Graph, rules: ImportRules): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map(Object.keys(rules).map(folder => [folder, new Set<string>()]))
  for (const [file, imports] of graph) {
    const own = folderOf(file, rules)
    for (const { to } of imports) {
      const other = folderOf(to, rules)
      if (own !== undefined && other !== undefined && own !== other) found.get(own)?.add(other)
    }
  }
  return found
}

/** Returns the length of the longest chain of arrows below each folder: 0 if it imports nothing. */
function levelsOf(folders: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const levels = new Map<string, number>()
  const levelOf = (folder: string): number => {
    const known = levels.get(folder)
    if (known !== undefined) return known
    const level = Math.max(-1, ...[...(folders.get(folder) ?? [])].map(levelOf)) + 1
    levels.set(folder, level)
    return level
  }
  for (const folder of folders.keys()) levelOf(folder)
  return levels
}

/** Returns the arrows that do not follow from other arrows. */
function arrowsOf(folders: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly [string, string])[] {
  const reaches = (from: string, to: string): boolean =>
    from === to || [...(folders.get(from) ?? [])].some(next => reaches(next, to))
  return [...folders].flatMap(([from, all]) =>
    [...all]
      .filter(to => ![...all].some(other => other !== to && reaches(other, to)))
      .map(to => [from, to] as const),
  )
}

/** Returns the picture as SVG. The same imports give the same text. */
export function drawArchitecture(graph: Graph, rules: ImportRules = RULES): string {
  const folders = folderGraph(graph, rules)
  const levels = levelsOf(folders)
  const rows = Array.from({ length: Math.max(...levels.values()) + 1 }, (_, level) =>
    [...folders.keys()].filter(folder => levels.get(folder) === level),
  )
  const widest = Math.max(...rows.map(row => row.length))
  const width = 2 * MARGIN + widest * BOX.width + (widest - 1) * GAP.across
  const height = 2 * MARGIN + rows.length * BOX.height + (rows.length - 1) * GAP.down
  const places = new Map(
    rows.flatMap((row, level) => {
      const across = row.length * BOX.width + (row.length - 1) * GAP.across
      const y = height - MARGIN - BOX.height - level * (BOX.height + GAP.down)
      return row.map(
        (folder, i) => [folder, { x: (width - across) / 2 + i * (BOX.width + GAP.across), y }] as const,
      )
    }),
  )
  const at = (folder: string) => places.get(folder) as { readonly x: number; readonly y: number }
  const arrows = arrowsOf(folders).map(([from, to]) => {
    const x1 = at(from).x + BOX.width / 2
    const y1 = at(from).y + BOX.height
    const x2 = at(to).x + BOX.width / 2
    const y2 = at(to).y - 3
    const bend = Math.max(20, (y2 - y1) / 2)
    return `<path d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" marker-end="url(#head)"/>`
  })
  const boxes = [...places].map(
    ([folder, { x, y }]) =>
      `<g><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>` +
      `<text class="name" x="${x + 12}" y="${y + 24}">${folder}</text>` +
      `<text class="what" x="${x + 12}" y="${y + 44}">${rules[folder]?.what.replaceAll('&', '&amp;')}</text></g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>Which folder imports which</title>
<style>
rect { fill: #f6f8fa; stroke: #57606a; }
path { fill: none; stroke: #57606a; stroke-width: 1.5; }
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.name { font-weight: 600; font-size: 15px; }
.what { font-size: 11px; fill: #424a53; }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#57606a;stroke:none"/></marker></defs>
<rect x="0" y="0" width="${width}" height="${height}" style="fill:#fff;stroke:none"/>
${arrows.join('\n')}
${boxes.join('\n')}
</svg>
`
}

if (import.meta.main) writeFileSync(PICTURE, drawArchitecture(readGraph(ROOT, ROOTS)))
