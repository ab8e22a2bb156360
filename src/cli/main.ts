/** Owns the process around a tool: words in, streams out, the exit code. */
import { once } from 'node:events'
import { isatty } from 'node:tty'
import { AirlatchError } from '../core/errors.ts'
import { writeStandard } from '../disk/streams.ts'
import { cliWords } from '../words/cli.ts'
import { explain } from '../words/explain.ts'
import { runTool, type Streams } from './run.ts'
import type { Tool } from './tool.ts'

const STDOUT = 1
const STDERR = 2

const COULD_NOT = 3

/** Runs a tool on this process. What cannot be said on standard output, not even as JSON, is said beside it. Output that nobody reads any more (a closed pipe) ends it quietly. */
export async function runMain<World>(tool: Tool<World>): Promise<void> {
  const streams: Streams = {
    out: text => write(STDOUT, text),
    err: text => write(STDERR, text),
    flushed: () => flushed(),
    columns: of => (of === 'out' ? columnsOf(STDOUT, 'stdout') : columnsOf(STDERR, 'stderr')),
  }
  try {
    process.exitCode = await runTool(tool, process.argv.slice(2), streams)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const { message, hint } = explain(error.code, error.details)
    streams.err(`${tool.name}: ${error.code}: ${message}\n  ${cliWords().hint}: ${hint}\n`)
    process.exitCode = COULD_NOT
  }
}

/** Whether output waits for its reader: a process that ends now would cut it off. */
export function isWriting(): boolean {
  return isStreamed && process.stdout.writableLength > 0
}

/** Undefined where there is no terminal, or one that does not know its width. */
function columnsOf(descriptor: number, name: 'stdout' | 'stderr'): number | undefined {
  return isatty(descriptor) ? process[name].columns || undefined : undefined
}

/** What waits in the stream goes first: from then on all that follows goes there. */
let isStreamed = false

/** Straight to the descriptor: a stream costs a start of this tool several milliseconds. */
function write(descriptor: typeof STDOUT | typeof STDERR, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  if (isStreamed && descriptor === STDOUT) {
    process.stdout.write(bytes)
    return
  }
  const { written, system } = writeStandard(descriptor, bytes)
  // if you cannot be shown anything, you still get the right exit code
  if (system === undefined || descriptor === STDERR) return
  if (system === 'EPIPE') process.exit()
  if (system !== 'EAGAIN') throw new AirlatchError('cannot-write', { path: '-', system, answered: true })
  // a pipe that does not block and is full: the stream knows how to wait
  process.stdout.once('error', () => process.exit())
  isStreamed = true
  process.stdout.write(bytes.subarray(written))
}

/** Until the reader has taken most of it, so that a long answer does not pile up in memory. */
async function flushed(): Promise<void> {
  if (isStreamed && process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
}
