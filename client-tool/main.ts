#!/usr/bin/env node
/** Owns the start of the executable `airlatch`. */
import '../src/cli/no-debugger.ts'
import { isWriting, runMain } from '../src/cli/main.ts'
import { isLookingForNames, probeComputer, serveReader } from '../src/client/door.ts'
import { isShareReader } from './share-reader.ts'
import { clientTool } from './tool.ts'

await (isShareReader() ? serveReader() : runMain(clientTool(probeComputer)))
// the name of a site server that the system still looks for would keep this process, and nothing waits for it any more
if (isLookingForNames() && !isWriting()) process.exit()
