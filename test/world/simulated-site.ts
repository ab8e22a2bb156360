/** Owns the tool `airlatch-site` on a computer that does not exist: `node simulated-site.ts SEED ...words`, as simulated-client.ts. */

import { siteTool } from '../../site-tool/tool.ts'
import { runMain } from '../../src/cli/main.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'

const [seed = ''] = process.argv.splice(2, 1)
await runMain(siteTool(async () => simulatedComputer(seed)))
