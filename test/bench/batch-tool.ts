/** Owns the tool `airlatch-vendor` as a process that says at its end, on standard error, how much memory it ever had. */
import { runTool } from '../../src/cli/run.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'

process.exitCode = await runTool(vendorTool, process.argv.slice(2), {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
})
process.stderr.write(`${JSON.stringify({ peakKilobytes: process.resourceUsage().maxRSS })}\n`)
