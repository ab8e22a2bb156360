#!/usr/bin/env node
/** Starts the executable `airlatch-site`. */
import '../src/cli/no-debugger.ts'
import { runMain } from '../src/cli/main.ts'
import { probeComputer } from '../src/client/door.ts'
import { siteTool } from './tool.ts'

await runMain(siteTool(probeComputer))
