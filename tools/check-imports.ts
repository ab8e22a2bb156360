/** Owns `npm run check:imports`: prints every import that goes the wrong way, and fails if there is one. */
import { dirname } from 'node:path'
import { breaches } from './imports/check.ts'
import { readGraph } from './imports/graph.ts'
import { RULES } from './imports/rules.ts'

const graph = readGraph(dirname(import.meta.dirname), ['src', 'client-tool', 'vendor-tool', 'pages'])
const found = breaches(graph, RULES)
for (const line of found) process.stderr.write(`${line}\n`)
process.stdout.write(`${graph.size} files, ${found.length} imports that go the wrong way\n`)
if (found.length > 0) process.exitCode = 1
