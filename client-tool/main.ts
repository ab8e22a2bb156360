#!/usr/bin/env node
/** Owns the start of the executable `airlatch`. */
import { runMain } from '../src/cli/main.ts'
import { probeComputer } from '../src/client.ts'
import { clientTool } from './tool.ts'

await runMain(clientTool(probeComputer))
