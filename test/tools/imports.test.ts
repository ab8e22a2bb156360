/** Proves that the imports keep to the table of folders, and that every kind of breach would be seen. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { breaches } from '../../tools/imports/check.ts'
import { type Graph, importsOf, readGraph } from '../../tools/imports/graph.ts'
import { type ImportRules, ROOTS, RULES, reachable } from '../../tools/imports/rules.ts'

const ROOT = `${import.meta.dirname}/../..`

const SMALL: ImportRules = {
  'src/low': { what: '', imports: [], node: 'none' },
  'src/disk': { what: '', imports: ['src/low'], node: 'all' },
  'src/left': {
    what: '',
    imports: ['src/low', 'src/disk'],
    node: 'all but files',
    door: 'src/left/door.ts',
    sideDoors: { server: 'src/left/side.ts' },
  },
  'src/right': { what: '', imports: ['src/low'], node: 'all but files' },
  tool: { what: '', imports: ['src/left', 'src/low'], node: 'all but files' },
  server: { what: '', imports: ['src/left'], node: 'all but files' },
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

test('the project keeps to the table', () => {
  const graph = readGraph(ROOT, ROOTS)
  expect(graph.size).toBeGreaterThan(100)
  expect(breaches(graph, RULES)).toEqual([])
})

test('every folder and every door of the table is there', () => {
  const files = [...readGraph(ROOT, ROOTS).keys()]
  for (const [folder, { door = `${folder}/`, sideDoors = {} }] of Object.entries(RULES)) {
    expect(
      files.some(file => file.startsWith(door)),
      folder,
    ).toBe(true)
    expect(files, folder).toEqual(expect.arrayContaining(Object.values(sideDoors)))
    for (const other of Object.keys(sideDoors)) expect(RULES[other]?.imports, other).toContain(folder)
  }
})

test('the folders of the table make no circle, so each can be read before those that need it', () => {
  for (const folder of Object.keys(RULES)) {
    const others = (RULES[folder]?.imports ?? []).flatMap(next => [...reachable(next)])
    expect(others, folder).not.toContain(folder)
  }
})

test('what runs anywhere uses nothing that only Node has', () => {
  const folder = join(ROOT, 'src/core')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  )
  for (const name of files)
    expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(/\bBuffer\.|\bprocess\./)
})

test('neither side reaches the other', () => {
  expect(reachable('client-tool')).not.toContain('src/vendor')
  expect(reachable('client-tool')).not.toContain('src/log')
  expect(reachable('vendor-tool')).not.toContain('src/client')
})

test('imports that the table allows are no breach', () => {
  expect(
    found({
      'src/low/a.ts': ['src/low/b.ts', 'type node:fs'],
      'src/disk/a.ts': ['src/low/a.ts', 'node:fs', 'node:path'],
      'src/left/door.ts': ['src/left/inner.ts', 'src/disk/a.ts', 'node:crypto'],
      'src/left/inner.ts': [],
      'tool/main.ts': ['src/left/door.ts', 'src/low/a.ts', 'tool/other.ts'],
      'server/main.ts': ['src/left/door.ts', 'src/left/side.ts'],
    }),
  ).toEqual([])
})

test.each<[string, Record<string, readonly string[]>, string]>([
  ['a file outside the table', { 'src/odd.ts': [] }, 'src/odd.ts: lies in no folder of the table'],
  [
    'a folder that is not in the row',
    { 'src/right/a.ts': ['src/disk/a.ts'] },
    'src/right/a.ts: src/right must not import src/disk, got src/disk/a.ts',
  ],
  [
    'a type from there',
    { 'src/low/a.ts': ['type src/left/door.ts'] },
    'src/low must not import src/left, got src/left/door.ts',
  ],
  [
    'a way around the door',
    { 'tool/main.ts': ['src/left/inner.ts'] },
    'tool/main.ts: enter src/left by src/left/door.ts, got src/left/inner.ts',
  ],
  [
    'a side door of another folder',
    { 'tool/main.ts': ['src/left/side.ts'] },
    'tool/main.ts: enter src/left by src/left/door.ts, got src/left/side.ts',
  ],
  ['Node where none may be', { 'src/low/a.ts': ['node:path'] }, 'src/low/a.ts: must not use node:path'],
  ['the file system outside of the disk', { 'tool/a.ts': ['node:fs'] }, 'tool/a.ts: must not use node:fs'],
  [
    'its other name',
    { 'src/left/a.ts': ['node:fs/promises'] },
    'src/left/a.ts: must not use node:fs/promises',
  ],
  [
    'a circle',
    { 'src/low/a.ts': ['src/low/b.ts'], 'src/low/b.ts': ['src/low/c.ts'], 'src/low/c.ts': ['src/low/a.ts'] },
    'these files import each other: src/low/a.ts, src/low/b.ts, src/low/c.ts',
  ],
  [
    'a circle that a type closes',
    { 'src/low/a.ts': ['src/low/b.ts'], 'src/low/b.ts': ['type src/low/a.ts'] },
    'these files import each other: src/low/a.ts, src/low/b.ts',
  ],
])('sees %s', (_what, files, line) => {
  expect(found(files)).toEqual([line].map(text => expect.stringContaining(text)))
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
