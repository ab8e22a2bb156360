#!/usr/bin/env node
/** Owns the start of the executable `airlatch`. */
import '../src/cli/no-debugger.ts'
import { runMain } from '../src/cli/main.ts'
import { probeComputer, serveReader } from '../src/client/door.ts'
import { isShareReader } from './share-reader.ts'
import { clientTool } from './tool.ts'

await (isShareReader() ? serveReader() : runMain(clientTool(probeComputer)))
