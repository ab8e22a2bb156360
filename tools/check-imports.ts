/** Owns `npm run check:imports`: prints every import that the rules forbid, and fails if there is one. */
import { dirname } from 'node:path'
import { breaches } from './imports/check.ts'
import { readGraph } from './imports/graph.ts'
import { ROOTS, RULES } from './imports/rules.ts'

const graph = readGraph(dirname(import.meta.dirname), ROOTS)
const found = breaches(graph, RULES)
for (const line of found) process.stderr.write(`${line}\n`)
process.stdout.write(`${graph.size} files, ${found.length} imports that the table does not allow\n`)
if (found.length > 0) process.exitCode = 1
