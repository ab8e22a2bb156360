#!/usr/bin/env node
/** Starts the executable `airlatch`. */
import '../src/cli/no-debugger.ts'
import { startTool } from '../src/cli/start.ts'

await startTool(async () => (await import('./run-tool.ts')).runClientTool())
