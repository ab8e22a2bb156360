/**
 * Owns the tool `airlatch` on a computer that does not exist: `node simulated-client.ts SEED ...words`.
 * All of it is the real tool but the readings, which are made from the seed; the same seed is the same computer. A seed
 * that ends in `.json` is the file of a computer as its probe would see it.
 */
import { readFileSync } from 'node:fs'
import { clientTool } from '../../client-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import type { Computer } from '../../src/core/computer/computer.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'

const [seed = '', ...words] = process.argv.slice(2)
process.exitCode = await runTool(
  clientTool(async () =>
    seed.endsWith('.json') ? (JSON.parse(readFileSync(seed, 'utf8')) as Computer) : simulatedComputer(seed),
  ),
  words,
  {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
  },
)
