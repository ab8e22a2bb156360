/** Proves that the picture in docs/explanation/architecture.md is the one that the imports make. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawArchitecture, folderGraph, PICTURE } from '../../tools/architecture.ts'
import { type Graph, readGraph } from '../../tools/imports/graph.ts'
import { ROOTS } from '../../tools/imports/rules.ts'

const ROOT = `${import.meta.dirname}/../..`

test('the picture is up to date: npm run architecture', () => {
  expect(readFileSync(PICTURE, 'utf8')).toBe(drawArchitecture(readGraph(ROOT, ROOTS)))
})

test('an arrow that follows from two others is left out', () => {
  const graph: Graph = new Map([
    ['low/a.ts', []],
    ['middle/a.ts', [{ to: 'low/a.ts', typeOnly: false }]],
    [
      'high/a.ts',
      [
        { to: 'middle/a.ts', typeOnly: false },
        { to: 'low/a.ts', typeOnly: false },
      ],
    ],
  ])
  const folder = { what: 'a folder', imports: [], node: 'none' as const }
  const rules = { low: folder, middle: folder, high: folder }
  expect([...(folderGraph(graph, rules).get('high') ?? [])]).toEqual(['middle', 'low'])
  expect(drawArchitecture(graph, rules).match(/marker-end/g)).toHaveLength(2)
})
