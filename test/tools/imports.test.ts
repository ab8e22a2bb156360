/** Proves that the imports go the right way, and that each rule would see one that does not. */
import { expect, test } from 'vitest'
import { breaches } from '../../tools/imports/check.ts'
import { type Graph, importsOf, readGraph } from '../../tools/imports/graph.ts'
import { type ImportRules, RULES } from '../../tools/imports/rules.ts'

const ROOT = `${import.meta.dirname}/../..`

const SMALL: ImportRules = {
  layers: [
    { name: 'low', paths: ['src/low/'] },
    { name: 'left', paths: ['src/left/'] },
    { name: 'right', paths: ['src/right/'] },
    { name: 'doors', paths: ['src/door.ts', 'src/secret.ts'] },
    { name: 'cli', paths: ['src/cli/'] },
    { name: 'tools', paths: ['tool/'] },
  ],
  strangers: [['left', 'right']],
  commonTable: 'src/left/table.ts',
  typesOnly: [{ from: 'right', to: 'left' }],
  keepers: [{ modules: ['node:fs'], paths: ['src/low/'] }],
  node: { 'src/low/disk.ts': ['node:path'] },
  unreachable: [{ from: 'src/door.ts', never: ['src/secret.ts', 'node:'] }],
  entrances: { 'tool/': ['src/door.ts', 'src/cli/'] },
}

/** `{ 'a.ts': ['b.ts', 'type c.ts'] }` */
function graphOf(files: Readonly<Record<string, readonly string[]>>): Graph {
  return new Map(
    Object.entries(files).map(([file, imports]) => [
      file,
      imports.map(text => ({ to: text.replace(/^type /, ''), typeOnly: text.startsWith('type ') })),
    ]),
  )
}

function found(files: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return breaches(graphOf(files), SMALL)
}

test('the project keeps its directions', () => {
  const graph = readGraph(ROOT, ['src', 'client-tool', 'vendor-tool', 'pages'])
  expect(graph.size).toBeGreaterThan(100)
  expect(breaches(graph, RULES)).toEqual([])
})

test('the project has what the rules speak of', () => {
  const graph = readGraph(ROOT, ['src', 'client-tool', 'vendor-tool', 'pages'])
  expect([...graph.keys()]).toEqual(expect.arrayContaining(Object.keys(RULES.node)))
  expect([...graph.keys()]).toContain(RULES.commonTable)
  for (const { from } of RULES.unreachable)
    expect([...graph.keys()].some(file => file.startsWith(from))).toBe(true)
})

test('downward and sideways imports are right', () => {
  expect(
    found({
      'src/low/a.ts': ['src/low/b.ts'],
      'src/right/a.ts': ['src/low/a.ts', 'src/left/table.ts', 'type src/left/a.ts'],
      'src/door.ts': ['src/right/a.ts'],
      'tool/main.ts': ['src/door.ts', 'src/cli/run.ts', 'tool/other.ts', 'node:net', 'type node:fs'],
    }),
  ).toEqual([])
})

test.each<[string, Record<string, readonly string[]>, string]>([
  ['a file outside the layers', { 'src/odd.ts': [] }, 'src/odd.ts: stands in no layer'],
  ['an import upward', { 'src/low/a.ts': ['src/door.ts'] }, 'low imports src/door.ts from doors'],
  ['a type from above', { 'src/low/a.ts': ['type src/door.ts'] }, 'low imports src/door.ts from doors'],
  ['code of a stranger', { 'src/right/a.ts': ['src/left/a.ts'] }, 'left do not know each other'],
  [
    'a type of a stranger, the other way',
    { 'src/left/a.ts': ['type src/right/a.ts'] },
    'do not know each other',
  ],
  [
    'a module of Node where none is',
    { 'src/left/a.ts': ['node:path'] },
    'src/left/a.ts: node:path is not in its list',
  ],
  ['another module of Node', { 'src/low/disk.ts': ['node:path', 'node:net'] }, 'node:net is not in its list'],
  ['a list that allows too much', { 'src/low/disk.ts': [] }, 'node:path is in its list, and not used'],
  [
    'the disk elsewhere in src/',
    { 'src/cli/a.ts': ['node:fs'] },
    'src/cli/a.ts: node:fs is for src/low/ alone',
  ],
  ['the disk in a tool', { 'tool/a.ts': ['node:fs'] }, 'tool/a.ts: node:fs is for src/low/ alone'],
  [
    'a secret by a detour',
    { 'src/door.ts': ['src/right/a.ts'], 'src/right/a.ts': ['src/secret.ts'], 'src/secret.ts': [] },
    'src/door.ts must not reach src/secret.ts: src/door.ts > src/right/a.ts > src/secret.ts',
  ],
  [
    'Node by a detour',
    { 'src/door.ts': ['src/low/disk.ts'], 'src/low/disk.ts': ['node:path'] },
    'src/door.ts must not reach node:path',
  ],
  [
    'a tool by the window',
    { 'tool/main.ts': ['src/low/a.ts'] },
    'src/door.ts or src/cli/ alone, got src/low/a.ts',
  ],
])('sees %s', (_what, files, line) => {
  expect(found(files)).toEqual(expect.arrayContaining([expect.stringContaining(line)]))
})

test('what a replaced file imports does not matter', () => {
  const graph = graphOf({ 'src/door.ts': ['src/low/asset.ts'], 'src/low/asset.ts': ['src/secret.ts'] })
  const rules = { ...SMALL, unreachable: [{ from: 'src/door.ts', never: ['src/secret.ts'] }] }
  const replacing = [{ from: 'src/door.ts', never: ['src/secret.ts'], replaced: ['src/low/asset.ts'] }]
  const reached = expect.stringContaining('must not reach src/secret.ts')
  expect(breaches(graph, rules)).toEqual(expect.arrayContaining([reached]))
  expect(breaches(graph, { ...rules, unreachable: replacing })).not.toEqual(expect.arrayContaining([reached]))
})

test('a type on the way is no way', () => {
  expect(found({ 'src/door.ts': ['type src/secret.ts'], 'src/secret.ts': [] })).toEqual([])
})

test('reads every form of an import', () => {
  const source = [
    "import './bare.ts'",
    "import one from './default.ts'",
    'import {\n  type Two,\n  two,\n} from "../up/names.ts"',
    "import type { Three } from './type.ts'",
    "export { four } from './export.ts'",
    "export type { Five } from './export-type.ts'",
    "export * from './star.ts'",
    "import { readFileSync } from 'node:fs'",
    "import sha from '@noble/hashes/sha2.js'",
    "const six = await import('./dynamic.ts')",
    "const seven = process.getBuiltinModule?.('node:sqlite')",
    "type Eight = typeof import('./type-of.ts')",
    " * import './comment.ts'",
  ].join('\n')
  expect(importsOf('src/in/file.ts', source)).toEqual([
    { to: 'src/in/bare.ts', typeOnly: false },
    { to: 'src/in/default.ts', typeOnly: false },
    { to: 'src/up/names.ts', typeOnly: false },
    { to: 'src/in/type.ts', typeOnly: true },
    { to: 'src/in/export.ts', typeOnly: false },
    { to: 'src/in/export-type.ts', typeOnly: true },
    { to: 'src/in/star.ts', typeOnly: false },
    { to: 'node:fs', typeOnly: false },
    { to: 'src/in/dynamic.ts', typeOnly: false },
    { to: 'node:sqlite', typeOnly: false },
    { to: 'src/in/type-of.ts', typeOnly: true },
  ])
})
