/** Owns the process around a tool: words in, streams out, the exit code. */
import { runTool, type Tool } from './run.ts'

/** Runs a tool on this process. Output that nobody reads any more (a closed pipe) ends it quietly. */
export async function runMain<World>(tool: Tool<World>): Promise<void> {
  process.stdout.on('error', () => process.exit())
  process.exitCode = await runTool(tool, process.argv.slice(2), {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
  })
}
