#!/usr/bin/env node
/** Owns the start of the executable `airlatch`. */
import '../src/cli/no-debugger.ts'
import { runMain } from '../src/cli/main.ts'
import { isShareReader, serveReader } from '../src/cli/share-reader.ts'
import { probeComputer } from '../src/client.ts'
import { clientTool } from './tool.ts'

await (isShareReader() ? serveReader() : runMain(clientTool(probeComputer)))
