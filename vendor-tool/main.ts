#!/usr/bin/env node
/** Owns the start of the executable `airlatch-vendor`. */
import '../src/cli/no-debugger.ts'
import { runMain } from '../src/cli/main.ts'
import { vendorTool } from './tool.ts'

await runMain(vendorTool)
