/**
 * Owns the tool `airlatch` on a computer that does not exist: `node simulated-client.ts SEED ...words`.
 * All of it is the real tool but the readings, which are made from the seed; the same seed is the same computer.
 */

import { clientTool } from '../../client-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'

const [seed = '', ...words] = process.argv.slice(2)
process.exitCode = await runTool(
  clientTool(async () => simulatedComputer(seed)),
  words,
  {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
  },
)
