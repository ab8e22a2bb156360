#!/usr/bin/env node
/** Owns the start of the executable `airlatch`. */
import '../src/cli/no-debugger.ts'
import { startTool } from '../src/cli/start.ts'

await startTool(async () => (await import('./run-tool.ts')).runClientTool())
