/** Owns the run of `airlatch` on this computer. */
import { isWriting, runMain } from '../src/cli/main.ts'
import { isLookingForNames, probeComputer, serveReader } from '../src/client/door.ts'
import { isShareReader } from './share-reader.ts'
import { clientTool } from './tool.ts'

export async function runClientTool(): Promise<void> {
  await (isShareReader() ? serveReader() : runMain(clientTool(probeComputer)))
  // a look-up of a name of a site server that still goes on would keep this process, and nobody waits for its answer
  if (isLookingForNames() && !isWriting()) process.exit()
}
