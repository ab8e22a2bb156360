/** Runs `airlatch` on this computer. */
import { isWriting, runMain } from '../src/cli/main.ts'
import { isLookingForNames, probeComputer, serveReader } from '../src/client/door.ts'
import { isShareReader } from './share-reader.ts'
import { clientTool } from './tool.ts'

export async function runClientTool(): Promise<void> {
  await (isShareReader() ? serveReader() : runMain(clientTool(probeComputer)))
  // a pending name lookup of a site server would keep this process alive although nobody needs its result
  if (isLookingForNames() && !isWriting()) process.exit()
}
